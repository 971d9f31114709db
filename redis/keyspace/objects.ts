/**
 * Commands that look at how values are stored: OBJECT, MEMORY, DEBUG OBJECT.
 *
 * @module
 */

import { MapReply, OK, type Reply, Status, VerbatimReply } from "../reply.ts";
import { argAt, isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database, Entry } from "./database.ts";
import { err, NO_KEY, SYNTAX } from "./errors.ts";
import { entryBytes } from "./memory.ts";
import { RawString } from "./raw_string.ts";
import { Sequence } from "./sequence.ts";
import { HashValue, SetValue, type Stored, ZSetValue } from "./values.ts";

/** The name of the encoding a Redis server would use. */
export function encodingName(value: Stored): string {
  if (typeof value === "number" || typeof value === "bigint") return "int";
  if (typeof value === "string") return value.length <= 44 ? "embstr" : "raw";
  if (value instanceof RawString) return "raw";
  if (value instanceof HashValue) return value.fields.packed ? "listpack" : "hashtable";
  if (value instanceof Sequence) return "quicklist";
  if (value instanceof SetValue) return value.intset ? "intset" : "hashtable";
  if (value instanceof ZSetValue) return value.dict.packed ? "listpack" : "skiplist";
  return "stream";
}

/** References to an object: the server shares small integers. */
function references(db: Database, entry: Entry): number {
  const { value } = entry;
  const shared = typeof value === "number" && value >= 0 && value < 10000 &&
    db.keyspace.limits.maxMemory === 0;
  return shared ? 2147483647 : 1;
}

/** Looks a key up without marking it as used; null is the reply when it is missing. */
function inspect(look: (db: Database, entry: Entry) => Reply): Handler {
  return (db, args) => {
    const entry = db.peek(args[2]!);
    return entry === undefined ? null : look(db, entry);
  };
}

const NO_LFU = err(
  "An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching " +
    "between policies at runtime LRU and LFU data will take some time to adjust.",
);

function memoryUsage(db: Database, args: readonly string[]): Reply {
  for (let i = 3; i < args.length; i++) {
    if (!isWord(args[i]!, "samples")) throw SYNTAX;
    if (numberArg(argAt(args, ++i)) < 0) throw SYNTAX;
  }
  const entry = db.peek(args[2]!);
  return entry === undefined ? null : entryBytes(entry);
}

function memoryStats(db: Database): Reply {
  const { databases, limits } = db.keyspace;
  const flat: Reply[] = [];
  let keys = 0;
  let bytes = 0;
  for (const { slots } of databases) {
    keys += slots.length;
    for (const entry of slots) bytes += entryBytes(entry);
  }
  flat.push(
    "total.allocated",
    bytes,
    "keys.count",
    keys,
    "keys.bytes-per-key",
    keys === 0 ? 0 : Math.floor(bytes / keys),
  );
  flat.push("dataset.bytes", bytes, "maxmemory", limits.maxMemory);
  return new MapReply(flat);
}

function debug(db: Database, args: readonly string[]): Reply {
  const word = args[1]!;
  if (isWord(word, "object") && args.length === 3) {
    const entry = db.peek(args[2]!);
    if (entry === undefined) throw NO_KEY;
    const idle = Math.max(0, Math.floor((db.keyspace.now - entry.accessed) / 1000));
    return new Status(
      `Value at:0x0 refcount:${references(db, entry)} encoding:${encodingName(entry.value)} ` +
        `serializedlength:${entryBytes(entry)} lru:${Math.floor(entry.accessed / 1000) % 16777216} ` +
        `lru_seconds_idle:${idle}`,
    );
  }
  if (isWord(word, "set-active-expire") && args.length === 3) return OK;
  throw err("DEBUG subcommand not available on the embedded keyspace");
}

const DOCTOR =
  "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used in these " +
  "conditions. Please, leave for your mission on Earth and fill it with some data. The new Sam and I will be back to " +
  "our programming as soon as I finished rebooting.\n";

/** Commands that look at storage. */
export const OBJECT_COMMANDS: Readonly<Record<string, Handler>> = {
  "object|encoding": inspect((_db, entry) => encodingName(entry.value)),
  "object|refcount": inspect(references),
  "object|idletime": inspect((db, entry) =>
    Math.max(0, Math.floor((db.keyspace.now - entry.accessed) / 1000))
  ),
  "object|freq": inspect(() => {
    throw NO_LFU;
  }),
  "memory|usage": memoryUsage,
  "memory|doctor": () => new VerbatimReply("txt", DOCTOR),
  "memory|purge": () => OK,
  "memory|malloc-stats": () => "Stats not supported for the current allocator",
  "memory|stats": memoryStats,
  debug,
};
