/**
 * The hand-written cases of scripts, read from the text files in `cases/`.
 *
 * A line is a script, which is run without keys and arguments, or, if it begins with `[[`, a list of commands as
 * JSON, one char per byte. `¶` stands for a line break in a script. `@3 ` in front makes the client speak RESP3,
 * `@ro ` runs the script with EVAL_RO. Lines that begin with `# ` are comments.
 *
 * @module
 */

import { conversionScript } from "./conversion_generator.ts";
import { libraryScript } from "./library_generator.ts";
import { LIMIT_SCRIPTS, limitScript } from "./limit_generator.ts";
import { orderScript } from "./order_generator.ts";

/** What is sent to a server whose data, scripts and functions have been flushed. */
export interface Case {
  /** the line it was read from */
  readonly title: string;
  readonly resp3: boolean;
  readonly commands: readonly (readonly string[])[];
}

/** The files, without their endings, and the generators. */
export const SECTIONS = [
  "globals",
  "api",
  "conversion",
  "errors",
  "cjson",
  "cmsgpack",
  "struct_bit",
  "stdlib",
  "commands",
  "scripts",
  "order_generated",
  "conversion_generated",
  "library_generated",
  "limits",
] as const;

/** What is done before each case. */
export const CLEANUP: readonly (readonly string[])[] = [
  ["flushall"],
  ["script", "flush"],
  ["function", "flush"],
];

/** UTF-8 bytes as a string with one char per byte. */
function bytesOf(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

function parseLine(line: string): Case {
  let rest = line;
  let resp3 = false;
  let command = "eval";
  for (;;) {
    if (rest.startsWith("@3 ")) resp3 = true;
    else if (rest.startsWith("@ro ")) command = "eval_ro";
    else break;
    rest = rest.slice(rest.indexOf(" ") + 1);
  }
  const commands = rest.startsWith('[["')
    ? JSON.parse(rest) as string[][]
    : [[command, bytesOf(rest.replaceAll("¶", "\n")), "0"]];
  return { title: line, resp3, commands };
}

/** Generated cases, of which the recorded tests take this many. */
const GENERATED = 40;

/** Scripts made by generators, by the names of their sections. */
const GENERATORS: Readonly<Record<string, (seed: number) => string>> = {
  order_generated: (seed) => orderScript(seed, 10, seed % 2 === 1),
  conversion_generated: (seed) => conversionScript(seed, 5),
  library_generated: (seed) => libraryScript(seed, 10),
  limits: limitScript,
};

function generatedCases(script: (seed: number) => string, count: number): Case[] {
  return Array.from({ length: count }, (_, seed) => ({
    title: `seed ${seed}`,
    resp3: seed % 4 >= 2,
    commands: [["eval", script(seed), "0"]],
  }));
}

/** The cases of a section. */
export async function readCases(section: string): Promise<Case[]> {
  const generator = GENERATORS[section];
  if (generator !== undefined) {
    return generatedCases(generator, section === "limits" ? LIMIT_SCRIPTS : GENERATED);
  }

  const text = await Deno.readTextFile(new URL(`./cases/${section}.txt`, import.meta.url));
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("# ")).map(parseLine);
}

/** A server cases are sent to. */
export interface CaseTarget {
  send(commands: readonly (readonly string[])[]): Promise<string[]>;
}

/** The replies to the commands of a case, as bytes; of a client with nothing left of earlier cases. */
export async function runCase(target: CaseTarget, one: Case): Promise<string[]> {
  const hello = ["hello", one.resp3 ? "3" : "2"];
  const replies = await target.send([...CLEANUP, hello, ...one.commands]);
  return replies.slice(CLEANUP.length + 1);
}

/** Replies with what differs from one server process to the next made equal: addresses of objects. */
export function comparable(replies: readonly string[]): string[] {
  return replies.map((reply) => reply.replace(/(table|function|thread|userdata): 0x[0-9a-f]+/g, "$1: 0x"));
}
