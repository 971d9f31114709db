/**
 * The report as text: tables for a terminal, ratios first.
 *
 * @module
 */

import type { EmbeddingReport } from "./embedding.ts";
import { SECTIONS } from "./program.ts";
import { type BenchReport, problemsOf, ratioOf, sectionMeans } from "./results.ts";
import { growthComparison, growthDifference, REFERENCE, type ScalingReport } from "./scaling.ts";
import { relativeSpread, summarize } from "./stats.ts";
import { goalText, goalVerdict, targetRows, TIERS } from "./targets.ts";

/** Columns aligned, the first to the left and the others to the right. */
export function alignTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, cell.length));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ").trimEnd();
  return rows.map(line).join("\n");
}

/** A number with three figures. */
export function three(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** What is aimed at and what was measured; empty if nothing was. */
export function targetTable(report: BenchReport): string {
  const rows = targetRows(report).map(({ name, interpreter, compiled }) => [
    name,
    ...[interpreter, compiled].flatMap((goal) => [goal?.bound ?? "", goalText(goal), goalVerdict(goal)]),
  ]);
  if (rows.length === 0) return "";
  return alignTable([["against", "interpreter", "measured", "", "compiled", "measured", ""], ...rows]);
}

/** How many rounds the runners took part in, as text: slow ones sit out when time is short. */
export function roundsText(report: BenchReport): string {
  const counts = new Map<string, number[]>();
  for (const { runners } of report.programs) {
    for (const [id, { status, cpu }] of Object.entries(runners)) {
      if (status !== "ok") continue;
      const samples = cpu.filter((time) => time !== null).length;
      counts.set(id, [...counts.get(id) ?? [], samples]);
    }
  }
  const shown = [...counts].map(([id, samples]) => {
    const [least, most] = [Math.min(...samples), Math.max(...samples)];
    return `${id} ${least === most ? least : `${least} to ${most}`}`;
  });
  const took = report.minutes === undefined ? "" : ` (${report.minutes.toFixed(1)} minutes in all)`;
  return shown.length === 0 ? "" : `samples of each program: ${shown.join(", ")}${took}`;
}

/** The table of programs of one of this project's tiers. */
export function programTable(report: BenchReport, ours: string): string {
  const peers = report.runners.filter((runner) => !runner.ours);
  const rows: string[][] = [["", ...peers.map((peer) => peer.id), "ours ms", "+-", "ns/step"]];
  for (const [section, title] of SECTIONS) {
    const programs = report.programs.filter((program) => program.section === section);
    if (programs.length === 0) continue;
    rows.push([title]);
    for (const program of programs) {
      const mine = program.runners[ours];
      const times = summarize((mine?.[report.clock] ?? []).filter((time) => time !== null));
      const row = [`  ${program.name}`];
      for (const peer of peers) {
        const ratio = ratioOf(program, ours, peer.id, report.clock);
        const status = program.runners[peer.id]?.status;
        row.push(ratio ? three(ratio.median) : status === undefined || status === "ok" ? "-" : status);
      }
      if (mine?.status === "ok") {
        const spread = `${(relativeSpread(times) * 100).toFixed(0)} %`;
        const perStep = mine.steps ? three(times.median * 1e6 / mine.steps.at(-1)!) : "-";
        row.push(three(times.median), spread, perStep);
      } else row.push(mine?.status ?? "-");
      rows.push(row);
    }
  }
  return alignTable(rows);
}

/** The geometric means of one of this project's tiers. */
export function meanTable(report: BenchReport, ours: string): string {
  const means = sectionMeans(report, ours);
  const peers = [...new Set(means.map((mean) => mean.peer))];
  const rows: string[][] = [["geometric means", ...peers]];
  for (const section of new Set(means.map((mean) => mean.section))) {
    const found = peers.map((peer) => means.find((mean) => mean.section === section && mean.peer === peer));
    rows.push([found.find((mean) => mean)!.title, ...found.map((mean) => mean ? three(mean.mean) : "-")]);
  }
  const everything = means.filter((mean) => mean.section === "everything");
  rows.push([
    "  lowest",
    ...peers.map((peer) => {
      const mean = everything.find((one) => one.peer === peer);
      return mean ? three(mean.worst.ratio) : "-";
    }),
  ]);
  rows.push(["  by", ...peers.map((peer) => everything.find((one) => one.peer === peer)?.worst.name ?? "-")]);
  rows.push([
    "  programs",
    ...peers.map((peer) => String(everything.find((one) => one.peer === peer)?.count ?? 0)),
  ]);
  return alignTable(rows);
}

/** The embedding figures: one row each, one column a library. */
export function embeddingTable(report: EmbeddingReport): string {
  const ids = report.libraries.map((library) => library.id);
  const rows: string[][] = [["embedding", "", ...ids]];
  for (const { key, label, unit } of report.figures) {
    const cells = report.libraries.map((library) => {
      const value = library.values[key];
      return typeof value === "number" ? three(value) : "-";
    });
    rows.push([label, unit, ...cells]);
  }
  const missing = report.libraries.filter((library) => library.missing !== undefined);
  return alignTable(rows) + missing.map(({ id, missing }) => `\n${id}: ${missing}`).join("");
}

/** How cost grows with size: the exponents, and our time against the reference at each size. */
export function scalingTable(report: ScalingReport): string {
  const rows: string[][] = [];
  for (const program of report.programs) {
    const sizes = program.sizes.map(String);
    if (rows.length === 0) {
      rows.push([
        "growth",
        "",
        ...sizes.map((_, i) => `size ${i + 1}`),
        "exponent",
        "to lua5.1",
      ]);
    }
    rows.push([program.name, "size", ...sizes, "", ""]);
    for (const line of program.lines) {
      const times = line.times.map((time) => time === null ? line.status : `${three(time)} ms`);
      const difference = growthDifference(program, line.runner);
      const shown = difference === undefined ? "-" : `${difference < 0 ? "" : "+"}${difference.toFixed(2)}`;
      rows.push(["", line.runner, ...times, three(line.exponent), shown]);
    }
  }
  const notes = growthNotes(report);
  return [alignTable(rows), ...notes].join("\n");
}

/** Which programs' cost grows faster than in the reference, by tier. */
export function growthNotes(report: ScalingReport): string[] {
  return TIERS.map((tier) => {
    const { worse } = growthComparison(report, tier);
    return worse.length === 0 ? "" : `${tier}: grows faster than ${REFERENCE} in ${worse.join(", ")}`;
  }).filter((note) => note !== "");
}

/** The whole report. */
export function textReport(report: BenchReport): string {
  const parts: string[] = [];
  const { environment } = report;
  parts.push(
    `${report.mode} sizes, ${report.clock} time, commit ${report.commit.slice(0, 10)}${
      report.dirty ? "+" : ""
    }, ` +
      Object.entries(environment).map(([name, value]) => `${name} ${value}`).join(", "),
  );
  const versions = report.runners.map(({ id, version }) => `${id}: ${version ?? "missing"}`).join("; ");
  parts.push(versions);
  parts.push(roundsText(report), targetTable(report));
  for (const tier of report.runners.filter((runner) => runner.ours)) {
    if (report.programs.length === 0) break;
    parts.push(`${tier.id}: times as fast as each peer (above 1 is faster)`);
    parts.push(programTable(report, tier.id), meanTable(report, tier.id));
  }
  if (report.embedding) parts.push(embeddingTable(report.embedding));
  if (report.scaling) parts.push(scalingTable(report.scaling));
  const problems = problemsOf(report);
  if (problems.length > 0) parts.push(["problems:", ...problems].join("\n  "));
  return parts.filter((part) => part !== "").join("\n\n");
}
