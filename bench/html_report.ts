/**
 * The report as one HTML page that needs nothing else: tables, and charts in SVG.
 *
 * @module
 */

import type { HistoryEntry } from "./history.ts";
import { SECTIONS } from "./program.ts";
import { type BenchReport, problemsOf, ratioOf, sectionMeans } from "./results.ts";
import { geometricMean } from "./stats.ts";
import { type Bar, escapeMarkup, legend, lineChart, ratioBars } from "./svg.ts";
import { three } from "./text_report.ts";

const STYLE = `
:root { color-scheme: light dark; --text: #1c2733; --back: #fdfdfc; --faint: #d9dee3; --soft: #66727e;
  --c0: #b7410e; --c1: #1f6f8b; --c2: #6a8532; --c3: #7a5195; --c4: #c7922b; --c5: #8a8f98; --c6: #d45087; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7ea; --back: #15191d; --faint: #343b43;
  --soft: #98a3ae; --c0: #e8703a; --c1: #55b0cf; --c2: #a3c463; --c3: #b48ad0; --c4: #e5b95c; --c5: #a9afb8;
  --c6: #f07fae; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 900px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
p.meta { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: 3px 9px; text-align: right; border-bottom: 1px solid var(--faint); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
td.slow { color: var(--c0); } tr.section td { font-weight: 600; padding-top: 12px; }
svg { max-width: 100%; height: auto; vertical-align: middle; }
svg text { font: 12px system-ui, sans-serif; fill: var(--text); }
svg text.small { font-size: 10px; fill: var(--soft); } svg text.heading { font-weight: 600; }
.grid { stroke: var(--faint); } .axis { stroke: var(--text); } .below { opacity: 0.6; }
.line { fill: none; stroke-width: 2; }
${
  [0, 1, 2, 3, 4, 5, 6].map((i) => `.c${i} { fill: var(--c${i}); } .s${i} { stroke: var(--c${i}); }`).join(
    " ",
  )
}
.key { margin-right: 1rem; } .key svg { margin-right: 5px; }
.charts { display: flex; flex-wrap: wrap; gap: 12px; }
`;

function table(head: readonly string[], rows: readonly string[]): string {
  const cells = head.map((cell) => `<th>${escapeMarkup(cell)}</th>`).join("");
  return `<div class="scroll"><table><tr>${cells}</tr>${rows.join("")}</table></div>`;
}

function ratioCell(ratio: number | undefined, otherwise = "-"): string {
  if (ratio === undefined) return `<td>${escapeMarkup(otherwise)}</td>`;
  return `<td${ratio < 1 ? ' class="slow"' : ""}>${three(ratio)}</td>`;
}

function tierTables(report: BenchReport, ours: string): string {
  const peers = report.runners.filter((runner) => !runner.ours).map((runner) => runner.id);
  const means = sectionMeans(report, ours);
  const meanRows = [...new Set(means.map((mean) => mean.section))].map((section) => {
    const of = peers.map((peer) => means.find((mean) => mean.section === section && mean.peer === peer));
    const title = of.find((mean) => mean !== undefined)!.title;
    return `<tr><td>${escapeMarkup(title)}</td>${of.map((mean) => ratioCell(mean?.mean)).join("")}</tr>`;
  });
  const programRows: string[] = [];
  for (const [section, title] of SECTIONS) {
    const programs = report.programs.filter((program) => program.section === section);
    if (programs.length === 0) continue;
    const span = peers.length + 1;
    programRows.push(`<tr class="section"><td colspan="${span}">${escapeMarkup(title)}</td></tr>`);
    for (const program of programs) {
      const cells = peers.map((peer) => {
        const status = program.runners[peer]?.status;
        const ratio = ratioOf(program, ours, peer, report.clock);
        return ratioCell(ratio?.median, status === undefined || status === "ok" ? "-" : status);
      });
      const name = `<td title="${escapeMarkup(program.title)}">${escapeMarkup(program.name)}</td>`;
      programRows.push(`<tr>${name}${cells.join("")}</tr>`);
    }
  }
  return `<h2>${escapeMarkup(ours)}: geometric means</h2>${table(["", ...peers], meanRows)}` +
    `<h2>${escapeMarkup(ours)}: every program</h2>${table(["", ...peers], programRows)}`;
}

function nativeChart(report: BenchReport): string {
  const tiers = report.runners.filter((runner) => runner.ours).map((runner) => runner.id);
  const bars: Bar[] = [];
  for (const [section, title] of SECTIONS) {
    const programs = report.programs.filter((program) => program.section === section);
    if (programs.length === 0) continue;
    bars.push({ name: title, values: [], heading: true });
    for (const program of programs) {
      const values = tiers.map((tier) => ratioOf(program, tier, "lua5.1", report.clock)?.median);
      bars.push({ name: program.name, values });
    }
  }
  const chart = ratioBars("times as fast as lua5.1", bars, tiers);
  if (chart === "") return "";
  return `<h2>Times as fast as native Lua 5.1</h2>${legend(tiers)}<div class="scroll">${chart}</div>`;
}

function meanChart(report: BenchReport): string {
  const tiers = report.runners.filter((runner) => runner.ours).map((runner) => runner.id);
  const peers = report.runners.filter((runner) => !runner.ours && runner.missing === undefined);
  const bars = peers.map((peer): Bar => ({
    name: peer.id,
    values: tiers.map((tier) =>
      sectionMeans(report, tier).find((mean) => mean.section === "everything" && mean.peer === peer.id)?.mean
    ),
  }));
  const chart = ratioBars("geometric means over everything", bars, tiers);
  return chart === "" ? "" : `<h2>Times as fast as each peer, over everything</h2>${legend(tiers)}${chart}`;
}

function historyChart(report: BenchReport, history: readonly HistoryEntry[]): string {
  const entries = history.filter((entry) => entry.mode === report.mode && entry.clock === report.clock);
  if (entries.length === 0) return "";
  const labels = entries.map((entry) => entry.commit.slice(0, 7));
  const charts: string[] = [];
  const tiers = [...new Set(entries.flatMap((entry) => Object.keys(entry.ratios)))];
  for (const peer of ["lua5.1", "luajit -joff", "wasmoon", "fengari"]) {
    const lines = tiers.map((tier) => ({
      name: tier,
      points: entries.map((entry, i): [number, number | undefined] => {
        const ratios = Object.values(entry.ratios[tier] ?? {})
          .map((peers) => peers[peer]?.[0]).filter((ratio) => ratio !== undefined);
        return [i, ratios.length === 0 ? undefined : geometricMean(ratios)];
      }),
    }));
    charts.push(lineChart(`against ${peer}`, lines, { width: 420, height: 220, logX: false, labels }));
  }
  return `<h2>History (geometric means, ${report.mode} sizes)</h2>${legend(tiers)}` +
    `<div class="charts">${charts.join("")}</div>`;
}

function scalingCharts(report: BenchReport): string {
  const { scaling } = report;
  if (scaling === undefined || scaling.programs.length === 0) return "";
  const runners = scaling.programs[0]!.lines.map((line) => line.runner);
  const charts = scaling.programs.map((program) => {
    const lines = program.lines.map((line) => ({
      name: line.runner,
      points: program.sizes.map((
        size,
        i,
      ): [number, number | undefined] => [size, line.times[i] ?? undefined]),
    }));
    const exponents = program.lines.map((line) => three(line.exponent)).join(" / ");
    const title = `${program.name} (${exponents})`;
    return lineChart(title, lines, { width: 280, height: 200, logX: true });
  });
  return `<h2>Growth (milliseconds by size; exponents in brackets)</h2>${legend(runners)}` +
    `<div class="charts">${charts.join("")}</div>`;
}

function embeddingSection(report: BenchReport): string {
  const { embedding } = report;
  if (embedding === undefined) return "";
  const rows = embedding.figures.map(({ key, label, unit }) => {
    const cells = embedding.libraries.map(({ values }) => {
      const value = values[key];
      return `<td>${value === undefined ? "-" : three(value)}</td>`;
    });
    return `<tr><td>${escapeMarkup(label)}</td><td>${escapeMarkup(unit)}</td>${cells.join("")}</tr>`;
  });
  return `<h2>Embedding</h2>${table(["", "", ...embedding.libraries.map((library) => library.id)], rows)}`;
}

/** The page. */
export function htmlReport(report: BenchReport, history: readonly HistoryEntry[]): string {
  const environment = Object.entries(report.environment).map(([name, value]) => `${name} ${value}`).join(
    ", ",
  );
  const versions = report.runners.map(({ id, version }) => `${id}: ${version ?? "missing"}`).join("; ");
  const problems = problemsOf(report);
  const parts = [
    `<h1>Ferrous Lua benchmarks</h1>`,
    `<p class="meta">${escapeMarkup(report.date.slice(0, 16).replace("T", " "))} UTC, commit `,
    `${escapeMarkup(report.commit.slice(0, 10))}${
      report.dirty ? " with changes" : ""
    }, ${report.mode} sizes, `,
    `${report.clock} time, ${escapeMarkup(environment)}<br>${escapeMarkup(versions)}</p>`,
    `<p>Ratios are the peer's time divided by ours, in the same rounds of one run: above 1 we are faster.</p>`,
    meanChart(report),
    nativeChart(report),
    ...report.runners.filter((runner) => runner.ours && report.programs.length > 0)
      .map((runner) => tierTables(report, runner.id)),
    embeddingSection(report),
    scalingCharts(report),
    historyChart(report, history),
    problems.length === 0
      ? ""
      : `<h2>Problems</h2><ul>${problems.map((one) => `<li>${escapeMarkup(one)}</li>`).join("")}</ul>`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ferrous Lua benchmarks</title>
<style>${STYLE}</style>
</head>
<body>
${parts.filter((part) => part !== "").join("\n")}
</body>
</html>
`;
}
