/**
 * Commands on members of sorted sets: adding, removing, scores, ranks, popping, random members.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import { DoubleReply, NULL_ARRAY, type Reply } from "../reply.ts";
import { boundedArg, doubleArg, isWord, keyCountArg, positiveArg, timeoutArg } from "./arguments.ts";
import { blockOn } from "./blocking.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX } from "./errors.ts";
import { formatDouble, INT64_MAX } from "./numbers.ts";
import { samplePositions } from "./random_positions.ts";
import { ZSetValue } from "./values.ts";

const NX = 1;
const XX = 2;
const GT = 4;
const LT = 8;
const CH = 16;
const INCR = 32;
const OPTIONS: Record<string, number> = { nx: NX, xx: XX, gt: GT, lt: LT, ch: CH, incr: INCR };

const NX_XX = err("XX and NX options at the same time are not compatible");
const GT_LT_NX = err("GT, LT, and/or NX options at the same time are not compatible");
const INCR_PAIRS = err("INCR option supports a single increment-element pair");
const NAN = err("resulting score is not a number (NaN)");

/** ZADD, and ZINCRBY with the option INCR; `preset` are options besides those given. */
function add(db: Database, args: readonly string[], preset: number): Reply {
  let flags = preset;
  let at = 2;
  for (; at < args.length; at++) {
    const word = args[at]!;
    const option = word.length > 4 || word.charCodeAt(0) < 65 ? undefined : OPTIONS[word.toLowerCase()];
    if (option === undefined) break;
    flags |= option;
  }
  const rest = args.length - at;
  if (rest === 0 || rest % 2 === 1) throw SYNTAX;
  if ((flags & NX) !== 0 && (flags & XX) !== 0) throw NX_XX;
  if ((flags & NX) !== 0 && (flags & (GT | LT)) !== 0 || (flags & GT) !== 0 && (flags & LT) !== 0) {
    throw GT_LT_NX;
  }
  if ((flags & INCR) !== 0 && rest > 2) throw INCR_PAIRS;
  const scores: number[] = [];
  for (let i = at; i < args.length; i += 2) scores.push(doubleArg(args[i]!));
  const key = args[1]!;
  const found = db.zset(key);
  if (found === undefined && (flags & XX) !== 0) return (flags & INCR) !== 0 ? null : 0;
  const zset = found ?? new ZSetValue(db.keyspace);
  if (found === undefined) db.add(key, zset);
  let added = 0;
  let updated = 0;
  let result: number | undefined;
  try {
    for (let i = 0; i < scores.length; i++) {
      const member = args[at + 1 + 2 * i]!;
      const old = zset.score(member);
      if (old === undefined) {
        if ((flags & XX) !== 0) continue;
        zset.add(member, result = scores[i]!);
        added++;
        continue;
      }
      if ((flags & NX) !== 0) continue;
      const score = (flags & INCR) !== 0 ? old + scores[i]! : scores[i]!;
      if (score !== score) throw NAN;
      if ((flags & LT) !== 0 && score >= old || (flags & GT) !== 0 && score <= old) continue;
      result = score;
      if (score === old) continue;
      zset.update(member, old, score);
      updated++;
    }
  } finally {
    if (added + updated > 0) {
      if (found !== undefined) db.keyspace.ready(db.index, key);
      db.changed(key, "z", (flags & INCR) !== 0 ? "zincr" : "zadd");
    }
  }
  if ((flags & INCR) !== 0) return result === undefined ? null : new DoubleReply(result);
  return (flags & CH) !== 0 ? added + updated : added;
}

function zrem(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const zset = db.zset(key);
  if (zset === undefined) return 0;
  let removed = 0;
  for (let i = 2; i < args.length; i++) if (zset.delete(args[i]!)) removed++;
  if (removed > 0) {
    db.changed(key, "z", "zrem");
    if (zset.size === 0) db.removeEmpty(key);
  }
  return removed;
}

function scoreReply(score: number | undefined): Reply {
  return score === undefined ? null : new DoubleReply(score);
}

function zmscore(db: Database, args: readonly string[]): Reply {
  const zset = db.zset(args[1]!);
  const out: Reply[] = [];
  for (let i = 2; i < args.length; i++) out.push(scoreReply(zset?.score(args[i]!)));
  return out;
}

function rank(reverse: boolean): Handler {
  return (db, args) => {
    const zset = db.zset(args[1]!);
    const score = zset?.score(args[2]!);
    if (zset === undefined || score === undefined) return null;
    const before = zset.tree.rank(score, args[2]!);
    return reverse ? zset.size - 1 - before : before;
  };
}

/** Members with scores: pairs when `nested`, one after the other otherwise. */
function pairs(members: readonly [string, number][], nested: boolean): Reply[] {
  const out: Reply[] = [];
  for (const [member, score] of members) {
    if (nested) out.push([member, new DoubleReply(score)]);
    else out.push(member, new DoubleReply(score));
  }
  return out;
}

/** Takes up to `count` members with the lowest, or highest, scores. */
function popMany(
  db: Database,
  key: string,
  zset: ZSetValue,
  max: boolean,
  count: number,
): [string, number][] {
  const out: [string, number][] = [];
  for (let n = Math.min(count, zset.size); n > 0; n--) {
    const { leaf, index } = zset.tree.at(max ? zset.size - 1 : 0);
    const member = leaf.members[index]!;
    out.push([member, leaf.scores[index]!]);
    zset.delete(member);
  }
  db.changed(key, "z", max ? "zpopmax" : "zpopmin");
  if (zset.size === 0) db.removeEmpty(key);
  return out;
}

function zpop(max: boolean): Handler {
  return (db, args, context) => {
    if (args.length > 3) throw SYNTAX;
    const count = args.length === 3 ? positiveArg(args[2]!) : -1;
    const zset = db.zset(args[1]!);
    if (zset === undefined || count === 0) return [];
    const taken = popMany(db, args[1]!, zset, max, count < 0 ? 1 : count);
    return pairs(taken, count >= 0 && context.resp === 3);
  };
}

function bzpop(max: boolean): Handler {
  return (db, args, context) => {
    const timeout = timeoutArg(args[args.length - 1]!);
    const keys = args.slice(1, -1);
    for (const key of keys) {
      const zset = db.zset(key);
      if (zset === undefined) continue;
      const [member, score] = popMany(db, key, zset, max, 1)[0]!;
      if (db.keyspace.logging) db.keyspace.rewrite(db.index, [max ? "ZPOPMAX" : "ZPOPMIN", key]);
      return [key, member, new DoubleReply(score)];
    }
    return blockOn(db, context, keys, timeout, args);
  };
}

const BAD_KEY_COUNT = err("numkeys should be greater than 0");
const BAD_COUNT = err("count should be greater than 0");

/** ZMPOP and, with a timeout in front, BZMPOP. */
function multiPop(db: Database, args: readonly string[], context: CallContext, blocking: boolean): Reply {
  const at = blocking ? 2 : 1;
  const numKeys = keyCountArg(args[at]!, BAD_KEY_COUNT);
  const where = args[at + numKeys + 1];
  if (where === undefined) throw SYNTAX;
  const max = isWord(where, "max");
  if (!max && !isWord(where, "min")) throw SYNTAX;
  let count = -1;
  for (let i = at + numKeys + 2; i < args.length; i++) {
    if (count !== -1 || !isWord(args[i]!, "count") || i + 1 >= args.length) throw SYNTAX;
    count = keyCountArg(args[++i]!, BAD_COUNT);
  }
  const timeout = blocking ? timeoutArg(args[1]!) : 0;
  const keys = args.slice(at + 1, at + 1 + numKeys);
  for (const key of keys) {
    const zset = db.zset(key);
    if (zset === undefined) continue;
    const taken = popMany(db, key, zset, max, count === -1 ? 1 : count);
    if (db.keyspace.logging) {
      db.keyspace.rewrite(db.index, [max ? "ZPOPMAX" : "ZPOPMIN", key, "" + taken.length]);
    }
    return [key, pairs(taken, true)];
  }
  return blocking ? blockOn(db, context, keys, timeout, args) : NULL_ARRAY;
}

function zrandmember(db: Database, args: readonly string[], context: CallContext): Reply {
  if (args.length === 2) {
    const dict = db.zset(args[1]!)?.dict;
    return dict === undefined ? null : dict.keys[db.keyspace.randomInt(dict.size)]!;
  }
  const count = boundedArg(args[2]!, -INT64_MAX, INT64_MAX);
  if (args.length > 4 || args.length === 4 && !isWord(args[3]!, "withscores")) throw SYNTAX;
  const withScores = args.length === 4;
  if (withScores && (count < -INT64_MAX / 2n || count > INT64_MAX / 2n)) throw err("value is out of range");
  const zset = db.zset(args[1]!);
  if (zset === undefined) return [];
  const ordered = Number(count) >= zset.size;
  const members: [string, number][] = [];
  for (const position of samplePositions(db.keyspace, zset.size, Number(count))) {
    if (ordered) {
      const { leaf, index } = zset.tree.at(position);
      members.push([leaf.members[index]!, leaf.scores[index]!]);
    } else {
      members.push([zset.dict.keys[position]!, zset.dict.values[position]!]);
    }
  }
  return withScores ? pairs(members, context.resp === 3) : members.map(([member]) => member);
}

function zincrby(db: Database, args: readonly string[]): Reply {
  const reply = add(db, args, INCR);
  if (db.keyspace.logging && reply instanceof DoubleReply) {
    db.keyspace.rewrite(db.index, ["ZADD", args[1]!, formatDouble(reply.value), args[3]!]);
  }
  return reply;
}

/** ZADD. */
export function zadd(db: Database, args: readonly string[]): Reply {
  return add(db, args, 0);
}

/** Commands on members of sorted sets. */
export const SORTED_SET_COMMANDS: Readonly<Record<string, Handler>> = {
  zadd,
  zincrby,
  zrem,
  zmscore,
  zrandmember,
  zcard: (db, args) => db.zset(args[1]!)?.size ?? 0,
  zscore: (db, args) => scoreReply(db.zset(args[1]!)?.score(args[2]!)),
  zrank: rank(false),
  zrevrank: rank(true),
  zpopmin: zpop(false),
  zpopmax: zpop(true),
  bzpopmin: bzpop(false),
  bzpopmax: bzpop(true),
  zmpop: (db, args, context) => multiPop(db, args, context, false),
  bzmpop: (db, args, context) => multiPop(db, args, context, true),
};
