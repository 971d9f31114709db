/**
 * Growth: programs at five sizes each, here and in the reference, so that a table or string operation whose
 * cost grows faster than it should cannot hide behind a good ratio at one size.
 *
 * @module
 */

import { measureProgram, type RunnerResult } from "./measure.ts";
import type { Program } from "./program.ts";
import type { Clock } from "./results.ts";
import type { Runner } from "./runner.ts";
import { growthExponent } from "./stats.ts";

/** A runner's times of a program by size. */
export interface ScalingLine {
  readonly runner: string;
  readonly status: RunnerResult["status"];
  /** milliseconds, the fastest of the samples; null where there is none */
  readonly times: readonly (number | null)[];
  /** 1: cost grows in proportion to size, 2: with its square; NaN with fewer than two times */
  readonly exponent: number;
}

/** Growth of one program. */
export interface ScalingProgram {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly lines: readonly ScalingLine[];
}

/** Growth of all programs that have sizes for it. */
export interface ScalingReport {
  readonly programs: readonly ScalingProgram[];
}

/** The runner whose growth is the measure. */
export const REFERENCE = "lua5.1";

/** By how much an exponent may be above the reference's: what repeated runs differ by. */
const TOLERANCE = 0.15;

/** By how much a runner's exponent is above the reference's; undefined where one of the two is not known. */
export function growthDifference(program: ScalingProgram, runner: string): number | undefined {
  const exponent = (id: string): number => program.lines.find((line) => line.runner === id)?.exponent ?? NaN;
  const difference = exponent(runner) - exponent(REFERENCE);
  return Number.isNaN(difference) ? undefined : difference;
}

/** The programs on which a runner was compared with the reference, and those it grows faster on. */
export function growthComparison(
  report: ScalingReport,
  runner: string,
): { compared: number; worse: string[] } {
  const worse: string[] = [];
  let compared = 0;
  for (const program of report.programs) {
    const difference = growthDifference(program, runner);
    if (difference === undefined) continue;
    compared++;
    if (difference > TOLERANCE) worse.push(program.name);
  }
  return { compared, worse };
}

/** A line from the times of the sizes. */
export function scalingLine(
  runner: string,
  status: RunnerResult["status"],
  sizes: readonly number[],
  times: readonly (number | null)[],
): ScalingLine {
  const points: [number, number][] = [];
  sizes.forEach((size, i) => {
    const time = times[i];
    if (typeof time === "number" && time > 0) points.push([size, time]);
  });
  return { runner, status, times, exponent: growthExponent(points) };
}

/** Runs every program that has a `@scale` at its sizes. */
export async function measureScaling(
  programs: readonly Program[],
  runners: readonly Runner[],
  clock: Clock,
  quick: boolean,
  progress: (name: string) => void,
): Promise<ScalingReport> {
  const found: ScalingProgram[] = [];
  for (const program of programs) {
    if (program.scale.length === 0) continue;
    progress(program.name);
    const times = new Map<string, { status: RunnerResult["status"]; times: (number | null)[] }>();
    for (const runner of runners) times.set(runner.spec.id, { status: "ok", times: [] });
    for (const size of program.scale) {
      // at every size: in a new instance compiled code begins anew, and large tables have other forms
      const options = {
        rounds: quick ? 2 : 4,
        least: 2,
        allowance: quick ? 1_500 : 4_000,
        warmUp: { runs: 8, patience: 5, least: 60, most: quick ? 500 : 1_200 },
        timeout: 20_000,
      };
      const results = await measureProgram(program, size, runners, options);
      for (const [id, result] of Object.entries(results)) {
        const samples = result[clock].filter((time) => time !== null);
        const into = times.get(id)!;
        if (result.status !== "ok") into.status = result.status;
        into.times.push(samples.length === 0 ? null : Math.min(...samples));
      }
    }
    const lines = [...times].map(([id, { status, times }]) => scalingLine(id, status, program.scale, times));
    found.push({ name: program.name, sizes: program.scale, lines });
  }
  return { programs: found };
}
