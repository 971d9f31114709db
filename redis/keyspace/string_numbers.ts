/**
 * Commands on strings as numbers: INCR and its relatives.
 *
 * @module
 */

import type { Reply } from "../reply.ts";
import { integerArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, NOT_FLOAT, NOT_INTEGER } from "./errors.ts";
import { addLongDoubles, formatLongDouble, type LongDouble, parseLongDouble } from "./long_double.ts";
import { addIntegers, INT64_MIN, type Integer, parseInteger } from "./numbers.ts";
import { textOf } from "./strings.ts";

const OVERFLOW = err("increment or decrement would overflow");
const DECREMENT_OVERFLOW = err("decrement would overflow");
const INFINITE = err("increment would produce NaN or Infinity");

function add(db: Database, key: string, delta: Integer): Reply {
  const entry = db.get(key);
  if (entry !== undefined) {
    const value = entry.value;
    if (typeof value === "number" && typeof delta === "number") {
      const sum = value + delta;
      if (sum <= Number.MAX_SAFE_INTEGER && sum >= -Number.MAX_SAFE_INTEGER) {
        db.replace(entry, sum);
        db.changed(key, "$", "incrby");
        return sum;
      }
    }
  }
  return addSlow(db, key, delta);
}

/** A key that is missing, holds text, or numbers beyond 2^53. */
function addSlow(db: Database, key: string, delta: Integer): Reply {
  const entry = db.stringEntry(key);
  const old = entry === undefined ? 0 : parseInteger(textOf(entry.value));
  if (old === undefined) throw NOT_INTEGER;
  const sum = addIntegers(old, delta);
  if (sum === undefined) throw OVERFLOW;
  if (entry === undefined) db.add(key, sum);
  else db.replace(entry, sum);
  db.changed(key, "$", "incrby");
  return sum;
}

function decrby(db: Database, args: readonly string[]): Reply {
  const delta = integerArg(args[2]!);
  if (delta === INT64_MIN) throw DECREMENT_OVERFLOW;
  return add(db, args[1]!, -delta);
}

/** The sum of a stored text, undefined for none, and an increment as `INCRBYFLOAT` counts; as text. */
export function addFloat(old: string | undefined, increment: string, bad = NOT_FLOAT): string {
  const value: LongDouble | "infinite" | undefined = old === undefined
    ? { mantissa: 0n, exponent: 0 }
    : parseLongDouble(old);
  if (value === undefined) throw bad;
  const delta = parseLongDouble(increment);
  if (delta === undefined) throw NOT_FLOAT;
  if (value === "infinite" || delta === "infinite") throw INFINITE;
  return formatLongDouble(addLongDoubles(value, delta));
}

function incrbyfloat(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const entry = db.stringEntry(key);
  const sum = addFloat(entry === undefined ? undefined : textOf(entry.value), args[2]!);
  if (entry === undefined) db.add(key, sum);
  else db.replace(entry, sum);
  db.changed(key, "$", "incrbyfloat");
  if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["SET", key, sum, "KEEPTTL"]);
  return sum;
}

/** Commands on strings as numbers. */
export const NUMBER_COMMANDS: Readonly<Record<string, Handler>> = {
  incr: (db, args) => add(db, args[1]!, 1),
  decr: (db, args) => add(db, args[1]!, -1),
  incrby: (db, args) => add(db, args[1]!, integerArg(args[2]!)),
  decrby,
  incrbyfloat,
};
