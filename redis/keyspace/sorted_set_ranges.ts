/**
 * Ranges of sorted sets by rank, score and bytes.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import { DoubleReply, type Reply } from "../reply.ts";
import { isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { BAD_LEX_RANGE, BAD_SCORE_RANGE, err, SYNTAX } from "./errors.ts";
import { clampRange } from "./lists.ts";
import { parseBound } from "./numbers.ts";
import { ZSetValue } from "./values.ts";

/** A range by score. */
interface ScoreRange {
  readonly min: number;
  readonly minOpen: boolean;
  readonly max: number;
  readonly maxOpen: boolean;
}

/** A bound by bytes: a text, or what comes before (-1) or behind (1) all texts. */
interface LexBound {
  readonly text: string;
  readonly side: -1 | 0 | 1;
  readonly open: boolean;
}

interface LexRange {
  readonly min: LexBound;
  readonly max: LexBound;
}

function scoreBound(text: string): [value: number, open: boolean] {
  const open = text.charCodeAt(0) === 40;
  const value = parseBound(open ? text.slice(1) : text);
  if (value === undefined) throw BAD_SCORE_RANGE;
  return [value, open];
}

function scoreRange(minText: string, maxText: string): ScoreRange {
  const [min, minOpen] = scoreBound(minText);
  const [max, maxOpen] = scoreBound(maxText);
  return { min, minOpen, max, maxOpen };
}

function lexBound(text: string): LexBound {
  const c = text.charAt(0);
  if (c === "(" || c === "[") return { text: text.slice(1), side: 0, open: c === "(" };
  if (text.length === 1 || text.charCodeAt(1) === 0) {
    if (c === "-") return { text: "", side: -1, open: true };
    if (c === "+") return { text: "", side: 1, open: true };
  }
  throw BAD_LEX_RANGE;
}

function lexRange(min: string, max: string): LexRange {
  return { min: lexBound(min), max: lexBound(max) };
}

function compareBounds(a: LexBound, b: LexBound): number {
  if (a.side !== 0 || b.side !== 0) return a.side - b.side;
  return a.text === b.text ? 0 : a.text < b.text ? -1 : 1;
}

function aboveMin(member: string, { min }: LexRange): boolean {
  if (min.side !== 0) return min.side < 0;
  return min.open ? member > min.text : member >= min.text;
}

function belowMax(member: string, { max }: LexRange): boolean {
  if (max.side !== 0) return max.side > 0;
  return max.open ? member < max.text : member <= max.text;
}

function memberAt(zset: ZSetValue, rank: number): string {
  const { leaf, index } = zset.tree.at(rank);
  return leaf.members[index]!;
}

/** Calls `visit` with the entries whose score is at least `from` and below `end`, until it gives false. */
export function visitScores(
  zset: ZSetValue,
  from: number,
  end: number,
  visit: (member: string, score: number) => boolean,
): void {
  const rank = zset.tree.rankOfScore(from, false);
  if (rank >= zset.size) return;
  const place = zset.tree.at(rank);
  let index = place.index;
  for (let leaf = place.leaf;; leaf = leaf.next!, index = 0) {
    for (; index < leaf.members.length; index++) {
      if (leaf.scores[index]! >= end || !visit(leaf.members[index]!, leaf.scores[index]!)) return;
    }
    if (leaf.next === null) return;
  }
}

/** Ranks of a range by score: first, and one behind the last. */
function ranksByScore(zset: ZSetValue, range: ScoreRange): [from: number, end: number] {
  if (range.min > range.max || range.min === range.max && (range.minOpen || range.maxOpen)) return [0, 0];
  const from = zset.tree.rankOfScore(range.min, range.minOpen);
  return [from, zset.tree.rankOfScore(range.max, !range.maxOpen)];
}

/**
 * Ranks of a range by bytes. All scores are meant to be equal; when they are not, small sets answer as the server's
 * search from one end does (`reverse`: from the last), large ones with some range. `offset` entries are left out
 * first, whatever they are.
 */
function ranksByLex(
  zset: ZSetValue,
  range: LexRange,
  reverse: boolean,
  offset: number,
): [from: number, end: number] {
  const order = compareBounds(range.min, range.max);
  if (order > 0 || order === 0 && (range.min.open || range.max.open)) return [0, 0];
  const size = zset.size;
  if (!aboveMin(memberAt(zset, size - 1), range) || !belowMax(memberAt(zset, 0), range)) return [0, 0];
  if (!zset.dict.packed) {
    const { min, max } = range;
    const from = min.side !== 0 ? (min.side < 0 ? 0 : size) : zset.tree.rankOfMember(min.text, min.open);
    const end = max.side !== 0 ? (max.side < 0 ? 0 : size) : zset.tree.rankOfMember(max.text, !max.open);
    return reverse ? [from, end - offset] : [from + offset, end];
  }
  if (reverse) {
    let last = size - 1;
    while (last >= 0 && !belowMax(memberAt(zset, last), range)) last--;
    if (last >= 0 && !aboveMin(memberAt(zset, last), range)) return [0, 0];
    last -= offset;
    let from = last + 1;
    while (from > 0 && aboveMin(memberAt(zset, from - 1), range)) from--;
    return [from, last + 1];
  }
  let from = 0;
  while (from < size && !aboveMin(memberAt(zset, from), range)) from++;
  if (from < size && !belowMax(memberAt(zset, from), range)) return [0, 0];
  from += offset;
  let end = from;
  while (end < size && belowMax(memberAt(zset, end), range)) end++;
  return [from, end];
}

/** Calls `visit` with the entries of ranks `from` to `end` - 1, from the last to the first when `reverse`. */
function walk(
  zset: ZSetValue,
  from: number,
  end: number,
  reverse: boolean,
  visit: (member: string, score: number) => void,
): void {
  let missing = end - from;
  if (missing <= 0) return;
  const place = zset.tree.at(reverse ? end - 1 : from);
  let leaf = place.leaf;
  let index = place.index;
  for (;;) {
    visit(leaf.members[index]!, leaf.scores[index]!);
    if (--missing === 0) return;
    if (reverse) {
      if (--index < 0) {
        leaf = leaf.previous!;
        index = leaf.members.length - 1;
      }
    } else if (++index === leaf.members.length) {
      leaf = leaf.next!;
      index = 0;
    }
  }
}

type Kind = "rank" | "score" | "lex";

/** What is asked for, before the key is looked at. */
interface Query {
  readonly key: string;
  readonly kind: Kind;
  readonly reverse: boolean;
  readonly withScores: boolean;
  readonly ranks: (zset: ZSetValue) => [from: number, end: number];
}

/** Parses `<key> <min> <max> [options]` from `start`; `kind` and `reverse` undefined: options decide. */
function parseQuery(
  args: readonly string[],
  start: number,
  store: boolean,
  kind: Kind | undefined,
  reverse: boolean | undefined,
): Query {
  let withScores = false;
  let offset = 0;
  let limit = -1;
  const anyKind = kind === undefined;
  const anyDirection = reverse === undefined;
  for (let i = start + 3; i < args.length; i++) {
    const word = args[i]!;
    if (!store && isWord(word, "withscores")) withScores = true;
    else if (isWord(word, "limit") && i + 2 < args.length) {
      offset = numberArg(args[i + 1]!);
      limit = numberArg(args[i + 2]!);
      i += 2;
    } else if (anyDirection && reverse === undefined && isWord(word, "rev")) reverse = true;
    else if (anyKind && kind === undefined && isWord(word, "bylex")) kind = "lex";
    else if (anyKind && kind === undefined && isWord(word, "byscore")) kind = "score";
    else throw SYNTAX;
  }
  kind ??= "rank";
  if (limit !== -1 && kind === "rank") {
    throw err("syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  }
  if (withScores && kind === "lex") {
    throw err("syntax error, WITHSCORES not supported in combination with BYLEX");
  }
  const backward = reverse === true;
  const swap = backward && kind !== "rank";
  const min = args[start + (swap ? 2 : 1)]!;
  const max = args[start + (swap ? 1 : 2)]!;
  return {
    key: args[start]!,
    kind,
    reverse: backward,
    withScores,
    ranks: rankFinder(kind, min, max, backward, offset, limit),
  };
}

/** How the ranks of a range are found; the bounds are parsed at once. */
function rankFinder(
  kind: Kind,
  min: string,
  max: string,
  reverse: boolean,
  offset: number,
  limit: number,
): (zset: ZSetValue) => [from: number, end: number] {
  if (kind === "rank") {
    const start = numberArg(min);
    const stop = numberArg(max);
    return (zset) => {
      const [from, to] = clampRange(start, stop, zset.size);
      return reverse ? [zset.size - 1 - to, zset.size - from] : [from, to + 1];
    };
  }
  const cut = ([from, end]: [number, number]): [number, number] => {
    if (offset < 0) return [0, 0];
    const count = limit < 0 ? Infinity : limit;
    return reverse
      ? [Math.max(from, end - offset - count), end - offset]
      : [from + offset, Math.min(end, from + offset + count)];
  };
  if (kind === "score") {
    const range = scoreRange(min, max);
    return (zset) => cut(ranksByScore(zset, range));
  }
  const range = lexRange(min, max);
  return (zset) => {
    if (offset < 0) return [0, 0];
    const [from, end] = ranksByLex(zset, range, reverse, offset);
    if (limit < 0 || end - from <= limit) return [from, end];
    return reverse ? [end - limit, end] : [from, from + limit];
  };
}

function zrange(kind: Kind | undefined, reverse: boolean | undefined): Handler {
  return (db, args, context) => {
    const query = parseQuery(args, 1, false, kind, reverse);
    const zset = db.zset(query.key);
    return zset === undefined ? [] : listEntries(zset, query, context);
  };
}

function listEntries(zset: ZSetValue, query: Query, context: CallContext): Reply {
  const [from, end] = query.ranks(zset);
  const out: Reply[] = [];
  if (!query.withScores) walk(zset, from, end, query.reverse, (member) => out.push(member));
  else if (context.resp === 3) {
    walk(zset, from, end, query.reverse, (member, score) => out.push([member, new DoubleReply(score)]));
  } else {
    walk(zset, from, end, query.reverse, (member, score) => out.push(member, new DoubleReply(score)));
  }
  return out;
}

/** Stores a sorted set, or removes the key when there is nothing to store; the reply is the size. */
export function storeZset(db: Database, key: string, zset: ZSetValue, event: string): Reply {
  if (zset.size === 0) {
    if (db.remove(key)) db.changed(key, "g", "del");
    return 0;
  }
  db.put(key, zset);
  db.changed(key, "z", event);
  return zset.size;
}

function zrangestore(db: Database, args: readonly string[]): Reply {
  const query = parseQuery(args, 2, true, undefined, undefined);
  const zset = db.zset(query.key);
  const result = new ZSetValue(db.keyspace);
  if (zset !== undefined) {
    const [from, end] = query.ranks(zset);
    db.keyspace.journal.work += 2 * Math.max(0, end - from);
    db.keyspace.journal.aside(() => {
      // the number of members is known beforehand for ranks only
      if (query.kind === "rank" && end - from > db.keyspace.limits.zsetEntries) result.dict.unpack();
      walk(zset, from, end, query.reverse, (member, score) => result.add(member, score));
    });
  }
  return storeZset(db, args[1]!, result, "zrangestore");
}

function zcount(db: Database, args: readonly string[]): Reply {
  const range = scoreRange(args[2]!, args[3]!);
  const zset = db.zset(args[1]!);
  if (zset === undefined) return 0;
  const [from, end] = ranksByScore(zset, range);
  return Math.max(0, end - from);
}

function zlexcount(db: Database, args: readonly string[]): Reply {
  const range = lexRange(args[2]!, args[3]!);
  const zset = db.zset(args[1]!);
  if (zset === undefined) return 0;
  const [from, end] = ranksByLex(zset, range, false, 0);
  return Math.max(0, end - from);
}

function zremrange(kind: Kind, event: string): Handler {
  return (db, args) => {
    const key = args[1]!;
    const find = rankFinder(kind, args[2]!, args[3]!, false, 0, -1);
    const zset = db.zset(key);
    if (zset === undefined) return 0;
    const [from, end] = find(zset);
    if (from <= 0 && end >= zset.size) {
      // all of them: the set goes as it is
      const { size } = zset;
      db.changed(key, "z", event);
      db.removeEmpty(key);
      return size;
    }
    const members: string[] = [];
    db.keyspace.journal.work += 2 * Math.max(0, end - from);
    walk(zset, from, end, false, (member) => members.push(member));
    for (const member of members) zset.delete(member);
    if (members.length > 0) {
      db.changed(key, "z", event);
      if (zset.size === 0) db.removeEmpty(key);
    }
    return members.length;
  };
}

/** Commands on ranges of sorted sets. */
export const SORTED_SET_RANGE_COMMANDS: Readonly<Record<string, Handler>> = {
  zrange: zrange(undefined, undefined),
  zrevrange: zrange("rank", true),
  zrangebyscore: zrange("score", false),
  zrevrangebyscore: zrange("score", true),
  zrangebylex: zrange("lex", false),
  zrevrangebylex: zrange("lex", true),
  zrangestore,
  zcount,
  zlexcount,
  zremrangebyrank: zremrange("rank", "zremrangebyrank"),
  zremrangebyscore: zremrange("score", "zremrangebyscore"),
  zremrangebylex: zremrange("lex", "zremrangebylex"),
};
