/**
 * Commands on sets.
 *
 * @module
 */

import { type Reply, SetReply } from "../reply.ts";
import { boundedArg, isWord, keyCountArg, positiveArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX } from "./errors.ts";
import { INT64_MAX } from "./numbers.ts";
import { samplePositions } from "./random_positions.ts";
import { SetValue } from "./values.ts";

function sadd(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const found = db.set(key);
  const set = found ?? new SetValue(db.keyspace);
  if (found === undefined) db.add(key, set);
  let added = 0;
  for (let i = 2; i < args.length; i++) if (set.add(args[i]!)) added++;
  if (added > 0) db.changed(key, "s", "sadd");
  return added;
}

function srem(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const set = db.set(key);
  if (set === undefined) return 0;
  let removed = 0;
  for (let i = 2; i < args.length; i++) if (set.delete(args[i]!)) removed++;
  if (removed > 0) {
    db.changed(key, "s", "srem");
    if (set.size === 0) db.removeEmpty(key);
  }
  return removed;
}

function smove(db: Database, args: readonly string[]): Reply {
  const [, source, target, member] = args as [string, string, string, string];
  const sourceEntry = db.get(source);
  const targetEntry = db.get(target);
  if (sourceEntry === undefined) return 0;
  const from = db.set(source)!;
  const existing = targetEntry === undefined ? undefined : db.set(target);
  if (from === existing) return from.has(member) ? 1 : 0;
  if (!from.delete(member)) return 0;
  db.changed(source, "s", "srem");
  if (from.size === 0) db.removeEmpty(source);
  const to = existing ?? new SetValue(db.keyspace);
  if (existing === undefined) db.add(target, to);
  if (to.add(member)) db.changed(target, "s", "sadd");
  return 1;
}

function smismember(db: Database, args: readonly string[]): Reply {
  const set = db.set(args[1]!);
  const out: Reply[] = [];
  for (let i = 2; i < args.length; i++) out.push(set !== undefined && set.has(args[i]!) ? 1 : 0);
  return out;
}

function smembers(db: Database, args: readonly string[]): Reply {
  return new SetReply(db.set(args[1]!)?.members.slice() ?? []);
}

function spop(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const { keyspace } = db;
  if (args.length > 3) throw SYNTAX;
  if (args.length === 2) {
    const set = db.set(key);
    if (set === undefined) return null;
    const member = set.members[keyspace.randomInt(set.size)]!;
    set.delete(member);
    db.changed(key, "s", "spop");
    if (keyspace.logging) keyspace.rewrite(db.index, ["SREM", key, member]);
    if (set.size === 0) db.removeEmpty(key);
    return member;
  }
  const count = positiveArg(args[2]!);
  const set = db.set(key);
  if (set === undefined || count === 0) return new SetReply([]);
  db.changed(key, "s", "spop");
  const taken = samplePositions(keyspace, set.size, count).map((at) => set.members[at]!);
  if (taken.length === set.size) {
    db.removeEmpty(key);
    if (keyspace.logging) keyspace.rewrite(db.index, ["DEL", key]);
  } else {
    for (const member of taken) set.delete(member);
    if (keyspace.logging) keyspace.rewrite(db.index, ["SREM", key, ...taken]);
  }
  return new SetReply(taken);
}

function srandmember(db: Database, args: readonly string[]): Reply {
  if (args.length > 3) throw SYNTAX;
  if (args.length === 2) {
    const set = db.set(args[1]!);
    return set === undefined ? null : set.members[db.keyspace.randomInt(set.size)]!;
  }
  const count = Number(boundedArg(args[2]!, -INT64_MAX, INT64_MAX));
  const set = db.set(args[1]!);
  if (set === undefined) return [];
  return samplePositions(db.keyspace, set.size, count).map((at) => set.members[at]!);
}

/** The sets at keys; undefined where there is none. */
function setsAt(db: Database, keys: readonly string[]): (SetValue | undefined)[] {
  const sets = keys.map((key) => db.set(key));
  for (const set of sets) db.keyspace.journal.work += set?.size ?? 0;
  return sets;
}

/** Members in all sets, at most `limit` of them (0: all). */
function intersection(sets: readonly (SetValue | undefined)[], limit: number): string[] {
  const all: SetValue[] = [];
  for (const set of sets) {
    if (set === undefined) return [];
    all.push(set);
  }
  all.sort((a, b) => a.size - b.size);
  const out: string[] = [];
  const [smallest, ...others] = all;
  for (const member of smallest!.members) {
    if (!others.every((set) => set.has(member))) continue;
    out.push(member);
    if (out.length === limit) break;
  }
  return out;
}

/** A set of its own with the members of any of the sets. */
function union(db: Database, sets: readonly (SetValue | undefined)[]): SetValue {
  const out = new SetValue(db.keyspace);
  for (const set of sets) {
    if (set !== undefined) { for (const member of set.members) out.add(member); }
  }
  return out;
}

/** A set of its own with the members of the first set that are in none of the others. */
function difference(db: Database, sets: readonly (SetValue | undefined)[]): SetValue {
  const out = new SetValue(db.keyspace);
  const [first, ...others] = sets;
  if (first === undefined || others.includes(first)) return out;
  for (const member of first.members) {
    if (!others.some((set) => set !== undefined && set.has(member))) out.add(member);
  }
  return out;
}

function intersectionSet(db: Database, sets: readonly (SetValue | undefined)[]): SetValue {
  const out = new SetValue(db.keyspace);
  for (const member of intersection(sets, 0)) out.add(member);
  return out;
}

type Operation = (db: Database, sets: readonly (SetValue | undefined)[]) => SetValue;

/** Stores a result, or removes the key when the result is empty. */
function storeResult(operation: Operation, name: string): Handler {
  return (db, args) => {
    const key = args[1]!;
    const sets = setsAt(db, args.slice(2));
    const result = db.keyspace.journal.aside(() => operation(db, sets));
    if (result.size === 0) {
      if (db.remove(key)) db.changed(key, "g", "del");
      return 0;
    }
    db.put(key, result);
    db.changed(key, "s", name);
    return result.size;
  };
}

function reply(operation: Operation): Handler {
  return (db, args) => {
    const sets = setsAt(db, args.slice(1));
    return new SetReply(db.keyspace.journal.aside(() => operation(db, sets)).members);
  };
}

function sintercard(db: Database, args: readonly string[]): Reply {
  const count = keyCountArg(args[1]!, err("numkeys should be greater than 0"));
  if (count > args.length - 2) throw err("Number of keys can't be greater than number of args");
  let limit = 0;
  for (let i = 2 + count; i < args.length; i++) {
    if (!isWord(args[i]!, "limit") || i + 1 >= args.length) throw SYNTAX;
    limit = positiveArg(args[++i]!, err("LIMIT can't be negative"));
  }
  return intersection(setsAt(db, args.slice(2, 2 + count)), limit).length;
}

/** Commands on sets. */
export const SET_COMMANDS: Readonly<Record<string, Handler>> = {
  sadd,
  srem,
  smove,
  smismember,
  smembers,
  spop,
  srandmember,
  sintercard,
  scard: (db, args) => db.set(args[1]!)?.size ?? 0,
  sismember: (db, args) => db.set(args[1]!)?.has(args[2]!) === true ? 1 : 0,
  sinter: (db, args) => new SetReply(intersection(setsAt(db, args.slice(1)), 0)),
  sunion: reply(union),
  sdiff: reply(difference),
  sinterstore: storeResult(intersectionSet, "sinterstore"),
  sunionstore: storeResult(union, "sunionstore"),
  sdiffstore: storeResult(difference, "sdiffstore"),
};
