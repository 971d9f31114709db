/**
 * What the project aims at, and what was measured: the table at the top of every report.
 *
 * Ratios are geometric means over the programs of a run, with limits on; above 1 is faster than the peer.
 *
 * @module
 */

import type { EmbeddingReport, FigureKey } from "./embedding.ts";
import { type BenchReport, ratiosOf, stepDifferences, stepsCompared } from "./results.ts";
import { HAND_WRITTEN } from "./runner.ts";
import { growthComparison, type ScalingReport } from "./scaling.ts";
import { geometricMean } from "./stats.ts";

/** A bound, and what was found. */
export interface Goal {
  /** the bound as text, with its sign */
  readonly bound: string;
  /** the figure, absent if it was not measured */
  readonly measured?: number;
  /** text for the figure, if it is not a plain number */
  readonly shown?: string;
  /** whether it is within its bound; absent if it was not measured */
  readonly met?: boolean;
}

/** A row of the table. */
export interface TargetRow {
  readonly name: string;
  /** by tier; absent where nothing is aimed at */
  readonly interpreter?: Goal;
  readonly compiled?: Goal;
}

/** Our tiers, as the table names them. */
export const TIERS = ["interpreter", "compiled"] as const;

type TierName = typeof TIERS[number];

interface RatioTarget {
  readonly name: string;
  readonly peer: string;
  /** only programs of this section */
  readonly section?: string;
  readonly least: Readonly<Partial<Record<TierName, number>>>;
}

const RATIOS: readonly RatioTarget[] = [
  { name: "native lua5.1", peer: "lua5.1", least: { interpreter: 0.5, compiled: 3 } },
  {
    name: "native lua5.1, nested calls",
    peer: "lua5.1",
    section: "nested",
    least: { interpreter: 0.5, compiled: 4 },
  },
  {
    name: "native lua5.1, closures",
    peer: "lua5.1",
    section: "closures",
    least: { interpreter: 0.6, compiled: 5 },
  },
  { name: "luajit -joff", peer: "luajit -joff", least: { compiled: 1.2 } },
  { name: "luajit", peer: "luajit", least: { compiled: 0.3 } },
  { name: "wasmoon (5.4)", peer: "wasmoon", least: { interpreter: 1.2, compiled: 6 } },
  { name: "wasmoon-lua5.1", peer: "wasmoon-lua5.1", least: { interpreter: 1.2, compiled: 6 } },
  { name: "fengari", peer: "fengari", least: { interpreter: 8, compiled: 40 } },
  { name: "hand-written JS", peer: HAND_WRITTEN, least: { compiled: 0.35 } },
];

/** The least any program may have against the reference in the compiled tier. */
const LEAST_OF_ANY = 1;

const FIGURES: readonly { name: string; key: FigureKey; most: number; unit: string }[] = [
  { name: "instantiate, all libraries", key: "instantiate", most: 15, unit: "us" },
  { name: "memory per instance", key: "heap", most: 10, unit: "KB" },
  { name: "ten-line script, warm", key: "warm", most: 2, unit: "us" },
];

function ratioGoal(report: BenchReport, tier: TierName, target: RatioTarget): Goal | undefined {
  const least = target.least[tier];
  if (least === undefined) return undefined;
  const bound = `>= ${least}`;
  const programs = target.section === undefined
    ? report.programs
    : report.programs.filter((program) => program.section === target.section);
  const ratios = ratiosOf(programs, tier, target.peer, report.clock);
  if (ratios.length === 0) return { bound };
  const measured = geometricMean(ratios.map(({ ratio }) => ratio));
  return { bound, measured, met: measured >= least };
}

function lowestGoal(report: BenchReport): Goal {
  const bound = `>= ${LEAST_OF_ANY}`;
  const ratios = ratiosOf(report.programs, "compiled", "lua5.1", report.clock);
  if (ratios.length === 0) return { bound };
  const lowest = ratios.reduce((low, one) => one.ratio < low.ratio ? one : low);
  const below = ratios.filter(({ ratio }) => ratio < LEAST_OF_ANY).length;
  const shown = `${lowest.ratio.toFixed(2)} ${lowest.name}${below > 0 ? `, ${below} below` : ""}`;
  return { bound, measured: lowest.ratio, shown, met: lowest.ratio >= LEAST_OF_ANY };
}

function figureGoal(
  embedding: EmbeddingReport,
  tier: TierName,
  key: FigureKey,
  most: number,
  unit: string,
): Goal {
  const measured = embedding.libraries.find((library) => library.id === tier)?.values[key];
  const bound = `<= ${most} ${unit}`;
  return measured === undefined ? { bound } : { bound, measured, met: measured <= most };
}

function stepsGoal(report: BenchReport): Goal {
  const compared = stepsCompared(report);
  const bound = "equal";
  if (compared === 0) return { bound };
  const different = stepDifferences(report).length;
  const shown = different === 0 ? `equal on ${compared}` : `differ on ${different} of ${compared}`;
  return { bound, measured: different, shown, met: different === 0 };
}

function growthGoal(scaling: ScalingReport, tier: TierName): Goal {
  const { compared, worse } = growthComparison(scaling, tier);
  const bound = "as lua5.1";
  if (compared === 0) return { bound };
  const shown = worse.length === 0 ? `so in ${compared}` : `more in ${worse.length} of ${compared}`;
  return { bound, measured: worse.length, shown, met: worse.length === 0 };
}

/** The table, in the order in which it is shown. Rows of parts that were not run are left out. */
export function targetRows(report: BenchReport): TargetRow[] {
  const rows: TargetRow[] = [];
  if (report.programs.length > 0) {
    RATIOS.forEach((target, i) => {
      const interpreter = ratioGoal(report, "interpreter", target);
      const compiled = ratioGoal(report, "compiled", target);
      rows.push({ name: target.name, ...(interpreter && { interpreter }), ...(compiled && { compiled }) });
      if (i === 0) rows.push({ name: "native lua5.1, the lowest program", compiled: lowestGoal(report) });
    });
    rows.push({ name: "steps in both tiers", compiled: stepsGoal(report) });
  }
  const { embedding, scaling } = report;
  if (scaling !== undefined) {
    const [interpreter, compiled] = TIERS.map((tier) => growthGoal(scaling, tier));
    rows.push({ name: "growth of cost with size", interpreter: interpreter!, compiled: compiled! });
  }
  if (embedding !== undefined) {
    for (const { name, key, most, unit } of FIGURES) {
      const [interpreter, compiled] = TIERS.map((tier) => figureGoal(embedding, tier, key, most, unit));
      rows.push({ name, interpreter: interpreter!, compiled: compiled! });
    }
  }
  return rows;
}

/** A goal's figure as text. */
export function goalText(goal: Goal | undefined): string {
  if (goal === undefined) return "";
  if (goal.measured === undefined) return "not measured";
  return goal.shown ?? goal.measured.toFixed(goal.measured < 10 ? 2 : 1);
}

/** Whether a goal is met, as a word. */
export function goalVerdict(goal: Goal | undefined): string {
  return goal?.met === undefined ? "" : goal.met ? "met" : "missed";
}
