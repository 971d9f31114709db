/**
 * Runs generated programs on both sides, in batches, and reports where they differ.
 *
 * @module
 */

import { generateProgram } from "./grammar/program.ts";
import { runOurs, type Tier } from "./ours.ts";
import { agree, agreeButForNaN, difference, type Outcome, signature } from "./outcome.ts";
import { fileName, runReference } from "./reference.ts";
import { shrink } from "./shrink.ts";

const BATCH = 250;
/** Differences after which a run is given up. */
const ENOUGH = 25;

/** Settings of a {@linkcode ProgramRun}. */
export interface RunSettings {
  readonly tier: Tier;
  /** make programs that differ smaller */
  readonly shrinks: boolean;
}

/** A run of the tester over a range of seeds. It works in a folder of its own, which it removes at its end. */
export class ProgramRun {
  readonly #settings: RunSettings;
  readonly #folder = Deno.makeTempDirSync({ prefix: "diff_" });
  readonly #home = Deno.cwd();
  readonly #started = performance.now();
  /** programs compared */
  done = 0;
  /** programs on which the sides differ */
  differences = 0;
  /** programs that only differ in signs of NaN */
  signs = 0;

  constructor(settings: RunSettings) {
    this.#settings = settings;
    Deno.mkdirSync(`${this.#folder}/ours`);
    Deno.chdir(`${this.#folder}/ours`);
  }

  /** Seconds since the start. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  /** What was done so far. */
  get summary(): string {
    return `${this.done} programs, ${this.differences} differences, ${this.signs} in signs of NaN, ` +
      `${this.seconds.toFixed(0)} s`;
  }

  /** Removes what was written. */
  end(): void {
    Deno.chdir(this.#home);
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async #both(programs: readonly string[]): Promise<[Outcome[], Outcome[]]> {
    // the reference works while we do
    const pending = runReference(`${this.#folder}/reference`, programs);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const ours = programs.map((text, i) => runOurs(text, fileName(i), this.#settings.tier));
    return [await pending, ours];
  }

  /** Compares the programs of `count` seeds. */
  async range(seed: number, count: number, milliseconds: number): Promise<void> {
    let shown = this.seconds;
    for (let at = seed; at < seed + count; at += BATCH) {
      if (this.seconds * 1000 > milliseconds || this.differences >= ENOUGH) return;
      const programs = Array.from(
        { length: Math.min(BATCH, seed + count - at) },
        (_, i) => generateProgram(at + i),
      );
      const [reference, ours] = await this.#both(programs);
      for (const [i, program] of programs.entries()) {
        this.done++;
        if (agree(reference[i]!, ours[i]!)) continue;
        if (agreeButForNaN(reference[i]!, ours[i]!)) this.signs++;
        else await this.#report(at + i, program, reference[i]!, ours[i]!);
      }
      if (this.seconds - shown > 20) {
        shown = this.seconds;
        console.error(this.summary);
      }
    }
  }

  async #report(seed: number, program: string, reference: Outcome, ours: Outcome): Promise<void> {
    this.differences++;
    console.log(`--- seed ${seed}\n${difference(reference, ours)}`);
    if (!this.#settings.shrinks) return;
    const wanted = signature(reference, ours);
    const judge = async (candidates: readonly string[]): Promise<boolean[]> => {
      const [reference, ours] = await this.#both(candidates);
      return candidates.map((_, i) =>
        isDifference(reference[i]!, ours[i]!) && signature(reference[i]!, ours[i]!) === wanted
      );
    };
    if (!(await judge([program]))[0]) return console.log("it does not differ when it runs alone");
    const small = await shrink(program, judge);
    const [[a], [b]] = await this.#both([small]);
    console.log(`made smaller:\n${small}${difference(a!, b!)}`);
  }

  /** What both sides do with the program of a seed. */
  async replay(seed: number): Promise<string> {
    const program = generateProgram(seed);
    const [[reference], [ours]] = await this.#both([program]);
    if (!agree(reference!, ours!)) this.differences++;
    const numbered = program.split("\n").map((line, i) => `${String(i + 1).padStart(4)} ${line}`).join("\n");
    return `${numbered}\n${this.differences === 0 ? "both agree" : difference(reference!, ours!)}`;
  }
}

/** A difference worth keeping: neither side was stopped, and both took the program for Lua. */
function isDifference(reference: Outcome, ours: Outcome): boolean {
  if (reference.status > 127 || ours.status > 127) return false;
  if (/^lua5\.1: p\d+\.lua:\d+: .* near '.*'\n$/.test(reference.stderr)) return false;
  return !agree(reference, ours);
}
