/**
 * What has been compared, kept in `diff/record.json` and shown in `docs/conformance.md`.
 *
 * @module
 */

import { table, writeGenerated } from "../tools/generated.ts";
import type { PatternTime } from "./speed.ts";

/** One finished run. */
export interface RunRecord {
  readonly kind: string;
  readonly seed: number;
  readonly cases: number;
  readonly tier: string;
  readonly differences: number;
}

const FILE = new URL("./record.json", import.meta.url);

function read(): RunRecord[] {
  try {
    return JSON.parse(Deno.readTextFileSync(FILE));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Adds a run to the record; one of the same kind, seed and tier is replaced. */
export function recordRun(run: RunRecord): void {
  const others = read().filter((old) =>
    old.kind !== run.kind || old.seed !== run.seed || old.tier !== run.tier
  );
  const runs = [...others, run].sort((a, b) => a.kind.localeCompare(b.kind) || a.seed - b.seed);
  Deno.writeTextFileSync(FILE, JSON.stringify(runs, null, 2) + "\n");
  const rows = runs.map(({ kind, seed, cases, tier, differences }) => [
    kind,
    tier,
    String(seed),
    cases.toLocaleString("en"),
    String(differences),
  ]);
  const totals = new Map<string, number>();
  for (const { kind, cases } of runs) totals.set(kind, (totals.get(kind) ?? 0) + cases);
  const sums = [...totals].map(([kind, cases]) => `${cases.toLocaleString("en")} of ${kind}`).join(", ");
  writeGenerated(
    "docs/conformance.md",
    "runs",
    `${table(["Kind", "Tier", "First seed", "Cases", "Differences"], rows)}\n\nTogether: ${sums}.`,
  );
}

/** Writes the table of matching speed. */
export function recordSpeed(times: readonly PatternTime[]): void {
  const rows = times.map(({ name, reference, ours }) => [
    name.replaceAll("|", "\\|"),
    reference.toFixed(1),
    ours.toFixed(1),
    (reference / ours).toFixed(2),
  ]);
  writeGenerated(
    "docs/conformance.md",
    "speed",
    table(["Use", "lua5.1, ms", "here, ms", "times as fast"], rows),
  );
}
