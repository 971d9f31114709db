/**
 * The table of supported commands in `docs/redis-commands.md`, made from the command table.
 *
 *     deno run --allow-read --allow-write tools/redis_command_table.ts
 *
 * @module
 */

import { type Command, MOVABLE_KEYS } from "../redis/keyspace/command.ts";
import { commandTable } from "../redis/keyspace/commands.ts";

const FILE = new URL("../docs/redis-commands.md", import.meta.url);
const START = "<!-- table: tools/redis_command_table.ts -->";
const END = "<!-- end of table -->";

/** Groups by ACL category, in the order they are looked for. */
const GROUPS: readonly [category: string, title: string][] = [
  ["geo", "Positions"],
  ["hyperloglog", "HyperLogLogs"],
  ["bitmap", "Bits"],
  ["hash", "Hashes"],
  ["list", "Lists"],
  ["sortedset", "Sorted sets"],
  ["set", "Sets"],
  ["stream", "Streams"],
  ["string", "Strings"],
  ["keyspace", "Keys and databases"],
];

function groupOf(command: Command): string {
  const { categories } = command;
  // SORT is in the categories of all it can sort
  if (command.name.startsWith("sort")) return "Keys and databases";
  return GROUPS.find(([category]) => categories.includes(category))?.[1] ?? "Server";
}

function keysText({ firstKey, lastKey, keyStep, flags }: Command): string {
  const movable = (flags & MOVABLE_KEYS) !== 0;
  if (firstKey === 0) return movable ? "by arguments" : "none";
  const last = lastKey === firstKey
    ? ""
    : lastKey < 0
    ? (lastKey === -1 ? " to last" : ` to last ${lastKey + 1}`)
    : ` to ${lastKey}`;
  return `${firstKey}${last}${keyStep > 1 ? `, every ${keyStep}` : ""}${movable ? ", and by arguments" : ""}`;
}

function row(command: Command): string {
  const count = command.arity < 0 ? `${-command.arity} or more` : "" + command.arity;
  const flags = command.flagNames.filter((flag) => /^(write|readonly|denyoom|noscript|blocking)$/.test(flag));
  return `| ${command.name.toUpperCase().replace("|", " ")} | ${count} | ${flags.join(" ")} | ${
    keysText(command)
  } |`;
}

/** The tables of all commands the embedded keyspace carries out, as Markdown. */
export function tableText(): string {
  const groups = new Map<string, string[]>();
  let supported = 0;
  for (const command of commandTable().all) {
    const parts = command.subcommands === null ? [command] : [...command.subcommands.values()];
    for (const part of parts) {
      if (part.run === null) continue;
      supported++;
      const title = groupOf(part);
      const rows = groups.get(title);
      if (rows === undefined) groups.set(title, [row(part)]);
      else rows.push(row(part));
    }
  }
  const out = [
    `${supported} commands and subcommands, with the number of words (the name counts), what they are`,
  ];
  out[0] += " to scripts, and which arguments are keys.";
  for (const [title, rows] of [...groups].sort(([a], [b]) => a < b ? -1 : 1)) {
    out.push(
      "",
      `### ${title}`,
      "",
      "| Command | Words | Flags | Keys |",
      "| --- | --- | --- | --- |",
      ...rows,
    );
  }
  return out.join("\n");
}

/** The page with the table put in its place. */
export function pageWithTable(page: string): string {
  const start = page.indexOf(START) + START.length;
  return `${page.slice(0, start)}\n\n${tableText()}\n\n${page.slice(page.indexOf(END))}`;
}

if (import.meta.main) {
  await Deno.writeTextFile(FILE, pageWithTable(await Deno.readTextFile(FILE)));
  await new Deno.Command("deno", { args: ["fmt", "-q", FILE.pathname] }).output();
}
