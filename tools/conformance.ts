/**
 * `deno task conformance [--suite DIR] [--write]`: runs every Lua file of a directory, such as the unpacked
 * official Lua 5.1 test suite, under the `trusted` profile in each tier, and prints a table of results.
 *
 * Without `--suite` it runs the project's own corpus. The suite is copied to a temporary folder, and each file
 * runs in a process of its own there; it passes if it ends without an error. Where `lua5.1` is installed it runs
 * the files, too: a file that it does not pass either is no failure. `--write` puts the table into
 * `docs/conformance.md`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { table, writeGenerated } from "./generated.ts";

const CHILD = new URL("./conformance_child.ts", import.meta.url).pathname;
const CORPUS = new URL("../tests/lua", import.meta.url).pathname;
const LIMIT_SECONDS = 600;
const TIERS = ["interpreter", "compiled"] as const;

/** Files of the official suite that only drive other files or test the stand-alone program. */
const NOT_TESTS = new Set(["all.lua", "main.lua"]);

/** What running a file came to. */
interface Outcome {
  readonly passed: boolean;
  readonly seconds: number;
  /** assertions reached; unknown for `lua5.1` */
  readonly assertions: number;
  /** parts that need the C API were left out */
  readonly inactive: boolean;
  /** the first line of the error */
  readonly detail: string;
}

async function execute(program: string, args: string[], cwd: string): Promise<Omit<Outcome, "assertions">> {
  const start = performance.now();
  const signal = AbortSignal.timeout(LIMIT_SECONDS * 1000);
  const child = new Deno.Command(program, {
    args,
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  });
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder("latin1");
  const detail = signal.aborted
    ? `still running after ${LIMIT_SECONDS} s`
    : text.decode(stderr).split("\n")[0]!.replace(/^lua(?:5\.1)?: /, "");
  return {
    passed: code === 0,
    seconds: (performance.now() - start) / 1000,
    inactive: /testC not active/.test(text.decode(stdout)),
    detail: code === 0 ? "" : detail,
  };
}

async function runHere(suite: string, file: string, tier: string): Promise<Outcome> {
  const counts = await Deno.makeTempFile();
  try {
    const args = ["run", "-A", "--quiet", CHILD, tier, counts, file];
    const outcome = await execute(Deno.execPath(), args, suite);
    return { ...outcome, assertions: Number(await Deno.readTextFile(counts)) };
  } finally {
    await Deno.remove(counts);
  }
}

/** What `lua5.1` does with a file; undefined where it is not installed. */
async function runReference(suite: string, file: string): Promise<Outcome | undefined> {
  try {
    return { ...await execute("lua5.1", [file], suite), assertions: 0 };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Lua files below `folder`, as paths from it. */
function luaFiles(folder: string, prefix = ""): string[] {
  const files: string[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isDirectory) files.push(...luaFiles(`${folder}/${entry.name}`, `${prefix}${entry.name}/`));
    else if (entry.name.endsWith(".lua") && !NOT_TESTS.has(entry.name)) files.push(prefix + entry.name);
  }
  return files.sort();
}

/** A copy of a suite that may be written to, with the empty folders that archives leave out. */
function copyOf(suite: string): string {
  const copy = Deno.makeTempDirSync({ prefix: "conformance_" });
  const copyInto = (from: string, to: string): void => {
    for (const entry of Deno.readDirSync(from)) {
      if (entry.isDirectory) {
        Deno.mkdirSync(`${to}/${entry.name}`);
        copyInto(`${from}/${entry.name}`, `${to}/${entry.name}`);
      } else if (entry.isFile) Deno.copyFileSync(`${from}/${entry.name}`, `${to}/${entry.name}`);
    }
  };
  copyInto(suite, copy);
  Deno.mkdirSync(`${copy}/libs/P1`, { recursive: true });
  return copy;
}

async function digest(suite: string, files: readonly string[]): Promise<string> {
  const parts = files.map((file) => Deno.readFileSync(`${suite}/${file}`));
  const hash = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  return [...new Uint8Array(hash).subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function resultOf(outcome: Outcome): string {
  if (!outcome.passed) return "failed";
  if (!outcome.inactive) return "passed";
  return outcome.assertions === 0 ? "needs `T`" : "passed, parts need `T`";
}

const args: { readonly suite?: string; readonly write?: boolean } = parseArgs(Deno.args, {
  string: ["suite"],
  boolean: ["write"],
}) as { suite?: string; write?: boolean };
const given = args.suite ?? CORPUS;
const files = args.suite === undefined
  ? luaFiles(given)
  : luaFiles(given).filter((file) => !file.includes("/"));
if (files.length === 0) {
  console.error(`there are no Lua files in ${given}`);
  Deno.exit(2);
}

/** Programs of the corpus that end in an error have it recorded next to them. */
function expectedError(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(`${given}/${file.replace(/\.lua$/, ".err")}`).split("\n")[0];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const suite = copyOf(given);
const rows: string[][] = [];
let failed = 0;
let passed = 0;
let needing = 0;
try {
  for (const file of files) {
    const error = expectedError(file);
    const settle = (outcome: Outcome): Outcome =>
      error !== undefined && outcome.detail === error ? { ...outcome, passed: true, detail: "" } : outcome;
    const reference = await runReference(suite, file);
    const outcomes: Outcome[] = [];
    for (const tier of TIERS) outcomes.push(settle(await runHere(suite, file, tier)));
    const first = outcomes.find((outcome) => !outcome.passed) ?? outcomes[0]!;
    if (!first.passed && (reference === undefined || settle(reference).passed)) failed++;
    else if (first.passed && first.inactive && first.assertions === 0) needing++;
    else if (first.passed) passed++;
    const stock = reference === undefined
      ? "not installed"
      : resultOf({ ...settle(reference), assertions: first.assertions });
    rows.push([
      file,
      String(first.assertions),
      ...outcomes.map(resultOf),
      stock.replace(/,.*/, ""),
      first.detail.replaceAll("|", "\\|"),
    ]);
    const times = outcomes.map(({ seconds }) => `${seconds.toFixed(1)} s`).join(" ");
    console.log(
      `${rows.at(-1)!.map((cell, i) => cell.padEnd([34, 6, 23, 23, 8][i] ?? 0)).join(" ")} ${times}`,
    );
  }
} finally {
  Deno.removeSync(suite, { recursive: true });
}
const summary = `${passed} passed, ${failed} failed, ${needing} need \`T\`, ` +
  `${files.length - passed - failed - needing} not passed by lua5.1 either`;
console.log(summary);
if (args.write === true) {
  const head = ["File", "Assertions reached", "Interpreter", "Compiled", "lua5.1", "First failing line"];
  const name = args.suite === undefined ? "The project's corpus" : "The suite";
  writeGenerated(
    "docs/conformance.md",
    args.suite === undefined ? "corpus" : "suite",
    `${name}, ${files.length} files (SHA-256 ${await digest(given, files)}...): ${summary}.\n\n${
      table(head, rows)
    }`,
  );
}
Deno.exit(failed === 0 ? 0 : 1);
