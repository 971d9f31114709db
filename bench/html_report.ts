/**
 * The report as one HTML page that needs nothing else: what is aimed at, tables, and charts in SVG.
 *
 * @module
 */

import type { HistoryEntry } from "./history.ts";
import { STYLE } from "./html_style.ts";
import { SECTIONS } from "./program.ts";
import { type BenchReport, problemsOf, type ProgramResult, ratioOf, sectionMeans } from "./results.ts";
import { growthDifference } from "./scaling.ts";
import { geometricMean, relativeSpread } from "./stats.ts";
import { type Bar, escapeMarkup, legend, lineChart, ratioBars } from "./svg.ts";
import { type Goal, goalText, goalVerdict, targetRows, TIERS } from "./targets.ts";
import { growthNotes, roundsText, three } from "./text_report.ts";

/** Sections that the project aims at by themselves. */
const AIMED: ReadonlyMap<string, number> = new Map([["nested", 4], ["closures", 5]]);
/** What is aimed at over everything against the reference. */
const AIM = 3;

function tiersOf(report: BenchReport): string[] {
  return report.runners.filter((runner) => runner.ours).map((runner) => runner.id);
}

function table(head: readonly string[], rows: readonly string[]): string {
  const cells = head.map((cell) => `<th>${escapeMarkup(cell)}</th>`).join("");
  return `<div class="scroll"><table><tr>${cells}</tr>${rows.join("")}</table></div>`;
}

/** A bound or a unit as it is written on paper. */
function onPaper(text: string): string {
  return escapeMarkup(text.replace(">=", "\u2265").replace("<=", "\u2264").replace(/\bus$/, "\u00b5s"));
}

/** A ratio on a ground that says how good it is. */
function ratioCell(ratio: number | undefined, otherwise = "", title = ""): string {
  if (ratio === undefined) return `<td>${escapeMarkup(otherwise)}</td>`;
  const shade = ratio < 0.5 ? 0 : ratio < 1 ? 1 : ratio < 1.5 ? 2 : ratio < 4 ? 3 : 4;
  return `<td class="r${shade}"${title && ` title="${escapeMarkup(title)}"`}>${three(ratio)}</td>`;
}

function tile(name: string, goal: Goal | undefined): string {
  if (goal?.measured === undefined) return "";
  const unit = /[a-zA-Z]+$/.exec(goal.bound)?.[0] ?? "";
  const figure = three(goal.measured) + (unit === "" ? "&times;" : ` ${onPaper(unit)}`);
  return `<div class="tile"><div class="name">${
    escapeMarkup(name)
  }</div><div class="figure">${figure}</div>` +
    `<div class="aim">aim ${onPaper(goal.bound)} <span class="${goalVerdict(goal)}">${
      goalVerdict(goal)
    }</span>` +
    `</div></div>`;
}

function tiles(report: BenchReport): string {
  const shown = targetRows(report).filter(({ compiled }) => compiled?.shown === undefined)
    .map(({ name, compiled }) => tile(name, compiled)).filter((one) => one !== "");
  if (shown.length === 0) return "";
  return `<p class="note">The default, compiled tier: times as fast as each peer, and what embedding costs.</p>` +
    `<div class="tiles">${shown.join("")}</div>`;
}

function aimCells(goal: Goal | undefined): string {
  const verdict = goalVerdict(goal);
  return `<td class="bound">${onPaper(goal?.bound ?? "")}</td><td>${escapeMarkup(goalText(goal))}</td>` +
    `<td class="${verdict}">${verdict}</td>`;
}

function aims(report: BenchReport): string {
  const rows = targetRows(report).map(({ name, interpreter, compiled }) =>
    `<tr><td>${escapeMarkup(name)}</td>${aimCells(compiled)}${aimCells(interpreter)}</tr>`
  );
  if (rows.length === 0) return "";
  return `<h2 id="aims">Aims and measurements</h2>` +
    `<p class="note">Ratios are geometric means over the programs, with limits on.</p>` +
    table(["against", "compiled", "measured", "", "interpreter", "measured", ""], rows);
}

function meanChart(report: BenchReport): string {
  const tiers = tiersOf(report);
  const peers = report.runners.filter((runner) => !runner.ours && runner.missing === undefined);
  const bars = peers.map((peer): Bar => ({
    name: peer.id,
    values: tiers.map((tier) =>
      sectionMeans(report, tier).find((mean) => mean.section === "everything" && mean.peer === peer.id)?.mean
    ),
  }));
  const chart = ratioBars(bars, { title: "geometric means over everything", series: tiers });
  return chart === ""
    ? ""
    : `<h2 id="peers">Times as fast as each peer</h2><p class="note">Geometric means over all programs a peer ran.` +
      `</p>${legend(tiers)}<div class="card">${chart}</div>`;
}

/** Rows of a table: how many times as fast as each peer a tier is on each program. */
function programRows(report: BenchReport, programs: readonly ProgramResult[], ours: string): string[] {
  const peers = report.runners.filter((runner) => !runner.ours).map((runner) => runner.id);
  return programs.map((program) => {
    const cells = peers.map((peer) => {
      const result = program.runners[peer];
      const ratio = ratioOf(program, ours, peer, report.clock);
      if (ratio === undefined) return ratioCell(undefined, result?.status === "ok" ? "" : result?.status);
      const spread = Math.round(relativeSpread(ratio) * 100);
      return ratioCell(ratio.median, "", `+- ${spread} %, ${ratio.count} samples`);
    });
    return `<tr><td title="${escapeMarkup(program.title)}">${escapeMarkup(program.name)}</td>${
      cells.join("")
    }</tr>`;
  });
}

function meanRow(report: BenchReport, section: string, ours: string, name: string): string {
  const means = sectionMeans(report, ours).filter((mean) => mean.section === section);
  const cells = report.runners.filter((runner) => !runner.ours)
    .map(({ id }) => ratioCell(means.find((mean) => mean.peer === id)?.mean));
  return `<tr class="section"><td>${escapeMarkup(name)}</td>${cells.join("")}</tr>`;
}

function bars(report: BenchReport, programs: readonly ProgramResult[], tiers: readonly string[]): Bar[] {
  return programs.map((program) => ({
    name: program.name,
    values: tiers.map((tier) => ratioOf(program, tier, "lua5.1", report.clock)?.median),
  }));
}

/** A section of its own: chart and tables of both tiers. */
function aimedSection(report: BenchReport, section: string, aim: number): string {
  const programs = report.programs.filter((program) => program.section === section);
  if (programs.length === 0) return "";
  const title = SECTIONS.get(section)!;
  const tiers = tiersOf(report);
  const chart = ratioBars(bars(report, programs, tiers), { title, series: tiers, aim });
  const head = ["", ...report.runners.filter((runner) => !runner.ours).map((runner) => runner.id)];
  const tables = tiers.map((tier) =>
    `<h3>${escapeMarkup(tier)}</h3>` +
    table(head, [...programRows(report, programs, tier), meanRow(report, section, tier, "geometric mean")])
  );
  return `<h2 id="${section}">${
    escapeMarkup(title)
  }</h2><p class="note">Times as fast as native Lua 5.1.</p>` +
    (chart &&
      legend(tiers, `aim of the section's mean, compiled: ${aim}`) + `<div class="card">${chart}</div>`) +
    tables.join("");
}

function everyProgram(report: BenchReport): string {
  if (report.programs.length === 0) return "";
  const tiers = tiersOf(report);
  const sections = [...SECTIONS].map(([section, title]) =>
    [title, report.programs.filter((program) => program.section === section)] as const
  ).filter(([, programs]) => programs.length > 0);
  const all = sections.flatMap(([title, programs]): Bar[] => [
    { name: title, values: [], heading: true },
    ...bars(report, programs, tiers),
  ]);
  const chart = ratioBars(all, { title: "times as fast as lua5.1", series: tiers, aim: AIM });
  const head = ["", ...report.runners.filter((runner) => !runner.ours).map((runner) => runner.id)];
  const tables = tiers.map((tier) => {
    const rows = sections.flatMap(([title, programs]) => {
      const section = programs[0]!.section;
      return [meanRow(report, section, tier, title), ...programRows(report, programs, tier)];
    });
    rows.push(meanRow(report, "everything", tier, "Everything"));
    return `<h3>${escapeMarkup(tier)}: times as fast as each peer</h3>${table(head, rows)}`;
  });
  return `<h2 id="programs">Every program</h2><p class="note">Times as fast as native Lua 5.1. Bold rows of the ` +
    `tables are geometric means.</p>` +
    (chart && legend(tiers, `aim of the mean, compiled: ${AIM}`) + `<div class="card">${chart}</div>`) +
    tables.join("");
}

function embeddingSection(report: BenchReport): string {
  const { embedding } = report;
  if (embedding === undefined) return "";
  const rows = embedding.figures.map(({ key, label, unit }) => {
    const cells = embedding.libraries.map(({ values, ours }) => {
      const value = values[key];
      const shown = value === undefined
        ? ""
        : Number.isInteger(value)
        ? value.toLocaleString("en")
        : three(value);
      return `<td${ours ? ` class="ours"` : ""}>${shown}</td>`;
    });
    return `<tr><td>${escapeMarkup(label)}</td><td class="unit">${onPaper(unit)}</td>${cells.join("")}</tr>`;
  });
  const missing = embedding.libraries.filter((library) => library.missing !== undefined)
    .map(({ id, missing }) => `<p class="note">${escapeMarkup(`${id}: ${missing}`)}</p>`);
  return `<h2 id="embedding">Embedding</h2><p class="note">Each library in a process of its own. Smaller is better, ` +
    `except for throughput and instances.</p>` +
    table(["", "", ...embedding.libraries.map((library) => library.id)], rows) + missing.join("");
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
    return lineChart(program.name, lines, { width: 280, height: 200, logX: true });
  });
  const rows = scaling.programs.map((program) => {
    const exponents = program.lines.map((line) => `<td>${three(line.exponent)}</td>`);
    const differences = TIERS.map((tier) => {
      const difference = growthDifference(program, tier);
      return `<td>${
        difference === undefined ? "" : (difference < 0 ? "" : "+") + difference.toFixed(2)
      }</td>`;
    });
    return `<tr><td>${escapeMarkup(program.name)}</td>${exponents.join("")}${differences.join("")}</tr>`;
  });
  const head = ["exponent", ...runners, ...TIERS.map((tier) => `${tier} less lua5.1`)];
  return `<h2 id="growth">Growth</h2><p class="note">Milliseconds by size, both axes logarithmic: parallel lines ` +
    `grow alike. An exponent of 1 is growth in proportion to size, 2 with its square.</p>${legend(runners)}` +
    `<div class="charts">${charts.join("")}</div><h3>Exponents</h3>${table(head, rows)}` +
    growthNotes(scaling).map((note) => `<p class="note">${escapeMarkup(note)}</p>`).join("");
}

function historyCharts(report: BenchReport, history: readonly HistoryEntry[]): string {
  const entries = history.filter((entry) => entry.mode === report.mode && entry.clock === report.clock);
  if (entries.length === 0) return "";
  const labels = entries.map((entry) => entry.commit.slice(0, 7));
  const tiers = tiersOf(report);
  const charts: string[] = [];
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
  return `<h2 id="history">History</h2><p class="note">Geometric means of recorded runs with ${report.mode} sizes, ` +
    `by commit.</p>${legend(tiers)}<div class="charts wide">${charts.join("")}</div>`;
}

function measuring(report: BenchReport): string {
  const rows = report.runners.map(({ id, version, missing }) =>
    `<tr><td>${escapeMarkup(id)}</td><td class="unit">${
      escapeMarkup(version ?? `missing: ${missing}`)
    }</td></tr>`
  );
  const samples = roundsText(report);
  return `<h2 id="how">How it was measured</h2><p>A ratio is the peer's time divided by ours in the same round of ` +
    `one run, and the figure is the median over the rounds: above 1 we are faster. Times are ${
      report.clock === "cpu"
        ? "processor time of the runner's whole process, background threads included"
        : "time that passed"
    }. Every result is checked.</p>${samples && `<p class="note">${escapeMarkup(samples)}</p>`}` +
    table(["runner", ""], rows);
}

/** The page. */
export function htmlReport(report: BenchReport, history: readonly HistoryEntry[]): string {
  const environment = Object.entries(report.environment).map(([name, value]) => `${name} ${value}`).join(
    ", ",
  );
  const problems = problemsOf(report);
  const parts = [
    problems.length === 0
      ? ""
      : `<h2 id="problems">Problems</h2><ul>${
        problems.map((one) => `<li>${escapeMarkup(one)}</li>`).join("")
      }</ul>`,
    aims(report),
    meanChart(report),
    ...[...AIMED].map(([section, aim]) => aimedSection(report, section, aim)),
    everyProgram(report),
    embeddingSection(report),
    scalingCharts(report),
    historyCharts(report, history),
    measuring(report),
  ].filter((part) => part !== "");
  const links = parts.map((part) => {
    const [, id, title] = /^<h2 id="(\w+)">([^<]*)/.exec(part)!;
    return `<a href="#${id}">${title}</a>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ferrous Lua benchmarks</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Ferrous Lua benchmarks</h1>
<p class="meta">${escapeMarkup(report.date.slice(0, 16).replace("T", " "))} UTC, commit ${
    escapeMarkup(report.commit.slice(0, 10))
  }${report.dirty ? " with changes" : ""}, ${report.mode} sizes, ${report.clock} time; ${
    escapeMarkup(environment)
  }</p>
<nav>${links.join(" ")}</nav>
${tiles(report)}
${parts.join("\n")}
</body>
</html>
`;
}
