/**
 * Which arguments are keys and what is done with them: for COMMAND INFO and COMMAND GETKEYSANDFLAGS.
 *
 * @module
 */

import { isWord } from "../keyspace/arguments.ts";
import { MapReply, type Reply, SetReply, Status } from "../reply.ts";
import { KEY_SPECS } from "./key_spec_data.ts";

/** Where keys are. */
interface KeySpec {
  readonly flags: readonly string[];
  /** `i`, `k` or `u`, with its parameters */
  readonly begin: string;
  /** `r`, `n` or `u`, with its parameters */
  readonly find: string;
  readonly note: string;
}

let table: Map<string, readonly KeySpec[]> | undefined = undefined;

function readTable(): Map<string, readonly KeySpec[]> {
  const read = new Map<string, readonly KeySpec[]>();
  for (const line of KEY_SPECS.trim().split("\n")) {
    const end = line.lastIndexOf(": ");
    const specs = line.slice(0, end).split("; ").map((text): KeySpec => {
      const [flags = "", begin = "", find = "", ...note] = text.split(" ");
      return { flags: flags.split(","), begin, find, note: note.join(" ") };
    });
    for (const name of line.slice(end + 2).split(" ")) read.set(name, specs);
  }
  return read;
}

/** The specifications of a command, by its full name. */
function specsOf(name: string): readonly KeySpec[] {
  return (table ??= readTable()).get(name) ?? [];
}

const statuses = (names: readonly string[]): Reply => new SetReply(names.map((name) => new Status(name)));
const words = (text: string): string[] => text.slice(1).split(",");

function beginOf(text: string): Reply {
  if (text === "u") return new MapReply(["type", "unknown", "spec", new MapReply([])]);
  const [first = "", second = ""] = words(text);
  return text.startsWith("i")
    ? new MapReply(["type", "index", "spec", new MapReply(["index", Number(first)])])
    : new MapReply([
      "type",
      "keyword",
      "spec",
      new MapReply(["keyword", first, "startfrom", Number(second)]),
    ]);
}

function findOf(text: string): Reply {
  if (text === "u") return new MapReply(["type", "unknown", "spec", new MapReply([])]);
  const [a = 0, b = 0, c = 0] = words(text).map(Number);
  return text.startsWith("r")
    ? new MapReply(["type", "range", "spec", new MapReply(["lastkey", a, "keystep", b, "limit", c])])
    : new MapReply(["type", "keynum", "spec", new MapReply(["keynumidx", a, "firstkey", b, "keystep", c])]);
}

/** The specifications of a command as COMMAND INFO shows them. */
export function keySpecs(name: string): SetReply {
  return new SetReply(
    specsOf(name).map(({ flags, begin, find, note }) => {
      const facts: Reply[] = note === "" ? [] : ["notes", note];
      facts.push("flags", statuses(flags), "begin_search", beginOf(begin), "find_keys", findOf(find));
      return new MapReply(facts);
    }),
  );
}

/** Whether all that a command's specifications find are channels. */
export function namesChannels(name: string): boolean {
  const specs = specsOf(name);
  return specs.length > 0 && specs.every(({ flags }) => flags.includes("not_key"));
}

/** The position a search begins at; undefined when it finds nothing. */
function start(begin: string, args: readonly string[]): number | undefined {
  const [first = "", from = ""] = words(begin);
  if (begin.startsWith("i")) return Number(first);
  if (!begin.startsWith("k")) return undefined;
  const at = Number(from);
  if (at >= 0) {
    const found = args.findIndex((arg, i) => i >= at && isWord(arg, first.toLowerCase()));
    return found < 0 ? undefined : found + 1;
  }
  for (let i = args.length + at; i > 0; i--) if (isWord(args[i]!, first.toLowerCase())) return i + 1;
  return undefined;
}

/** Positions of keys by one specification. */
function positions({ begin, find }: KeySpec, args: readonly string[]): number[] {
  const from = start(begin, args);
  if (from === undefined || find === "u") return [];
  const [a = 0, b = 1, c = 0] = words(find).map(Number);
  const out: number[] = [];
  if (find.startsWith("n")) {
    const count = Number(args[from + a]);
    for (let i = 0; i < count; i++) out.push(from + b + i * c);
  } else {
    let last = a >= 0 ? from + a : args.length + a;
    // of the rest, only so much are keys
    if (a === -1 && c > 1) last = from + Math.floor((args.length - from) / c) - 1;
    for (let i = from; i <= last; i += b) out.push(i);
  }
  return out.filter((i) => i < args.length);
}

/** What a command does with its first key, where that depends on the other arguments. */
function actualFlags(name: string, args: readonly string[]): readonly string[] | undefined {
  if (name === "set" && !args.some((arg, i) => i > 2 && isWord(arg, "get"))) return ["OW", "update"];
  if (name === "set") return ["RW", "access", "update"];
  if (name !== "bitfield") return undefined;
  const writes = args.some((arg) => isWord(arg, "set") || isWord(arg, "incrby"));
  return writes ? ["RW", "access", "update"] : ["RO", "access"];
}

/** Keys among the arguments, each with what the command does with it; `keys` are all there are. */
export function flaggedKeys(name: string, args: readonly string[], keys: readonly string[]): Reply {
  const found: Reply[] = [];
  // a number of keys that cannot be right leaves none, and MIGRATE has them in one of two places
  if (keys.length === 0) return found;
  if (name === "migrate") return keys.map((key) => [key, statuses(["RW", "access", "delete"])]);
  for (const spec of specsOf(name)) {
    const flags = actualFlags(name, args) ?? spec.flags;
    for (const at of positions(spec, args)) found.push([args[at]!, statuses(flags)]);
  }
  // where SORT stores does not follow from its specifications
  if (name === "sort" && keys.length > 1) found.push([keys[1]!, statuses(["OW", "update"])]);
  return found;
}
