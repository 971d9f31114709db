/**
 * Commands on hashes.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import { MapReply, OK, type Reply } from "../reply.ts";
import { boundedArg, integerArg, isWord } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { arityError, err, SYNTAX } from "./errors.ts";
import { parseLongDouble } from "./long_double.ts";
import { addIntegers, INT64_MAX, parseInteger } from "./numbers.ts";
import { samplePositions } from "./random_positions.ts";
import { addFloat } from "./string_numbers.ts";
import { HashValue } from "./values.ts";

/** The hash at a key, made when it is missing. */
function hashFor(db: Database, key: string): HashValue {
  const hash = db.hash(key);
  if (hash !== undefined) return hash;
  const made = new HashValue(db.keyspace);
  db.add(key, made);
  return made;
}

function hset(name: string): Handler {
  return (db, args) => {
    if (args.length % 2 === 1) throw arityError(name);
    const key = args[1]!;
    const hash = hashFor(db, key);
    if (hash.fields.packed) { for (let i = 2; i < args.length; i++) hash.prepare(args[i]!); }
    let added = 0;
    for (let i = 2; i < args.length; i += 2) if (hash.set(args[i]!, args[i + 1]!)) added++;
    db.changed(key, "h", "hset");
    return name === "hset" ? added : OK;
  };
}

function hsetnx(db: Database, args: readonly string[]): Reply {
  const hash = db.hash(args[1]!);
  if (hash !== undefined && hash.fields.find(args[2]!) >= 0) return 0;
  hashFor(db, args[1]!).set(args[2]!, args[3]!);
  db.changed(args[1]!, "h", "hset");
  return 1;
}

function hget(db: Database, args: readonly string[]): Reply {
  return db.hash(args[1]!)?.fields.get(args[2]!) ?? null;
}

function hmget(db: Database, args: readonly string[]): Reply {
  const fields = db.hash(args[1]!)?.fields;
  const out: Reply[] = [];
  for (let i = 2; i < args.length; i++) out.push(fields?.get(args[i]!) ?? null);
  return out;
}

function hdel(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const hash = db.hash(key);
  if (hash === undefined) return 0;
  let deleted = 0;
  for (let i = 2; i < args.length; i++) if (hash.delete(args[i]!)) deleted++;
  if (deleted > 0) {
    db.changed(key, "h", "hdel");
    if (hash.fields.size === 0) db.removeEmpty(key);
  }
  return deleted;
}

function hgetall(db: Database, args: readonly string[]): Reply {
  const fields = db.hash(args[1]!)?.fields;
  const flat: Reply[] = [];
  if (fields !== undefined) {
    const { keys, values } = fields;
    for (let i = 0; i < keys.length; i++) flat.push(keys[i]!, values[i]!);
  }
  return new MapReply(flat);
}

function hincrby(db: Database, args: readonly string[]): Reply {
  const delta = integerArg(args[3]!);
  const key = args[1]!;
  const field = args[2]!;
  const hash = hashFor(db, key);
  const text = hash.fields.get(field);
  const old = text === undefined ? 0 : parseInteger(text);
  if (old === undefined) throw err("hash value is not an integer");
  const sum = addIntegers(old, delta);
  if (sum === undefined) throw err("increment or decrement would overflow");
  hash.set(field, "" + sum);
  db.changed(key, "h", "hincrby");
  return sum;
}

const NOT_HASH_FLOAT = err("hash value is not a float");

function hincrbyfloat(db: Database, args: readonly string[]): Reply {
  if (parseLongDouble(args[3]!) === "infinite") throw err("value is NaN or Infinity");
  addFloat(undefined, args[3]!);
  const key = args[1]!;
  const field = args[2]!;
  const hash = hashFor(db, key);
  const sum = addFloat(hash.fields.get(field), args[3]!, NOT_HASH_FLOAT);
  hash.set(field, sum);
  db.changed(key, "h", "hincrbyfloat");
  if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["HSET", key, field, sum]);
  return sum;
}

/** Fields with `WITHVALUES`: pairs in RESP3, one after the other in RESP2. */
function pairs(keys: readonly string[], values: readonly string[], at: Iterable<number>, resp: 2 | 3): Reply {
  const out: Reply[] = [];
  for (const i of at) {
    if (resp === 3) out.push([keys[i]!, values[i]!]);
    else out.push(keys[i]!, values[i]!);
  }
  return out;
}

function hrandfield(db: Database, args: readonly string[], context: CallContext): Reply {
  if (args.length === 2) {
    const fields = db.hash(args[1]!)?.fields;
    return fields === undefined ? null : fields.keys[db.keyspace.randomInt(fields.size)]!;
  }
  const count = boundedArg(args[2]!, -INT64_MAX, INT64_MAX);
  const withValues = args.length > 3;
  if (args.length > 4 || withValues && !isWord(args[3]!, "withvalues")) throw SYNTAX;
  if (withValues && (count < -INT64_MAX / 2n || count > INT64_MAX / 2n)) throw err("value is out of range");
  const fields = db.hash(args[1]!)?.fields;
  if (fields === undefined) return [];
  const at = samplePositions(db.keyspace, fields.size, Number(count));
  if (withValues) return pairs(fields.keys, fields.values, at, context.resp);
  return Array.from(at, (i) => fields.keys[i]!);
}

/** Commands on hashes. */
export const HASH_COMMANDS: Readonly<Record<string, Handler>> = {
  hset: hset("hset"),
  hmset: hset("hmset"),
  hsetnx,
  hget,
  hmget,
  hdel,
  hgetall,
  hincrby,
  hincrbyfloat,
  hrandfield,
  hlen: (db, args) => db.hash(args[1]!)?.fields.size ?? 0,
  hexists: (db, args) => db.hash(args[1]!)?.fields.get(args[2]!) === undefined ? 0 : 1,
  hstrlen: (db, args) => db.hash(args[1]!)?.fields.get(args[2]!)?.length ?? 0,
  hkeys: (db, args) => db.hash(args[1]!)?.fields.keys.slice() ?? [],
  hvals: (db, args) => db.hash(args[1]!)?.fields.values.slice() ?? [],
};
