/**
 * Commands on keys of any type and on whole databases.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import { OK, type Reply, Status } from "../reply.ts";
import { boundedArg, integerArg, isWord } from "./arguments.ts";
import { clone } from "./clone.ts";
import type { Handler } from "./command.ts";
import type { Database, Entry } from "./database.ts";
import { BAD_DB, err, NO_KEY, SAME_OBJECT, SYNTAX } from "./errors.ts";
import { globMatch, globWork } from "./glob.ts";
import type { Keyspace } from "./keyspace.ts";
import { entryBytes } from "./memory.ts";
import { RawString } from "./raw_string.ts";
import { Sequence } from "./sequence.ts";
import { HashValue, SetValue, type Stored, ZSetValue } from "./values.ts";

/** The name of a value's type, as TYPE and SCAN tell it. */
export function typeName(value: Stored): string {
  if (typeof value !== "object" || value instanceof RawString) return "string";
  if (value instanceof HashValue) return "hash";
  if (value instanceof Sequence) return "list";
  if (value instanceof SetValue) return "set";
  return value instanceof ZSetValue ? "zset" : "stream";
}

const TYPES = new Map(
  ["none", "string", "hash", "list", "set", "zset", "stream"].map((name) => [name, new Status(name)]),
);

function type(db: Database, args: readonly string[]): Reply {
  const entry = db.peek(args[1]!);
  return TYPES.get(entry === undefined ? "none" : typeName(entry.value))!;
}

function del(db: Database, args: readonly string[]): Reply {
  let deleted = 0;
  for (let i = 1; i < args.length; i++) {
    const key = args[i]!;
    if (!db.remove(key)) continue;
    db.changed(key, "g", "del");
    deleted++;
  }
  return deleted;
}

function exists(db: Database, args: readonly string[]): Reply {
  let count = 0;
  for (let i = 1; i < args.length; i++) if (db.get(args[i]!) !== undefined) count++;
  return count;
}

/** Stores what an entry holds under another key, or in another database, with its time to live. */
function place(entry: Entry, value: Stored, to: Database, key: string): void {
  const { expire } = entry;
  const moved = to.add(key, value);
  if (expire >= 0) to.expireAt(moved, expire);
  // the database may be another one than the selected
  to.keyspace.charge(moved);
}

function rename(unlessExists: boolean): Handler {
  return (db, args) => {
    const [, from, to] = args as [string, string, string];
    const entry = db.get(from);
    if (entry === undefined) throw NO_KEY;
    if (from === to) return unlessExists ? 0 : OK;
    if (db.get(to) !== undefined) {
      if (unlessExists) return 0;
      db.remove(to);
    }
    place(entry, entry.value, db, to);
    db.removeEntry(entry);
    db.changed(from, "g", "rename_from");
    db.changed(to, "g", "rename_to");
    return unlessExists ? 1 : OK;
  };
}

/** The database a number names. @throws {ErrorReply} when there is none */
function databaseArg(keyspace: Keyspace, text: string): Database {
  const index = Number(boundedArg(text, -0x80000000n, 0x7fffffffn));
  const db = keyspace.databases[index];
  if (db === undefined) throw BAD_DB;
  return db;
}

function move(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const to = databaseArg(db.keyspace, args[2]!);
  if (to === db) throw SAME_OBJECT;
  const entry = db.get(key);
  if (entry === undefined || to.get(key) !== undefined) return 0;
  place(entry, entry.value, to, key);
  db.removeEntry(entry);
  db.changed(key, "g", "move_from");
  to.changed(key, "g", "move_to");
  return 1;
}

function copy(db: Database, args: readonly string[]): Reply {
  const [, from, to] = args as [string, string, string];
  let target = db;
  let replace = false;
  for (let i = 3; i < args.length; i++) {
    if (isWord(args[i]!, "replace")) replace = true;
    else if (isWord(args[i]!, "db") && i + 1 < args.length) target = databaseArg(db.keyspace, args[++i]!);
    else throw SYNTAX;
  }
  if (target === db && from === to) throw SAME_OBJECT;
  const entry = db.get(from);
  if (entry === undefined) return 0;
  const existing = target.get(to);
  if (existing !== undefined) {
    if (!replace) return 0;
    target.removeEntry(existing);
  }
  const bytes = entryBytes(entry);
  db.keyspace.reserve(bytes);
  db.keyspace.journal.work += bytes >>> 4;
  place(entry, db.keyspace.journal.aside(() => clone(db.keyspace, entry.value)), target, to);
  target.changed(to, "g", "copy_to");
  return 1;
}

function keys(db: Database, args: readonly string[]): Reply {
  const pattern = args[1]!;
  const out: string[] = [];
  const expired: Entry[] = [];
  db.keyspace.journal.work += db.slots.length;
  for (const entry of db.slots) {
    if (pattern !== "*") {
      db.keyspace.journal.work += globWork(pattern, entry.key);
      if (!globMatch(pattern, entry.key)) continue;
    }
    if (db.isExpired(entry)) expired.push(entry);
    else out.push(entry.key);
  }
  for (const entry of expired) db.expireNow(entry);
  return out;
}

function checkFlushMode(args: readonly string[]): void {
  if (args.length > 2 || args.length === 2 && !isWord(args[1]!, "sync") && !isWord(args[1]!, "async")) {
    throw SYNTAX;
  }
}

function flushdb(db: Database, args: readonly string[]): Reply {
  checkFlushMode(args);
  db.clear();
  db.keyspace.dirty++;
  return OK;
}

function flushall(db: Database, args: readonly string[]): Reply {
  checkFlushMode(args);
  for (const each of db.keyspace.databases) each.clear();
  db.keyspace.dirty++;
  return OK;
}

function select(db: Database, args: readonly string[], context: CallContext): Reply {
  const target = databaseArg(db.keyspace, args[1]!);
  context.db = target.index;
  return OK;
}

function swapdb(db: Database, args: readonly string[]): Reply {
  const number = (text: string, error: string) => {
    const value = integerArg(text, err(error));
    if (value < -0x80000000 || value > 0x7fffffff) throw err(error);
    return Number(value);
  };
  const first = number(args[1]!, "invalid first DB index");
  const second = number(args[2]!, "invalid second DB index");
  const [a, b] = [db.keyspace.databases[first], db.keyspace.databases[second]];
  if (a === undefined || b === undefined) throw BAD_DB;
  if (a !== b) a.swap(b);
  db.keyspace.dirty++;
  if (db.keyspace.onReady !== null && a !== b) {
    for (const each of [a, b]) for (const entry of each.slots) db.keyspace.ready(each.index, entry.key);
  }
  return OK;
}

/** Commands on keys and databases. */
export const KEY_COMMANDS: Readonly<Record<string, Handler>> = {
  type,
  del,
  unlink: del,
  exists,
  touch: exists,
  rename: rename(false),
  renamenx: rename(true),
  move,
  copy,
  keys,
  flushdb,
  flushall,
  select,
  swapdb,
  dbsize: (db) => db.size,
  randomkey: (db) => db.randomEntry()?.key ?? null,
};
