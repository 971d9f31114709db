/**
 * `deno task bench`: programs, embedding figures and growth, against every other Lua there is on the machine,
 * in one run. Prints tables, appends to `bench/history/`, writes `bench/report.html`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { writeGenerated } from "../tools/generated.ts";
import { measureEmbedding } from "./embedding.ts";
import {
  appendEntry,
  compareEntries,
  describeComparison,
  findEntry,
  type HistoryEntry,
  readHistory,
  toEntry,
} from "./history.ts";
import { htmlReport } from "./html_report.ts";
import { markdownReport } from "./markdown_report.ts";
import { measureProgram } from "./measure.ts";
import { loadPrograms, type Program, selectPrograms } from "./program.ts";
import { type BenchReport, type Clock, faultsOf, type ProgramResult, type RunnerInfo } from "./results.ts";
import { Runner, RUNNERS } from "./runner.ts";
import { measureScaling } from "./scaling.ts";
import { textReport } from "./text_report.ts";

/** Where the tables go, from the root of the repository. */
const DOCUMENT = "docs/benchmarks.md";

const HELP = `deno task bench [flags]

  --quick           small sizes, few rounds (some four minutes instead of twenty)
  --only NAMES      programs or sections, separated by commas; "string*" for the beginning of a name
  --runners NAMES   only these runners, separated by commas; this project's are always there
  --programs        the programs; likewise --embedding and --scaling; without any of the three: all of them
  --minutes N       about how long all of it may take; slow runners give up rounds first; default 20, or 5 quick
  --clock cpu|wall  time ratios are taken of; default cpu (of the whole process, background threads included),
                    which other work on the machine disturbs least
  --json            print the report as JSON instead of tables
  --compare REV     name what became slower or faster since the latest recorded run of a commit, or of the
                    nearest commit before it that has one
  --record          append to bench/history/ although --only or --runners left something out
  --no-record       do not append to bench/history/
  --html FILE       write the page there; a complete run writes bench/report.html
  --write           put the tables into docs/benchmarks.md; a complete recorded run of full sizes does it
  --list            list the programs
  --help            this text`;

const args = parseArgs(Deno.args, {
  boolean: ["quick", "json", "programs", "embedding", "scaling", "record", "write", "list", "help"],
  string: ["only", "runners", "clock", "compare", "html", "minutes"],
  negatable: ["record"],
  default: { clock: "cpu" },
  unknown: (name) => {
    console.error(`unknown argument ${name}\n\n${HELP}`);
    Deno.exit(2);
  },
});

function names(value: unknown): string[] {
  return typeof value === "string" ? value.split(",").map((name) => name.trim()) : [];
}

function usage(message: string): never {
  console.error(message);
  Deno.exit(2);
}

const interactive = Deno.stderr.isTerminal();

function progress(text: string): void {
  if (!interactive) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
}

/** What git says; nothing where there is no git, or no repository. */
async function git(...command: string[]): Promise<string> {
  const cwd = new URL(".", import.meta.url);
  try {
    const { success, stdout } = await new Deno.Command("git", { args: command, cwd, stderr: "null" })
      .output();
    return success ? new TextDecoder().decode(stdout).trim() : "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Starts the runners that can be started. */
async function startRunners(chosen: readonly string[]): Promise<{ runners: Runner[]; infos: RunnerInfo[] }> {
  for (const id of chosen) {
    if (!RUNNERS.some((spec) => spec.id === id)) usage(`no runner is called "${id}"`);
  }
  const runners: Runner[] = [];
  const infos: RunnerInfo[] = [];
  for (const spec of RUNNERS) {
    const { id, ours } = spec;
    if (!ours && chosen.length > 0 && !chosen.includes(id)) continue;
    const runner = new Runner(spec);
    try {
      await runner.start();
      runners.push(runner);
      infos.push({ id, ours, version: runner.version });
    } catch (error) {
      const missing = error instanceof Deno.errors.NotFound
        ? `the program "${spec.command[0]}" is not installed`
        : String(error instanceof Error ? error.message : error);
      infos.push({ id, ours, missing });
    }
  }
  return { runners, infos };
}

async function measurePrograms(
  programs: readonly Program[],
  runners: readonly Runner[],
  quick: boolean,
  minutes: number,
): Promise<ProgramResult[]> {
  const options = quick
    ? { rounds: 5, least: 2, timeout: 20_000, warmUp: { runs: 8, patience: 8, least: 60, most: 700 } }
    : {
      rounds: 9,
      least: 3,
      timeout: 30_000,
      slow: 100,
      warmUp: { runs: 8, patience: 8, least: 500, most: 3_000 },
    };
  const results: ProgramResult[] = [];
  // samples get what there is for the programs that are left
  let left = minutes * 60_000;
  for (const program of programs) {
    const size = program.sizes[quick ? "quick" : "full"];
    progress(`programs: ${results.length + 1} of ${programs.length}, ${program.name}`);
    const allowance = left / (programs.length - results.length);
    const begin = performance.now();
    const probe = quick ? {} : { probe: program.sizes.quick };
    const measured = await measureProgram(program, size, runners, { ...options, ...probe, allowance });
    left -= performance.now() - begin;
    const { name, title, section } = program;
    results.push({ name, title, section, size, runners: measured });
  }
  return results;
}

async function main(): Promise<void> {
  if (args.help) return console.log(HELP);
  const clock = args.clock as Clock;
  if (clock !== "cpu" && clock !== "wall") usage(`--clock is cpu or wall`);
  let programs: Program[];
  try {
    programs = selectPrograms(await loadPrograms(), names(args.only));
  } catch (error) {
    usage((error as Error).message);
  }
  if (args.list) {
    for (const { name, section, title } of programs) console.log(`${section}/${name}: ${title}`);
    return;
  }
  const quick = args.quick === true;
  const minutes = args.minutes === undefined ? quick ? 5 : 20 : Number(args.minutes);
  if (!(minutes > 0)) usage("--minutes is a number above 0");
  const parts = { programs: args.programs, embedding: args.embedding, scaling: args.scaling };
  const every = !parts.programs && !parts.embedding && !parts.scaling;
  const date = new Date().toISOString();
  const commit = await git("rev-parse", "HEAD");
  const dirty = await git("status", "--porcelain", "--", "..", ":!history", ":!report.html") !== "";
  const began = performance.now();
  const { runners, infos } = await startRunners(names(args.runners));
  let report: BenchReport = {
    date,
    commit,
    dirty,
    mode: quick ? "quick" : "full",
    clock,
    environment: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      target: Deno.build.target,
      cores: String(navigator.hardwareConcurrency),
    },
    runners: infos,
    programs: [],
  };
  try {
    if (every || parts.programs) {
      report = { ...report, programs: await measurePrograms(programs, runners, quick, minutes * 0.75) };
    }
    if (every || parts.scaling) {
      const compared = runners.filter(({ spec }) =>
        spec.ours || spec.id === "lua5.1" || spec.id === "luajit"
      );
      const scaling = await measureScaling(
        programs,
        compared,
        clock,
        quick,
        (name) => progress(`growth: ${name}`),
      );
      report = { ...report, scaling };
    }
  } finally {
    for (const runner of runners) await runner.stop();
  }
  if (every || parts.embedding) {
    const embedding = await measureEmbedding(quick, (name) => progress(`embedding: ${name}`));
    report = { ...report, embedding };
  }
  report = { ...report, minutes: (performance.now() - began) / 60_000 };
  progress("");
  console.log(args.json ? JSON.stringify(report, null, 2) : textReport(report));
  // a peer that is missing is reported; a wrong result or a difference between the tiers is a failure
  if (faultsOf(report).length > 0) Deno.exitCode = 1;
  await keep(report, every);
}

/** The recorded run of a revision, or of the nearest commit before it that has one. */
async function recordedRun(revision: string, history: readonly HistoryEntry[], like: HistoryEntry) {
  const commits = (await git("rev-list", revision, "--")).split("\n").filter((line) => line !== "");
  for (const commit of commits.length === 0 ? [revision] : commits) {
    const entry = findEntry(history, commit, like);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

async function compare(
  revision: string,
  history: readonly HistoryEntry[],
  entry: HistoryEntry,
): Promise<void> {
  const before = await recordedRun(revision, history, entry);
  if (before === undefined) {
    console.error(`no ${entry.mode} run of ${revision} by ${entry.clock} time is in bench/history/`);
    Deno.exitCode = 1;
    return;
  }
  const name = `${revision} (${before.commit.slice(0, 10)}, ${before.date.slice(0, 10)})`;
  console.error("\n" + describeComparison(compareEntries(before, entry), name));
}

/** Compares with the record, adds to it, writes the page and the document. */
async function keep(report: BenchReport, every: boolean): Promise<void> {
  const history = await readHistory();
  const entry = toEntry(report);
  if (typeof args.compare === "string") await compare(args.compare, history, entry);
  const complete = every && args.only === undefined && args.runners === undefined;
  const refused = Deno.args.includes("--no-record");
  const recorded = !refused && (complete || args.record === true);
  if (recorded) {
    await appendEntry(entry);
    history.push(entry);
  }
  const page = typeof args.html === "string"
    ? args.html
    : complete && !refused
    ? new URL("./report.html", import.meta.url)
    : undefined;
  if (page !== undefined) await Deno.writeTextFile(page, htmlReport(report, history));
  if (args.write === true || recorded && complete && report.mode === "full") {
    writeGenerated(DOCUMENT, "results", markdownReport(report));
    const cwd = new URL("..", import.meta.url);
    await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", DOCUMENT], cwd }).output();
  }
}

await main();
