/**
 * What a run of the benchmarks found, and what follows from it: ratios to peers, means by section.
 *
 * A ratio is the peer's time divided by ours, taken in the same rounds of the same run: above 1 we are
 * faster. Absolute times are kept for reading, and nothing is ever judged by them.
 *
 * @module
 */

import type { EmbeddingReport } from "./embedding.ts";
import type { RunnerResult } from "./measure.ts";
import { SECTIONS } from "./program.ts";
import type { ScalingReport } from "./scaling.ts";
import { geometricMean, pairedRatio, type Summary } from "./stats.ts";

/** Which time ratios are taken of: processor time, or time that passed. */
export type Clock = "cpu" | "wall";

/** A program's samples by all runners. */
export interface ProgramResult {
  readonly name: string;
  readonly title: string;
  readonly section: string;
  readonly size: number;
  /** by runner */
  readonly runners: Readonly<Record<string, RunnerResult>>;
}

/** A runner that took part, or could not. */
export interface RunnerInfo {
  readonly id: string;
  /** one of this project's tiers */
  readonly ours: boolean;
  /** what it says it is; absent if it is missing */
  readonly version?: string;
  /** why it is missing */
  readonly missing?: string;
}

/** Everything a run of the benchmarks found. */
export interface BenchReport {
  /** when it began, ISO 8601 */
  readonly date: string;
  /** commit of the working tree */
  readonly commit: string;
  /** whether files differed from the commit */
  readonly dirty: boolean;
  /** sizes that were run */
  readonly mode: "quick" | "full";
  readonly clock: Clock;
  /** Deno, V8 and the machine's kind */
  readonly environment: Readonly<Record<string, string>>;
  readonly runners: readonly RunnerInfo[];
  readonly programs: readonly ProgramResult[];
  readonly embedding?: EmbeddingReport;
  readonly scaling?: ScalingReport;
  /** minutes all of it took */
  readonly minutes?: number;
}

/** How many times faster than a peer a tier is on a program; undefined where one of them has no valid time. */
export function ratioOf(
  program: ProgramResult,
  ours: string,
  peer: string,
  clock: Clock,
): Summary | undefined {
  const mine = program.runners[ours];
  const their = program.runners[peer];
  if (mine?.status !== "ok" || their?.status !== "ok") return undefined;
  const ratio = pairedRatio(their[clock], mine[clock]);
  return ratio.count === 0 ? undefined : ratio;
}

/** The median ratios of all programs that have one. */
export function ratiosOf(
  programs: readonly ProgramResult[],
  ours: string,
  peer: string,
  clock: Clock,
): { name: string; ratio: number }[] {
  const ratios: { name: string; ratio: number }[] = [];
  for (const program of programs) {
    const ratio = ratioOf(program, ours, peer, clock);
    if (ratio !== undefined) ratios.push({ name: program.name, ratio: ratio.median });
  }
  return ratios;
}

/** A geometric mean of ratios, and the program it is lowest on. */
export interface SectionMean {
  /** key of the section, or `everything` */
  readonly section: string;
  readonly title: string;
  readonly peer: string;
  readonly mean: number;
  readonly worst: { readonly name: string; readonly ratio: number };
  /** programs it is the mean of */
  readonly count: number;
}

/** Geometric means of a tier against every peer, by section and over everything. */
export function sectionMeans(report: BenchReport, ours: string): SectionMean[] {
  const means: SectionMean[] = [];
  const peers = report.runners.filter((runner) => !runner.ours && runner.missing === undefined);
  for (const [section, title] of [...SECTIONS, ["everything", "Everything"] as const]) {
    const programs = section === "everything"
      ? report.programs
      : report.programs.filter((program) => program.section === section);
    for (const peer of peers) {
      const ratios = ratiosOf(programs, ours, peer.id, report.clock);
      if (ratios.length === 0) continue;
      const worst = ratios.reduce((low, one) => one.ratio < low.ratio ? one : low);
      const mean = geometricMean(ratios.map(({ ratio }) => ratio));
      means.push({ section, title, peer: peer.id, mean, worst, count: ratios.length });
    }
  }
  return means;
}

/** Runners that could not take part. */
export function missingRunners(report: BenchReport): string[] {
  const missing: string[] = [];
  for (const runner of report.runners) {
    if (runner.missing !== undefined) missing.push(`${runner.id} is missing: ${runner.missing}`);
  }
  return missing;
}

/**
 * Programs on which this project's tiers took different numbers of steps. The first run in an instance may take
 * a few more than later ones, in both tiers alike.
 */
export function stepDifferences(report: BenchReport): string[] {
  const differences: string[] = [];
  const tiers = report.runners.filter((runner) => runner.ours).map((runner) => runner.id);
  for (const program of report.programs) {
    const counts = tiers.map((id) => [id, program.runners[id]?.steps ?? []] as const)
      .filter(([, steps]) => steps.length > 0)
      .map(([id, steps]) => [id, [...steps].sort((a, b) => b - a).join(" or ")] as const);
    if (new Set(counts.map(([, steps]) => steps)).size <= 1) continue;
    differences.push(
      `${program.name}: steps differ: ${counts.map(([id, steps]) => `${steps} ${id}`).join(", ")}`,
    );
  }
  return differences;
}

/** How many programs both tiers counted steps of. */
export function stepsCompared(report: BenchReport): number {
  const tiers = report.runners.filter((runner) => runner.ours).map((runner) => runner.id);
  if (tiers.length < 2) return 0;
  return report.programs.filter(({ runners }) => tiers.every((id) => runners[id]?.steps !== undefined))
    .length;
}

/**
 * What must not be: wrong answers, programs one of our tiers does not run, steps that differ. Other peers may be
 * too slow for a program.
 */
export function faultsOf(report: BenchReport): string[] {
  const ours = new Set(report.runners.filter((runner) => runner.ours).map(({ id }) => id));
  const faults = failures(report).filter(({ id, status }) => ours.has(id) || status === "wrong");
  return [...faults.map(({ text }) => text), ...stepDifferences(report)];
}

function failures(report: BenchReport): { id: string; status: string; text: string }[] {
  return report.programs.flatMap((program) =>
    Object.entries(program.runners).filter(([, { status }]) => status !== "ok")
      .map(([id, { status, message }]) => ({
        id,
        status,
        text: `${program.name} on ${id}: ${status}: ${message}`,
      }))
  );
}

/** Everything that is not as it should be. */
export function problemsOf(report: BenchReport): string[] {
  return [...missingRunners(report), ...failures(report).map(({ text }) => text), ...stepDifferences(report)];
}
