/**
 * Runs every hog in a process of its own and measures what the process grows to, and what objects of each kind
 * take:
 *
 *     deno run -A tests/sandbox/hogs.ts [--write] [part of a name]
 *
 * `--write` puts both tables into `docs/memory.md`. Reads `/proc`, so it needs Linux.
 *
 * @module
 */

import { COST } from "../../vm/heap.ts";
import { hogInChild, type HogReport } from "./hog_child.ts";
import { HOGS } from "./hog_programs.ts";
import type { KindCost } from "./memory_kinds.ts";

/** MiB a hog may have. */
const LIMIT = 64;

/** Processes at a time. */
const AT_ONCE = 2;

const PAGE = new URL("../../docs/memory.md", import.meta.url);

/** Growth of the process in multiples of the limit. */
export function ratioOf(report: HogReport, mebibytes: number): number {
  return report.growth / (mebibytes * 2 ** 20);
}

/** Runs hogs, `AT_ONCE` at a time; `each` is called as they end. */
export async function runHogs(
  names: readonly string[],
  mebibytes: number,
  each: (report: HogReport) => void = () => {},
): Promise<HogReport[]> {
  const waiting = [...names];
  const reports: HogReport[] = [];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const report = await hogInChild(name, mebibytes);
      reports.push(report);
      each(report);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return reports;
}

async function measuredKinds(): Promise<KindCost[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "--v8-flags=--expose-gc",
      new URL("memory_kinds.ts", import.meta.url).pathname,
    ],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)) as KindCost[];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** The table of hogs, worst first. */
function hogTable(reports: readonly HogReport[]): string {
  const rows = [...reports]
    .sort((a, b) => b.growth - a.growth)
    .map((report) => [report.name, report.ending, ratioOf(report, LIMIT).toFixed(2)]);
  return table(["Program", "Ended by", "Growth ÷ limit"], rows);
}

function kindTable(kinds: readonly KindCost[]): string {
  const rows = kinds.map(({ name, charged, taken }) => [
    name,
    charged.toFixed(0),
    taken.toFixed(0),
    (taken / charged).toFixed(2),
  ]);
  return table(["Object", "Charged", "Taken", "Taken ÷ charged"], rows);
}

function costTable(): string {
  return table(["Charge", "Bytes"], Object.entries(COST).map(([name, bytes]) => [`\`${name}\``, `${bytes}`]));
}

/** Replaces what is between the markers of `section`. */
function place(page: string, section: string, text: string): string {
  const start = `<!-- ${section} -->`;
  const end = `<!-- end of ${section} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no place for ${section}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

if (import.meta.main) {
  const write = Deno.args.includes("--write");
  const wanted = Deno.args.find((arg) => !arg.startsWith("--")) ?? "";
  const names = Object.keys(HOGS).filter((name) => name.includes(wanted));
  const reports = await runHogs(names, LIMIT, (report) => {
    console.log(
      `${ratioOf(report, LIMIT).toFixed(2)} ${report.name}: ${report.ending}, ${report.milliseconds} ms`,
    );
  });
  if (write) {
    let page = Deno.readTextFileSync(PAGE);
    page = place(page, "charges", costTable());
    page = place(page, "kinds", kindTable(await measuredKinds()));
    page = place(page, "hogs", hogTable(reports));
    Deno.writeTextFileSync(PAGE, page);
    await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", PAGE.pathname] }).output();
  }
}
