/**
 * The style sheet of the page, with a light and a dark scheme. Charts take their colours from it by class.
 *
 * @module
 */

/** Classes of the colours in charts: `c` fills, `s` strokes. */
const COLOURS = [0, 1, 2, 3, 4, 5, 6].map((i) =>
  `.c${i} { fill: var(--c${i}); } .s${i} { stroke: var(--c${i}); }`
);

/** The style sheet. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b2530; --back: #fbfaf8; --card: #ffffff; --line: #e3e0da;
  --soft: #66707b; --good: #2f7d4f; --bad: #b3261e;
  --c0: #b7410e; --c1: #2f7391; --c2: #6a8532; --c3: #7a5195; --c4: #b98a1c; --c5: #7d848d; --c6: #c04b86; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e4e0; --back: #16181b; --card: #1e2125; --line: #353a41;
  --soft: #9aa3ad; --good: #6cc38e; --bad: #f2867d;
  --c0: #f0793f; --c1: #5fb4d3; --c2: #a3c463; --c3: #ba95d6; --c4: #e5b95c; --c5: #a9afb8; --c6: #f07fae; } }
* { box-sizing: border-box; }
body { font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--text); background: var(--back);
  max-width: 1080px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 0.4rem; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; margin: 3rem 0 0.3rem; letter-spacing: -0.01em; }
h3 { font-size: 1rem; margin: 1.6rem 0 0.4rem; }
p { margin: 0.4rem 0 0.9rem; max-width: 46rem; } p.meta { max-width: none; } p.meta, p.note { color: var(--soft); font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(158px, 1fr)); gap: 10px; margin: 1.4rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 11px 14px 10px; }
.tile .name { color: var(--soft); font-size: 12.5px; line-height: 1.35; min-height: 2.7em; }
.tile .figure { font-size: 1.65rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tile .aim { font-size: 12px; color: var(--soft); }
.met { color: var(--good); } .missed { color: var(--bad); }
td.met, td.missed { font-weight: 600; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; width: 100%; }
th { font-weight: 600; color: var(--soft); vertical-align: bottom; }
th, td { padding: 5px 11px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: var(--card); }
td.unit { color: var(--soft); text-align: left; } td.ours { font-weight: 600; }
td.bound { color: var(--soft); } tr.section td { font-weight: 650; padding-top: 14px; }
td.r0 { background: color-mix(in srgb, var(--bad) 20%, transparent); }
td.r1 { background: color-mix(in srgb, var(--bad) 9%, transparent); }
td.r3 { background: color-mix(in srgb, var(--good) 9%, transparent); }
td.r4 { background: color-mix(in srgb, var(--good) 20%, transparent); }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--text); }
svg text.small { font-size: 11px; fill: var(--soft); } svg text.heading { font-weight: 600; }
.grid { stroke: var(--line); } .axis { stroke: var(--text); } .aim { stroke: var(--good); stroke-dasharray: 4 3; }
.below { opacity: 0.55; } .line { fill: none; stroke-width: 2; }
.bars { display: grid; grid-template-columns: max-content 1fr; column-gap: 10px; padding: 6px 44px 6px 0; }
.bars .names { font-size: 12.5px; text-align: right; padding-top: 24px; }
.bars .names div { white-space: nowrap; } .bars .names .heading { text-align: left; font-weight: 650; }
.bars svg { width: 100%; overflow: visible; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 12px; }
.charts.wide { grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); }
.charts svg { width: 100%; height: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; padding: 8px; }
.legend { margin: 0.2rem 0 0.6rem; font-size: 13px; } .key { margin-right: 1.1rem; white-space: nowrap; }
.key svg { margin-right: 5px; vertical-align: -1px; }
.key svg.dash line { stroke-width: 2; }
nav { font-size: 13px; margin: 0.8rem 0 1.6rem; }
nav a { color: var(--c1); margin-right: 1rem; white-space: nowrap; text-decoration: none; }
nav a:hover { text-decoration: underline; }
@media (max-width: 560px) { body { padding: 1.25rem 0.75rem 3rem; } .card { padding: 8px; }
  .bars .names { font-size: 11.5px; } .bars { padding-right: 34px; }
  .bars svg { margin-left: 24px; width: calc(100% - 24px); } }
${COLOURS.join(" ")}
`;
