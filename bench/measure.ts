/**
 * Measures programs: all runners on the same program, in turns, round after round, every result checked.
 *
 * @module
 */

import { planRounds, type RoundPlan, WarmUp, type WarmUpPlan } from "./plan.ts";
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
  /** runs before the first round */
  readonly warmUps?: number;
  /** steps of one run, where they are counted; several numbers if runs at this size differed */
  readonly steps?: readonly number[];
}

/** Settings of {@linkcode measureProgram}. */
export interface MeasureOptions extends RoundPlan {
  readonly warmUp: WarmUpPlan;
  /** size of the first run: a runner for which it takes longer than `slow` warms up with nothing larger */
  readonly probe?: number;
  /** milliseconds of processor time; default Infinity */
  readonly slow?: number;
  /** milliseconds after which a run is given up */
  readonly timeout: number;
}

/** How much longer programs take at their full size than at their quick one, about. */
const GROWTH = 9;

interface Collected {
  status: RunStatus;
  message?: string;
  wall: (number | null)[];
  cpu: (number | null)[];
  warmUps: number;
  steps: Set<number>;
  /** milliseconds a sample takes, as far as is known */
  cost: number;
}

function expectedResult(program: Program, size: number): string {
  const expected = program.expected.get(size);
  if (expected === undefined) throw new Error(`${program.name}: no result is recorded for size ${size}`);
  return expected;
}

/** Runs once and checks the result; undefined, and the reason in `into`, if there is no valid sample. */
async function take(
  runner: Runner,
  program: Program,
  size: number,
  timeout: number,
  into: Collected,
): Promise<Sample | undefined> {
  const expected = expectedResult(program, size);
  try {
    const sample = await runner.run(program.path, size, timeout);
    if (sample.result === expected) return sample;
    into.status = "wrong";
    into.message = `returned ${sample.result} instead of ${expected}`;
  } catch (error) {
    into.status = error instanceof RunnerTimeout ? "timeout" : "error";
    into.message = error instanceof Error ? error.message : String(error);
  }
  return undefined;
}

/** Whether a runner that gives `share` samples in `rounds` rounds gives one in this one: spread, the last included. */
export function takesPart(round: number, share: number, rounds: number): boolean {
  return Math.floor((round + 1) * share / rounds) > Math.floor(round * share / rounds);
}

/** Loads the program and runs it until the runner is warm. */
async function warmUp(
  runner: Runner,
  program: Program,
  size: number,
  options: MeasureOptions,
  into: Collected,
): Promise<void> {
  try {
    if (!runner.running) await runner.start();
    await runner.load(program.path);
  } catch (error) {
    into.status = "error";
    into.message = error instanceof Error ? error.message : String(error);
    return;
  }
  const warm = new WarmUp(options.warmUp, runner.spec.learns === true);
  const run = async (at: number): Promise<Sample | undefined> => {
    const sample = await take(runner, program, at, options.timeout, into);
    if (sample === undefined) return undefined;
    into.warmUps++;
    if (at === size && sample.steps !== undefined) into.steps.add(sample.steps);
    return sample;
  };
  let at = size;
  if (options.probe !== undefined) {
    const first = await run(options.probe);
    if (first === undefined) return;
    if (first.cpu > (options.slow ?? Infinity)) {
      at = options.probe;
      warm.add(first.cpu);
      into.cost = first.wall * GROWTH;
    }
  }
  while (!warm.done) {
    const sample = await run(at);
    if (sample === undefined) return;
    warm.add(sample.cpu);
    into.cost = sample.wall * (at === size ? 1 : GROWTH);
  }
  if (into.cost > options.timeout) {
    into.status = "timeout";
    into.message = `not tried: it would take about ${Math.round(into.cost / 1000)} s`;
  }
}

/**
 * Measures a program at a size with all runners that have it, by runner. Runners that ended are started again
 * first.
 */
export async function measureProgram(
  program: Program,
  size: number,
  runners: readonly Runner[],
  options: MeasureOptions,
): Promise<Record<string, RunnerResult>> {
  expectedResult(program, size);
  const taking = runners.filter(({ spec }) => spec.has?.(program) ?? true);
  const all = new Map<Runner, Collected>();
  const begin = performance.now();
  for (const runner of taking) {
    const into: Collected = { status: "ok", wall: [], cpu: [], warmUps: 0, steps: new Set(), cost: 0 };
    all.set(runner, into);
    await warmUp(runner, program, size, options, into);
  }
  const costs = taking.map((runner) => all.get(runner)!).map(({ status, cost }) =>
    status === "ok" ? cost : 0
  );
  const allowance = options.allowance - (performance.now() - begin);
  const plan = planRounds(costs, { ...options, allowance });
  const rounds = Math.max(...plan);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < taking.length; i++) {
      const index = (i + round) % taking.length;
      const runner = taking[index]!;
      const into = all.get(runner)!;
      const sample = into.status === "ok" && takesPart(round, plan[index]!, rounds)
        ? await take(runner, program, size, options.timeout, into)
        : undefined;
      into.wall.push(sample?.wall ?? null);
      into.cpu.push(sample?.cpu ?? null);
      if (sample?.steps !== undefined) into.steps.add(sample.steps);
    }
  }
  for (const runner of taking) if (runner.running) await runner.unload(program.path).catch(() => {});
  return Object.fromEntries([...all].map(([runner, { cost: _, steps, ...result }]) => [
    runner.spec.id,
    steps.size === 0 ? result : { ...result, steps: [...steps] },
  ]));
}
