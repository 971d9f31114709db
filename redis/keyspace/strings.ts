/**
 * Commands on whole strings: GET and SET in all their forms.
 *
 * Integers are stored as such, which is what `INCR` works on; other texts as they are.
 *
 * @module
 */

import { OK, type Reply } from "../reply.ts";
import { argAt } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database, Entry } from "./database.ts";
import { arityError, SYNTAX } from "./errors.ts";
import { expireArg } from "./expire_time.ts";
import { parseInteger } from "./numbers.ts";
import { RawString } from "./raw_string.ts";
import type { Stored } from "./values.ts";

/** How a text is stored. */
export function encode(text: string): number | bigint | string {
  if (text.length > 20) return text;
  const c = text.charCodeAt(0);
  if (c > 57 || c < 45) return text;
  return parseInteger(text) ?? text;
}

/** A stored string as text. */
export function textOf(value: Stored): string {
  if (typeof value === "string") return value;
  return value instanceof RawString ? value.text : "" + (value as number | bigint);
}

const NX = 1;
const XX = 2;
const GET = 4;
const KEEPTTL = 8;
const PERSIST = 16;
const EX = 32;
const PX = 64;
const EXAT = 128;
const PXAT = 256;
const TIMES = EX | PX | EXAT | PXAT;

/** Options of SET and GETEX: bits, and the text of the time to live. */
interface Options {
  flags: number;
  time: string;
}

const OPTION: Record<string, [bit: number, excludes: number]> = {
  nx: [NX, XX],
  xx: [XX, NX],
  get: [GET, 0],
  keepttl: [KEEPTTL, PERSIST | TIMES],
  persist: [PERSIST, KEEPTTL | TIMES],
  ex: [EX, KEEPTTL | PERSIST | TIMES & ~EX],
  px: [PX, KEEPTTL | PERSIST | TIMES & ~PX],
  exat: [EXAT, KEEPTTL | PERSIST | TIMES & ~EXAT],
  pxat: [PXAT, KEEPTTL | PERSIST | TIMES & ~PXAT],
};

/** Parses options from `start`; only those in `allowed` are known. */
function parseOptions(args: readonly string[], start: number, allowed: number): Options {
  const options: Options = { flags: 0, time: "" };
  for (let i = start; i < args.length; i++) {
    const word = args[i]!;
    const option = word.length <= 7 ? OPTION[word.toLowerCase()] : undefined;
    if (option === undefined) throw SYNTAX;
    const [bit, excludes] = option;
    if ((bit & allowed) === 0 || (options.flags & excludes) !== 0) throw SYNTAX;
    options.flags |= bit;
    if ((bit & TIMES) !== 0) options.time = argAt(args, ++i);
  }
  return options;
}

function timeOf(db: Database, options: Options, name: string): number {
  const { flags, time } = options;
  const relative = (flags & (EX | PX)) !== 0;
  return expireArg(time, (flags & (EX | EXAT)) !== 0, relative ? db.keyspace.time : 0, true, name);
}

/** Stores a text; `expire` is -1 for none. */
function store(db: Database, key: string, value: string, expire: number, keepTtl: boolean): void {
  const entry = db.put(key, encode(value), keepTtl || expire >= 0);
  db.changed(key, "$", "set");
  if (expire >= 0) {
    db.expireAt(entry, expire);
    db.event("g", "expire", key);
    if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["SET", key, value, "PXAT", "" + expire]);
  }
}

function set(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  if (args.length === 3) {
    store(db, key, args[2]!, -1, false);
    return OK;
  }
  const options = parseOptions(args, 3, NX | XX | GET | KEEPTTL | TIMES);
  const flags = options.flags;
  const expire = (flags & TIMES) !== 0 ? timeOf(db, options, "set") : -1;
  const old = (flags & GET) !== 0 ? db.string(key) ?? null : null;
  if ((flags & (NX | XX)) !== 0) {
    const found = db.get(key) !== undefined;
    if (found ? (flags & NX) !== 0 : (flags & XX) !== 0) return old;
  }
  store(db, key, args[2]!, expire, (flags & KEEPTTL) !== 0);
  if (db.keyspace.logging && expire < 0 && (flags & (NX | XX | GET)) !== 0) {
    const rewritten = ["SET", key, args[2]!];
    if ((flags & KEEPTTL) !== 0) rewritten.push("KEEPTTL");
    db.keyspace.rewrite(db.index, rewritten);
  }
  return (flags & GET) !== 0 ? old : OK;
}

function setnx(db: Database, args: readonly string[]): Reply {
  if (db.get(args[1]!) !== undefined) return 0;
  store(db, args[1]!, args[2]!, -1, false);
  return 1;
}

function setWithTime(seconds: boolean, name: string): Handler {
  return (db, args) => {
    const expire = expireArg(args[2]!, seconds, db.keyspace.time, true, name);
    store(db, args[1]!, args[3]!, expire, false);
    return OK;
  };
}

function get(db: Database, args: readonly string[]): Reply {
  return db.string(args[1]!) ?? null;
}

function getset(db: Database, args: readonly string[]): Reply {
  const old = db.string(args[1]!) ?? null;
  store(db, args[1]!, args[2]!, -1, false);
  if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["SET", args[1]!, args[2]!]);
  return old;
}

function getdel(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const value = db.string(key);
  if (value === undefined) return null;
  db.remove(key);
  db.changed(key, "g", "del");
  if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["DEL", key]);
  return value;
}

function getex(db: Database, args: readonly string[]): Reply {
  const options = parseOptions(args, 2, PERSIST | TIMES);
  const key = args[1]!;
  const entry: Entry | undefined = db.stringEntry(key);
  if (entry === undefined) return null;
  const { flags } = options;
  const text = textOf(entry.value);
  if ((flags & TIMES) !== 0) {
    const at = timeOf(db, options, "getex");
    if ((flags & (EXAT | PXAT)) !== 0 && at <= db.keyspace.time) {
      db.removeEntry(entry);
      db.changed(key, "g", "del");
      if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["DEL", key]);
    } else {
      db.expireAt(entry, at);
      db.changed(key, "g", "expire");
      if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["PEXPIREAT", key, "" + at]);
    }
  } else if ((flags & PERSIST) !== 0 && entry.expire >= 0) {
    db.persist(entry);
    db.changed(key, "g", "persist");
    if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["PERSIST", key]);
  }
  return text;
}

function mget(db: Database, args: readonly string[]): Reply {
  const out: Reply[] = [];
  for (let i = 1; i < args.length; i++) {
    const entry = db.get(args[i]!);
    const value = entry?.value;
    const isString = value !== undefined && (typeof value !== "object" || value instanceof RawString);
    out.push(isString ? textOf(value) : null);
  }
  return out;
}

function mset(db: Database, args: readonly string[]): Reply {
  if (args.length % 2 === 0) throw arityError("mset");
  for (let i = 1; i < args.length; i += 2) store(db, args[i]!, args[i + 1]!, -1, false);
  return OK;
}

function msetnx(db: Database, args: readonly string[]): Reply {
  if (args.length % 2 === 0) throw arityError("msetnx");
  for (let i = 1; i < args.length; i += 2) if (db.get(args[i]!) !== undefined) return 0;
  for (let i = 1; i < args.length; i += 2) store(db, args[i]!, args[i + 1]!, -1, false);
  return 1;
}

/** Commands on whole strings. */
export const STRING_COMMANDS: Readonly<Record<string, Handler>> = {
  get,
  set,
  setnx,
  setex: setWithTime(true, "setex"),
  psetex: setWithTime(false, "psetex"),
  getset,
  getdel,
  getex,
  mget,
  mset,
  msetnx,
};
