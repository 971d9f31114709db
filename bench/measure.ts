/**
 * Measures programs: all runners on the same program, in turns, round after round, every result checked.
 *
 * @module
 */

import type { Program } from "./program.ts";
import { Runner, RunnerTimeout, type Sample } from "./runner.ts";

/** How a runner did on a program. */
export type RunStatus = "ok" | "wrong" | "error" | "timeout";

/** What a runner's samples of one program at one size are. */
export interface RunnerResult {
  readonly status: RunStatus;
  /** why it is not ok */
  readonly message?: string;
  /** milliseconds that passed, by round; null where a slow runner sat out */
  readonly wall: readonly (number | null)[];
  /** milliseconds of processor time, by round, background threads of the runner included */
  readonly cpu: readonly (number | null)[];
  /** steps of one run, where they are counted */
  readonly steps?: number;
}

/** Settings of {@linkcode measureProgram}. */
export interface MeasureOptions {
  /** rounds of samples */
  readonly rounds: number;
  /** milliseconds of processor time for warming up at least */
  readonly warmUp: number;
  /** runs of warming up at least, for runners that learn; others get two */
  readonly warmUpRuns: number;
  /** milliseconds after which a run is given up */
  readonly timeout: number;
  /** milliseconds of processor time a runner may spend on one program's samples before it sits out rounds */
  readonly budget: number;
}

interface Collected {
  status: RunStatus;
  message?: string;
  wall: (number | null)[];
  cpu: (number | null)[];
  steps?: number;
  spent: number;
}

/** Measures a program at a size with all runners, by runner. Runners that ended are started again first. */
export async function measureProgram(
  program: Program,
  size: number,
  runners: readonly Runner[],
  options: MeasureOptions,
): Promise<Record<string, RunnerResult>> {
  const expected = program.expected.get(size);
  if (expected === undefined) throw new Error(`${program.name}: no result is recorded for size ${size}`);
  const all = new Map<Runner, Collected>();
  const take = async (runner: Runner, into: Collected): Promise<Sample | undefined> => {
    try {
      const sample = await runner.run(program.path, size, options.timeout);
      if (sample.result === expected) return sample;
      into.status = "wrong";
      into.message = `returned ${sample.result} instead of ${expected}`;
    } catch (error) {
      into.status = error instanceof RunnerTimeout ? "timeout" : "error";
      into.message = error instanceof Error ? error.message : String(error);
    }
    return undefined;
  };

  for (const runner of runners) {
    const into: Collected = { status: "ok", wall: [], cpu: [], spent: 0 };
    all.set(runner, into);
    try {
      if (!runner.running) await runner.start();
      await runner.load(program.path);
    } catch (error) {
      into.status = "error";
      into.message = error instanceof Error ? error.message : String(error);
      continue;
    }
    // V8 needs several runs until it has optimized for a program's kinds of values, given up, and done so again
    const enough = runner.spec.learns ? options.warmUpRuns : 2;
    for (let runs = 0, spent = 0; runs < enough || spent < options.warmUp; runs++) {
      const sample = await take(runner, into);
      if (sample === undefined) break;
      spent += sample.cpu;
      if (spent > Math.max(options.budget / 2, options.warmUp)) break;
    }
  }
  for (let round = 0; round < options.rounds; round++) {
    for (let i = 0; i < runners.length; i++) {
      const runner = runners[(i + round) % runners.length]!;
      const into = all.get(runner)!;
      const sample = into.status === "ok" && into.spent <= options.budget
        ? await take(runner, into)
        : undefined;
      into.wall.push(sample?.wall ?? null);
      into.cpu.push(sample?.cpu ?? null);
      into.spent += sample?.cpu ?? 0;
      if (sample?.steps !== undefined) into.steps = sample.steps;
    }
  }
  for (const runner of runners) if (runner.running) await runner.unload(program.path).catch(() => {});
  return Object.fromEntries([...all].map(([runner, { spent: _, ...result }]) => [runner.spec.id, result]));
}
