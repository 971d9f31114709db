/**
 * Charts as SVG text, for a page that needs nothing from anywhere else. Colours come from the page's style
 * sheet by class (`c0`, `c1`, ...), so that they follow its light and dark scheme.
 *
 * @module
 */

/** Text inside markup. */
export function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}

/** A value on a logarithmic axis as a position from 0 to 1, kept inside it. */
export function logPosition(value: number, low: number, high: number): number {
  const position = (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
  return Math.min(1, Math.max(0, position));
}

/** Marks of a logarithmic axis: 1, 2 and 5 times the powers of ten within it. */
export function logTicks(low: number, high: number, steps: readonly number[] = [1, 2, 5]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(6));
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** A number for a label: no more figures than it needs. */
export function label(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escapeMarkup(content)}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number, className: string): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" class="${className}"/>`;
}

function svg(width: number, height: number, title: string, content: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">` +
    `<title>${escapeMarkup(title)}</title>${content.join("")}</svg>`;
}

/** A row of a bar chart. */
export interface Bar {
  readonly name: string;
  /** one value per series; undefined leaves it out */
  readonly values: readonly (number | undefined)[];
  /** a heading has no values */
  readonly heading?: boolean;
}

/** Settings of {@linkcode ratioBars}. */
export interface BarOptions {
  readonly title: string;
  /** one name per value of a bar */
  readonly series: readonly string[];
  /** a value that is aimed at, drawn as a line */
  readonly aim?: number;
}

/** Pixels of one bar. */
const THICKNESS = 11;
/** Pixels of a heading's row, and of the marks above the bars. */
const HEADING = 26, MARKS = 24;

/**
 * Horizontal bars from the 1 line of a logarithmic axis: to the right is faster. Names are text of the page and
 * positions are parts of the width, so that the chart fits any width with letters of one size.
 */
export function ratioBars(bars: readonly Bar[], { title, series, aim }: BarOptions): string {
  const values = bars.flatMap((bar) => bar.values).filter((value) => value !== undefined);
  if (values.length === 0) return "";
  const low = Math.min(0.5, ...values) / 1.5;
  const high = Math.max(2, aim ?? 2, ...values);
  const rowHeight = THICKNESS * series.length + 8;
  const x = (value: number): string => `${(logPosition(value, low, high) * 100).toFixed(2)}%`;
  const rows: string[] = [], names: string[] = [];
  let y = MARKS;
  for (const bar of bars) {
    const height = bar.heading ? HEADING : rowHeight;
    const className = bar.heading ? ` class="heading"` : "";
    names.push(
      `<div style="height:${height}px;line-height:${height}px"${className}>${escapeMarkup(bar.name)}</div>`,
    );
    bar.values.forEach((value, i) => {
      if (value === undefined) return;
      const [from, to] = value < 1 ? [value, 1] : [1, value];
      const width = (logPosition(to, low, high) - logPosition(from, low, high)) * 100;
      const top = y + 4 + i * THICKNESS;
      const shown = `${bar.name}, ${series[i]}: ${label(value)}`;
      rows.push(
        `<rect x="${x(from)}" y="${top}" width="${Math.max(width, 0.2).toFixed(2)}%" height="${
          THICKNESS - 2
        }" ` +
          `rx="1.5" class="c${i}${value < 1 ? " below" : ""}"><title>${escapeMarkup(shown)}</title></rect>`,
      );
      const side = value >= 1 ? `dx="4"` : `dx="-4" text-anchor="end"`;
      rows.push(
        `<text x="${x(value)}" y="${top + 8.5}" ${side} class="small">${
          label(Number(value.toPrecision(value < 1 ? 2 : 3)))
        }</text>`,
      );
    });
    y += height;
  }
  const marks: string[] = [];
  const line = (value: number, className: string): string =>
    `<line x1="${x(value)}" y1="18" x2="${x(value)}" y2="${y}" class="${className}"/>`;
  // few enough for a narrow screen
  const steps = high / low > 200 ? [1] : [1, 3];
  for (const tick of logTicks(low, high, steps)) {
    marks.push(line(tick, tick === 1 ? "axis" : "grid"));
    marks.push(`<text x="${x(tick)}" y="12" text-anchor="middle" class="small">${label(tick)}</text>`);
  }
  if (aim !== undefined) marks.push(line(aim, "aim"));
  const chart = `<svg height="${y + 4}" role="img"><title>${escapeMarkup(title)}</title>${marks.join("")}${
    rows.join("")
  }</svg>`;
  return `<div class="bars"><div class="names">${names.join("")}</div>${chart}</div>`;
}

/** A line of a line chart. */
export interface Series {
  readonly name: string;
  /** number of its colour; default: its place */
  readonly colour?: number;
  /** points; undefined values break the line */
  readonly points: readonly (readonly [number, number | undefined])[];
}

/** Settings of {@linkcode lineChart}. */
export interface LineChartOptions {
  readonly width: number;
  readonly height: number;
  /** whether the horizontal axis is logarithmic */
  readonly logX: boolean;
  /** labels of the horizontal axis by value, instead of the values themselves */
  readonly labels?: readonly string[];
}

/** Lines over a logarithmic vertical axis. */
export function lineChart(title: string, lines: readonly Series[], options: LineChartOptions): string {
  const { width, height, logX } = options;
  const points = lines.flatMap((one) => one.points).filter(([, y]) => y !== undefined && y > 0);
  if (points.length === 0) return "";
  const xs = [...new Set(points.map(([x]) => x))].sort((a, b) => a - b);
  const ys = points.map(([, y]) => y!);
  const [lowX, highX] = [xs[0]!, Math.max(xs.at(-1)!, xs[0]! + (logX ? 0 : 1))];
  // at least a factor of four, so that there is a mark on the axis and noise looks like noise
  const middle = Math.sqrt(Math.min(...ys) * Math.max(...ys));
  const lowY = Math.min(Math.min(...ys) / 1.3, middle / 2);
  const highY = Math.max(Math.max(...ys) * 1.3, middle * 2);
  const left = 44, top = 30, right = width - 12, bottom = height - 24;
  const x = (value: number): number => {
    const part = logX ? logPosition(value, lowX, highX) : (value - lowX) / (highX - lowX);
    return left + part * (right - left);
  };
  const y = (value: number): number => bottom - logPosition(value, lowY, highY) * (bottom - top);
  const content: string[] = [text(4, 14, title, `class="heading"`)];
  for (const tick of logTicks(lowY, highY, highY / lowY > 30 ? [1] : [1, 2, 5])) {
    content.push(line(left, y(tick), right, y(tick), "grid"));
    content.push(text(left - 5, y(tick) + 4, label(tick), `text-anchor="end" class="small"`));
  }
  xs.forEach((value, i) => {
    if (xs.length > 8 && i % Math.ceil(xs.length / 8) !== 0) return;
    const shown = options.labels?.[value] ?? label(value);
    content.push(text(x(value), bottom + 15, shown, `text-anchor="middle" class="small"`));
  });
  lines.forEach(({ name, points, colour }, place) => {
    const i = colour ?? place;
    let path = "";
    let open = false;
    for (const [px, py] of points) {
      if (py === undefined || py <= 0) {
        open = false;
        continue;
      }
      path += `${open ? "L" : "M"}${x(px).toFixed(1)} ${y(py).toFixed(1)}`;
      open = true;
      const shown = `${name}, ${options.labels?.[px] ?? label(px)}: ${label(py)}`;
      content.push(
        `<circle cx="${x(px).toFixed(1)}" cy="${y(py).toFixed(1)}" r="3" class="c${i}">` +
          `<title>${escapeMarkup(shown)}</title></circle>`,
      );
    }
    content.push(`<path d="${path}" class="line s${i}"/>`);
  });
  return svg(width, height, title, content);
}

/** A key to the series' colours, and to the line of what is aimed at. */
export function legend(series: readonly string[], aim?: string): string {
  const items = series.map((name, i) =>
    `<span class="key"><svg width="12" height="12"><rect width="12" height="12" rx="2" class="c${i}"/></svg>` +
    `${escapeMarkup(name)}</span>`
  );
  if (aim !== undefined) {
    items.push(
      `<span class="key"><svg width="18" height="12"><line x1="0" y1="6" x2="18" y2="6" class="aim"/></svg>` +
        `${escapeMarkup(aim)}</span>`,
    );
  }
  return `<p class="legend">${items.join(" ")}</p>`;
}
