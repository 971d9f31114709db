/**
 * The report as the generated part of `docs/benchmarks.md`.
 *
 * @module
 */

import { table } from "../tools/generated.ts";
import { SECTIONS } from "./program.ts";
import { type BenchReport, problemsOf, ratioOf, sectionMeans } from "./results.ts";
import { growthDifference } from "./scaling.ts";
import { goalText, goalVerdict, targetRows, TIERS } from "./targets.ts";
import { growthNotes, roundsText, three } from "./text_report.ts";

function heading(report: BenchReport): string {
  const environment = Object.entries(report.environment).map(([name, value]) => `${name} ${value}`).join(
    ", ",
  );
  const versions = report.runners.filter((runner) => runner.version !== undefined)
    .map(({ id, version }) => `\`${id}\` (${version})`).join(", ");
  return [
    `Commit ${report.commit.slice(0, 10)}${report.dirty ? " with changes" : ""}, ${
      report.date.slice(0, 10)
    }, ${report.mode} sizes, ${report.clock} time; ${environment}.`,
    `Runners: ${versions}. ${roundsText(report)}`,
    problemsOf(report).map((problem) => `- ${problem}`).join("\n"),
  ].filter((part) => part !== "").join("\n\n");
}

function targets(report: BenchReport): string {
  const rows = targetRows(report).map(({ name, interpreter, compiled }) => [
    name,
    ...[interpreter, compiled].flatMap((goal) => [goal?.bound ?? "", goalText(goal), goalVerdict(goal)]),
  ]);
  if (rows.length === 0) return "";
  const head = ["", "interpreter", "measured", " ", "compiled", "measured", " "];
  return `### Aims and measurements\n\n${table(head, rows)}`;
}

function means(report: BenchReport): string {
  const parts: string[] = [];
  for (const tier of [...TIERS].reverse()) {
    const found = sectionMeans(report, tier);
    const peers = [...new Set(found.map(({ peer }) => peer))];
    if (peers.length === 0) continue;
    const rows = [...new Set(found.map(({ section }) => section))].map((section) => {
      const of = found.filter((mean) => mean.section === section);
      const cells = peers.map((peer) => of.find((mean) => mean.peer === peer)?.mean);
      return [of[0]!.title, ...cells.map((mean) => mean === undefined ? "" : three(mean))];
    });
    parts.push(`### Times as fast as each peer: ${tier}, geometric means\n\n${table(["", ...peers], rows)}`);
  }
  return parts.join("\n\n");
}

function programs(report: BenchReport): string {
  const peers = report.runners.filter((runner) => !runner.ours && runner.missing === undefined)
    .map((runner) => runner.id);
  const rows: string[][] = [];
  for (const section of SECTIONS.keys()) {
    for (const program of report.programs.filter((one) => one.section === section)) {
      const cell = (tier: string, peer: string): string => {
        const ratio = ratioOf(program, tier, peer, report.clock);
        return ratio === undefined ? "" : three(ratio.median);
      };
      const own = three((ratioOf(program, "compiled", "interpreter", report.clock)?.median) ?? NaN);
      rows.push([
        `\`${program.name}\``,
        ...peers.map((peer) => cell("compiled", peer)),
        cell("interpreter", "lua5.1"),
        own,
      ]);
    }
  }
  if (rows.length === 0) return "";
  const head = ["", ...peers, "interpreter to lua5.1", "compiled to interpreter"];
  return `### Times as fast as each peer: every program, compiled\n\n${table(head, rows)}`;
}

function embedding(report: BenchReport): string {
  const { embedding } = report;
  if (embedding === undefined) return "";
  const rows = embedding.figures.map(({ key, label, unit }) => [
    label,
    unit,
    ...embedding.libraries.map(({ values }) => {
      const value = values[key];
      return value === undefined ? "" : key === "aliveCount" ? String(value) : three(value);
    }),
  ]);
  return `### Embedding\n\n${table(["", "", ...embedding.libraries.map(({ id }) => id)], rows)}`;
}

function growth(report: BenchReport): string {
  const { scaling } = report;
  if (scaling === undefined || scaling.programs.length === 0) return "";
  const runners = scaling.programs[0]!.lines.map((line) => line.runner);
  const rows = scaling.programs.map((program) => [
    `\`${program.name}\``,
    `${program.sizes[0]} to ${program.sizes.at(-1)}`,
    ...program.lines.map((line) => three(line.exponent)),
    ...TIERS.map((tier) => growthDifference(program, tier)?.toFixed(2) ?? ""),
  ]);
  const head = ["", "sizes", ...runners, ...TIERS.map((tier) => `${tier} less lua5.1`)];
  return [`### Growth: exponents`, table(head, rows), ...growthNotes(scaling)].join("\n\n");
}

/** The generated part. */
export function markdownReport(report: BenchReport): string {
  return [heading, targets, means, programs, embedding, growth]
    .map((part) => part(report)).filter((part) => part !== "").join("\n\n");
}
