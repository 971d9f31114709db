/**
 * The fuzzer.
 *
 *     deno task fuzz [--only a|b|c] [--seed N] [--from N] [--cases N] [--seconds N] [--jobs N]
 *     deno task fuzz --replay FILE
 *
 * Cases are numbered; a case depends on target, seed and number alone. They run in child processes with a small
 * heap: a case that hangs or kills its process is found by running its batch again one by one. Failing cases
 * are made smaller and kept in `fuzz/findings/`. See `docs/fuzzing.md`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import type { Message } from "./child.ts";
import { type Finding, makeCase, TARGETS } from "./targets.ts";

/** Cases of a target if neither `--cases` nor `--seconds` is given. */
const DEFAULT_CASES = 20_000;
/** Cases a child runs between two messages, and before it is replaced. */
const BATCH = 250;
const LIFE = 25_000;
/** Milliseconds without a message after which a child hangs. Making a case smaller takes one minute at most. */
const PATIENCE = 150_000;
/** Milliseconds for a single case when a batch that failed runs again. */
const CASE_PATIENCE = 60_000;
/** Problems of one target after which it is given up. */
const MAX_FINDINGS = 20;

const FINDINGS = new URL("./findings/", import.meta.url);
const CHILD = new URL("./child.ts", import.meta.url);

/** How a child ended: by itself, at its deadline, or killed while a case ran. */
interface ChildResult {
  /** the case after the last one known to be done */
  readonly next: number;
  /** undefined if the child came to its end */
  readonly failure: string | undefined;
}

/** Cases of one target, and what became of them. */
class Campaign {
  readonly #name: string;
  readonly #seed: number;
  readonly outcomes = new Map<string, number>();
  readonly findings: Finding[] = [];
  done = 0;

  constructor(name: string, seed: number) {
    this.#name = name;
    this.#seed = seed;
  }

  /** Runs cases `from` to `to`, or fewer if time (a value of `performance.now()`) is over. */
  async run(from: number, to: number, deadline: number, jobs: number): Promise<void> {
    let next = from;
    const work = async (): Promise<void> => {
      while (next < to && performance.now() < deadline && this.findings.length < MAX_FINDINGS) {
        const start = next;
        const end = next = Math.min(to, start + LIFE);
        await this.#range(start, end, deadline);
      }
    };
    await Promise.all(Array.from({ length: jobs }, work));
  }

  async #range(from: number, to: number, deadline: number): Promise<void> {
    while (from < to && performance.now() < deadline) {
      const { next, failure } = await this.#child(from, to, BATCH, PATIENCE, deadline);
      from = next;
      if (failure === undefined) return;
      // the case is somewhere in this batch
      const end = Math.min(to, from + BATCH);
      const single = await this.#child(from, end, 1, CASE_PATIENCE, Infinity);
      if (single.failure !== undefined) this.#failed(single.next, single.failure);
      from = single.failure === undefined ? end : single.next + 1;
    }
  }

  #failed(index: number, problem: string): void {
    const input = makeCase(this.#name, this.#seed, index);
    this.#keep({ target: this.#name, seed: this.#seed, index, problem, input });
  }

  #keep(finding: Finding): void {
    this.findings.push(finding);
    Deno.mkdirSync(FINDINGS, { recursive: true });
    const path = new URL(`${finding.target}_${finding.seed}_${finding.index}.json`, FINDINGS);
    Deno.writeTextFileSync(path, JSON.stringify(finding, null, 2) + "\n");
    console.error(`${finding.target} case ${finding.index}: ${finding.problem}\n  kept in ${path.pathname}`);
  }

  #take(message: Message): number | undefined {
    if (message.kind === "finding") {
      this.#keep(message.finding);
      return undefined;
    }
    for (const [outcome, count] of Object.entries(message.outcomes)) {
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + count);
      this.done += count;
    }
    return message.next;
  }

  async #child(
    from: number,
    to: number,
    batch: number,
    patience: number,
    deadline: number,
  ): Promise<ChildResult> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--quiet",
        "--v8-flags=--max-old-space-size=256,--expose-gc",
        CHILD.href,
        ...[this.#name, this.#seed, from, to, batch].map(String),
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let next = from;
    let killed: string | undefined;
    const kill = (reason: string) => {
      killed ??= reason;
      try {
        child.kill("SIGKILL");
      } catch {
        // it has ended already
      }
    };
    let timer = setTimeout(kill, patience, "hang");
    const errors = new Response(child.stderr).text();
    for await (const line of lines(child.stdout)) {
      clearTimeout(timer);
      timer = setTimeout(kill, patience, "hang");
      next = this.#take(JSON.parse(line) as Message) ?? next;
      if (performance.now() > deadline) kill("deadline");
    }
    clearTimeout(timer);
    const { code } = await child.status;
    const text = await errors;
    if (killed === "hang") return { next, failure: `hang\nno answer for ${patience} ms` };
    if (killed === "deadline" || code === 0) return { next, failure: undefined };
    return { next, failure: `the process ended with code ${code}\n${text.slice(-2000)}` };
  }

  /** One line about all of it. */
  summary(milliseconds: number): string {
    const counts = [...this.outcomes].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
    const rate = Math.round(this.done / (milliseconds / 1000));
    return `${this.#name}  seed ${this.#seed}  ${this.done} cases, ${this.findings.length} problems, ${rate}/s: ` +
      counts.join(", ");
  }
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

/** Runs one kept case again, here. Returns whether it still fails. */
function replay(path: string): boolean {
  const { target, input } = JSON.parse(Deno.readTextFileSync(path)) as Finding;
  const { outcome, problem } = TARGETS[target]!.check(input);
  console.log(problem ?? `clean: ${outcome}`);
  return problem !== undefined;
}

/** The command line. */
type Options = Partial<Record<"only" | "seed" | "from" | "cases" | "seconds" | "jobs" | "replay", string>>;

async function main(): Promise<number> {
  const args = parseArgs(Deno.args, {
    string: ["only", "seed", "from", "cases", "seconds", "jobs", "replay"],
  }) as Options;
  if (args.replay !== undefined) return replay(args.replay) ? 1 : 0;
  const seed = Number(args.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  const from = Number(args.from ?? 0);
  const cases = Number(args.cases ?? (args.seconds === undefined ? DEFAULT_CASES : Infinity));
  const seconds = Number(args.seconds ?? Infinity);
  const jobs = Number(args.jobs ?? Math.max(1, Math.min(2, navigator.hardwareConcurrency)));
  const names = args.only === undefined ? Object.keys(TARGETS) : args.only.split(",");
  if (names.some((name) => !Object.hasOwn(TARGETS, name))) throw new Error(`--only takes a, b and c`);
  if (![seed, from, cases, seconds, jobs].every((number) => number >= 0)) {
    throw new Error("options are numbers");
  }
  console.log(`seed ${seed}`);
  let problems = 0;
  for (const name of names) {
    const start = performance.now();
    const campaign = new Campaign(name, seed);
    await campaign.run(from, from + cases, start + (seconds * 1000) / names.length, jobs);
    problems += campaign.findings.length;
    console.log(campaign.summary(performance.now() - start));
  }
  return problems === 0 ? 0 : 1;
}

Deno.exit(await main());
