/**
 * Parts of documents that tasks write: everything between `<!-- generated: name -->` and `<!-- end: name -->`.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);

/**
 * Replaces the part `name` of a document, given as a path from the root of the repository.
 *
 * @throws {Error} if the document has no such part
 */
export function writeGenerated(document: string, name: string, text: string): void {
  const url = new URL(document, ROOT);
  const old = Deno.readTextFileSync(url);
  const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const from = old.indexOf(start);
  const to = old.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${document} has no generated part ${name}`);
  Deno.writeTextFileSync(url, `${old.slice(0, from + start.length)}\n\n${text.trim()}\n\n${old.slice(to)}`);
}

/** A table in Markdown, aligned as `deno fmt` aligns it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(3, name.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
