/**
 * The record of runs: one JSON line each in `bench/history/results.jsonl`, and the comparison of two of them.
 *
 * Runs are compared by ratio to the peers measured in the same run, never by absolute time, so that records
 * of different machines and days can be compared.
 *
 * @module
 */

import { type BenchReport, type Clock, ratioOf } from "./results.ts";
import { geometricMean, relativeSpread } from "./stats.ts";

/** A ratio, and half the distance of its quartiles as a part of it. */
export type RecordedRatio = readonly [ratio: number, spread: number];

/** What is kept of a run. */
export interface HistoryEntry {
  readonly date: string;
  readonly commit: string;
  readonly dirty: boolean;
  readonly mode: "quick" | "full";
  readonly clock: Clock;
  /** Deno, V8, the machine's kind */
  readonly environment: Readonly<Record<string, string>>;
  /** what the runners said they are */
  readonly versions: Readonly<Record<string, string>>;
  /** tier, program, peer: how many times faster the tier is */
  readonly ratios: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, RecordedRatio>>>>>
  >;
  /** tier, program: steps of one run */
  readonly steps: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** library, figure */
  readonly embedding?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const FILE = new URL("./history/results.jsonl", import.meta.url);

/** What is kept of a report. */
export function toEntry(report: BenchReport): HistoryEntry {
  const ratios: Record<string, Record<string, Record<string, RecordedRatio>>> = {};
  const steps: Record<string, Record<string, number>> = {};
  const peers = report.runners.filter((runner) => !runner.ours);
  for (const tier of report.runners.filter((runner) => runner.ours)) {
    for (const program of report.programs) {
      for (const peer of peers) {
        const ratio = ratioOf(program, tier.id, peer.id, report.clock);
        if (ratio === undefined) continue;
        const of = (ratios[tier.id] ??= {})[program.name] ??= {};
        of[peer.id] = [round(ratio.median), round(relativeSpread(ratio))];
      }
      const count = program.runners[tier.id]?.steps?.at(-1);
      if (count !== undefined) (steps[tier.id] ??= {})[program.name] = count;
    }
  }
  const versions = Object.fromEntries(report.runners.map(({ id, version }) => [id, version ?? "missing"]));
  const { date, commit, dirty, mode, clock, environment } = report;
  const entry = { date, commit, dirty, mode, clock, environment, versions, ratios, steps };
  if (report.embedding === undefined) return entry;
  const embedding = Object.fromEntries(
    report.embedding.libraries.map(({ id, values }) => [
      id,
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, round(value)])),
    ]),
  );
  return { ...entry, embedding };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Appends an entry. */
export async function appendEntry(entry: HistoryEntry): Promise<void> {
  await Deno.mkdir(new URL(".", FILE), { recursive: true });
  await Deno.writeTextFile(FILE, JSON.stringify(entry) + "\n", { append: true });
}

/** All entries, the oldest first. */
export async function readHistory(): Promise<HistoryEntry[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(FILE);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** The latest entry of a commit, given by its hash or the beginning of it, in the mode and clock of another. */
export function findEntry(
  history: readonly HistoryEntry[],
  commit: string,
  like: Pick<HistoryEntry, "mode" | "clock">,
): HistoryEntry | undefined {
  return history.findLast((entry) =>
    entry.commit.startsWith(commit) && entry.mode === like.mode && entry.clock === like.clock
  );
}

/** A program that became faster or slower. */
export interface Change {
  readonly tier: string;
  readonly program: string;
  /** new ratio by old ratio, the geometric mean over the peers both runs have: below 1 is slower */
  readonly factor: number;
  /** how far the factor may be off, as a part of it */
  readonly noise: number;
  /** peers it is measured against */
  readonly peers: readonly string[];
}

/** What a comparison found. */
export interface Comparison {
  /** programs slower beyond noise and threshold, the worst first */
  readonly slower: readonly Change[];
  /** programs faster beyond noise and threshold, the best first */
  readonly faster: readonly Change[];
  /** programs compared */
  readonly count: number;
  /** what the earlier run has no figures of: `tier program`, or the tier alone */
  readonly missing: readonly string[];
  /** programs whose steps changed: `tier program: before, after` */
  readonly steps: readonly string[];
}

/**
 * Compares two runs.
 *
 * @param threshold changes of less than this part are never named
 */
export function compareEntries(before: HistoryEntry, after: HistoryEntry, threshold = 0.08): Comparison {
  const slower: Change[] = [];
  const faster: Change[] = [];
  const steps: string[] = [];
  const missing: string[] = [];
  let count = 0;
  for (const [tier, programs] of Object.entries(after.ratios)) {
    if (before.ratios[tier] === undefined) {
      missing.push(tier);
      continue;
    }
    for (const [program, now] of Object.entries(programs)) {
      const then = before.ratios[tier]?.[program] ?? {};
      const peers = Object.keys(now).filter((peer) => then[peer] !== undefined);
      if (peers.length === 0) {
        missing.push(`${tier} ${program}`);
        continue;
      }
      count++;
      const factor = geometricMean(peers.map((peer) => now[peer]![0] / then[peer]![0]));
      const noise = Math.max(...peers.map((peer) => now[peer]![1] + then[peer]![1])) /
        Math.sqrt(peers.length);
      const change = { tier, program, factor, noise, peers };
      const margin = Math.max(threshold, noise);
      if (factor < 1 / (1 + margin)) slower.push(change);
      else if (factor > 1 + margin) faster.push(change);
      const [old, current] = [before.steps[tier]?.[program], after.steps[tier]?.[program]];
      if (old !== undefined && current !== undefined && old !== current) {
        steps.push(`${tier} ${program}: ${old}, ${current}`);
      }
    }
  }
  slower.sort((a, b) => a.factor - b.factor);
  faster.sort((a, b) => b.factor - a.factor);
  return { slower, faster, count, missing, steps };
}

/** A comparison in words. */
export function describeComparison(comparison: Comparison, revision: string): string {
  const line = ({ tier, program, factor, noise, peers }: Change): string =>
    `  ${tier} ${program}: ${factor.toFixed(2)} times as fast (+- ${(noise * 100).toFixed(0)} %), ` +
    `by ratio to ${peers.join(", ")}`;
  const { slower, faster, count, missing, steps } = comparison;
  const lines = [
    `compared with ${revision}: ${count} programs, ${slower.length} slower, ${faster.length} faster`,
  ];
  if (missing.length > 0) lines.push(`not in that run, so not compared: ${missing.join(", ")}`);
  if (slower.length > 0) lines.push("slower:", ...slower.map(line));
  if (faster.length > 0) lines.push("faster:", ...faster.map(line));
  if (steps.length > 0) lines.push("steps (before, after):", ...steps.map((text) => `  ${text}`));
  return lines.join("\n");
}
