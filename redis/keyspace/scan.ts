/**
 * SCAN, HSCAN, SSCAN and ZSCAN.
 *
 * A cursor is the number of positions still to visit: a scan goes from the last position of a dense array down, and
 * removals only ever move the last entry into a gap. So whatever is there from the first call to the last is returned
 * at least once. Small collections are returned whole, as a Redis server does.
 *
 * @module
 */

import type { Reply } from "../reply.ts";
import { argAt, isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database, Entry } from "./database.ts";
import { BAD_CURSOR, shown, SYNTAX } from "./errors.ts";
import { globMatch, globWork } from "./glob.ts";
import { typeName } from "./keys.ts";
import { formatDouble } from "./numbers.ts";

const LONGEST_CURSOR = 64;

/** The cursor C's `strtoul` reads. @throws {ErrorReply} for what is no number */
function cursorArg(argument: string): number {
  const text = shown(argument);
  if (text.length > LONGEST_CURSOR || !/^([+-]?\d+|)$/.test(text)) throw BAD_CURSOR;
  const value = BigInt(text.replace(/^[+-]/, "") || "0");
  if (value >= 1n << 64n) throw BAD_CURSOR;
  const cursor = text.startsWith("-") ? BigInt.asUintN(64, -value) : value;
  return cursor > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(cursor);
}

interface Options {
  count: number;
  /** undefined: everything matches */
  pattern: string | undefined;
  type: string | undefined;
}

function parseOptions(args: readonly string[], start: number, withType: boolean): Options {
  const options: Options = { count: 10, pattern: undefined, type: undefined };
  for (let i = start; i < args.length; i += 2) {
    const word = args[i]!;
    const value = argAt(args, i + 1);
    if (isWord(word, "count")) {
      options.count = numberArg(value);
      if (options.count < 1) throw SYNTAX;
    } else if (isWord(word, "match")) options.pattern = value === "*" ? undefined : value;
    else if (withType && isWord(word, "type")) options.type = value.toLowerCase();
    else throw SYNTAX;
  }
  return options;
}

function matches(db: Database, options: Options, text: string): boolean {
  const { pattern } = options;
  if (pattern === undefined) return true;
  db.keyspace.journal.work += globWork(pattern, text);
  return globMatch(pattern, text);
}

/** The positions one call visits, from `from` - 1 down to `to`; `to` is the next cursor. */
function window(size: number, cursor: number, count: number, whole: boolean): [from: number, to: number] {
  if (whole) return [size, 0];
  const from = cursor === 0 ? size : Math.min(cursor, size);
  return [from, Math.max(0, from - count)];
}

function scan(db: Database, args: readonly string[]): Reply {
  const cursor = cursorArg(args[1]!);
  const options = parseOptions(args, 2, true);
  const [from, to] = window(db.slots.length, cursor, options.count, false);
  db.keyspace.journal.work += from - to;
  const found: string[] = [];
  const expired: Entry[] = [];
  for (let i = from - 1; i >= to; i--) {
    const entry = db.slots[i]!;
    if (!matches(db, options, entry.key)) continue;
    if (options.type !== undefined && typeName(entry.value) !== options.type) continue;
    if (db.isExpired(entry)) expired.push(entry);
    else found.push(entry.key);
  }
  for (const entry of expired) db.expireNow(entry);
  return ["" + to, found];
}

function hscan(db: Database, args: readonly string[]): Reply {
  const cursor = cursorArg(args[2]!);
  const fields = db.hash(args[1]!)?.fields;
  if (fields === undefined) return ["0", []];
  const options = parseOptions(args, 3, false);
  const { keys, values, packed } = fields;
  const [from, to] = window(keys.length, cursor, options.count, packed);
  db.keyspace.journal.work += from - to;
  const found: string[] = [];
  for (let n = from - to, i = 0; i < n; i++) {
    const at = packed ? i : from - 1 - i;
    if (matches(db, options, keys[at]!)) found.push(keys[at]!, values[at]!);
  }
  return ["" + to, found];
}

function sscan(db: Database, args: readonly string[]): Reply {
  const cursor = cursorArg(args[2]!);
  const set = db.set(args[1]!);
  if (set === undefined) return ["0", []];
  const options = parseOptions(args, 3, false);
  const members = set.members;
  const [from, to] = window(members.length, cursor, options.count, set.intset);
  db.keyspace.journal.work += from - to;
  const found: string[] = [];
  for (let n = from - to, i = 0; i < n; i++) {
    const member = members[set.intset ? i : from - 1 - i]!;
    if (matches(db, options, member)) found.push(member);
  }
  return ["" + to, found];
}

/** A score as a listpack keeps it: whole numbers as integers. */
function packedScore(score: number): string {
  const whole = Number.isInteger(score) && Math.abs(score) <= 2 ** 62;
  return whole ? BigInt(score).toString() : formatDouble(score);
}

function zscan(db: Database, args: readonly string[]): Reply {
  const cursor = cursorArg(args[2]!);
  const zset = db.zset(args[1]!);
  if (zset === undefined) return ["0", []];
  const options = parseOptions(args, 3, false);
  const found: string[] = [];
  if (zset.dict.packed) {
    for (let rank = 0; rank < zset.size; rank++) {
      const { leaf, index } = zset.tree.at(rank);
      if (matches(db, options, leaf.members[index]!)) {
        found.push(leaf.members[index]!, packedScore(leaf.scores[index]!));
      }
    }
    return ["0", found];
  }
  const { keys, values } = zset.dict;
  const [from, to] = window(keys.length, cursor, options.count, false);
  db.keyspace.journal.work += from - to;
  for (let i = from - 1; i >= to; i--) {
    if (matches(db, options, keys[i]!)) found.push(keys[i]!, formatDouble(values[i]!));
  }
  return ["" + to, found];
}

/** Commands that iterate in pieces. */
export const SCAN_COMMANDS: Readonly<Record<string, Handler>> = { scan, hscan, sscan, zscan };
