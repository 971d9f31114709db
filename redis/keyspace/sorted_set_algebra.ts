/**
 * Union, intersection and difference of sorted sets; sets count as sorted sets with scores of 1.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import { DoubleReply, type Reply } from "../reply.ts";
import { doubleArg, isWord, numberArg, positiveArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX, WRONGTYPE } from "./errors.ts";
import { storeZset } from "./sorted_set_ranges.ts";
import { SetValue, ZSetValue } from "./values.ts";

type Operation = "union" | "inter" | "diff";
type Aggregate = (a: number, b: number) => number;

interface Source {
  readonly value: SetValue | ZSetValue | undefined;
  weight: number;
}

const AGGREGATES: Record<string, Aggregate> = {
  // infinities of both signs add up to 0
  sum: (a, b) => a + b === a + b ? a + b : 0,
  min: (a, b) => b < a ? b : a,
  max: (a, b) => b > a ? b : a,
};

interface Query {
  readonly sources: Source[];
  readonly aggregate: Aggregate;
  readonly withScores: boolean;
  readonly limit: number;
}

function size(source: Source): number {
  return source.value === undefined ? 0 : source.value.size;
}

function scoreOf(source: Source, member: string): number | undefined {
  const { value } = source;
  if (value instanceof SetValue) return value.has(member) ? 1 : undefined;
  return value?.score(member);
}

/** Members and scores of a source; sorted sets from the lowest score up. */
function* entries(source: Source): Generator<[member: string, score: number]> {
  const { value } = source;
  if (value instanceof SetValue) {
    for (const member of value.members) yield [member, 1];
  } else if (value !== undefined && value.size > 0) {
    for (let leaf = value.tree.at(0).leaf; leaf !== null; leaf = leaf.next!) {
      for (let i = 0; i < leaf.members.length; i++) yield [leaf.members[i]!, leaf.scores[i]!];
    }
  }
}

/** Parses `numkeys key ... [options]` from `at`. */
function parse(
  db: Database,
  args: readonly string[],
  at: number,
  operation: Operation,
  mode: "reply" | "store" | "count",
): Query {
  const count = numberArg(args[at]!);
  if (count < 1) throw err(`at least 1 input key is needed for '${args[0]!.toLowerCase()}' command`);
  if (count > args.length - at - 1) throw SYNTAX;
  const sources: Source[] = [];
  for (let i = at + 1; i <= at + count; i++) {
    const value = db.get(args[i]!)?.value;
    if (value !== undefined && !(value instanceof SetValue) && !(value instanceof ZSetValue)) throw WRONGTYPE;
    sources.push({ value, weight: 1 });
    db.keyspace.journal.work += 2 * (value?.size ?? 0);
  }
  let aggregate = AGGREGATES.sum!;
  let withScores = false;
  let limit = 0;
  const weighs = operation !== "diff" && mode !== "count";
  for (let i = at + count + 1; i < args.length; i++) {
    const word = args[i]!;
    const left = args.length - i;
    if (weighs && left >= count + 1 && isWord(word, "weights")) {
      for (const source of sources) source.weight = doubleArg(args[++i]!, err("weight value is not a float"));
    } else if (weighs && left >= 2 && isWord(word, "aggregate")) {
      const name = args[++i]!.toLowerCase();
      if (name !== "sum" && name !== "min" && name !== "max") throw SYNTAX;
      aggregate = AGGREGATES[name]!;
    } else if (mode === "reply" && isWord(word, "withscores")) {
      withScores = true;
    } else if (mode === "count" && left >= 2 && isWord(word, "limit")) {
      limit = positiveArg(args[++i]!, err("LIMIT can't be negative"));
    } else throw SYNTAX;
  }
  return { sources, aggregate, withScores, limit };
}

function weighted(source: Source, score: number): number {
  const product = source.weight * score;
  return product === product ? product : 0;
}

/** A result in the large form, which keeps negative zeros. */
function emptyResult(db: Database): ZSetValue {
  const out = new ZSetValue(db.keyspace);
  out.dict.unpack();
  return out;
}

/** A result in the small form, where it fits. */
function packed(db: Database, result: ZSetValue): ZSetValue {
  const { zsetEntries, zsetBytes } = db.keyspace.limits;
  const { keys, values } = result.dict;
  if (keys.length > zsetEntries || keys.some((key) => key.length > zsetBytes)) return result;
  const out = new ZSetValue(db.keyspace);
  for (let i = 0; i < keys.length; i++) out.add(keys[i]!, values[i]!);
  return out;
}

function union(db: Database, { sources, aggregate }: Query): ZSetValue {
  const scores = new Map<string, number>();
  for (const source of sources.slice().sort((a, b) => size(a) - size(b))) {
    for (const [member, score] of entries(source)) {
      const old = scores.get(member);
      const value = weighted(source, score);
      scores.set(member, old === undefined ? value : aggregate(old, value));
    }
  }
  const out = emptyResult(db);
  for (const [member, score] of scores) out.add(member, score);
  return out;
}

/** Calls `visit` with each member in all sources until it gives false. */
function intersect(query: Query, visit: (member: string, score: number) => boolean): void {
  const [smallest, ...others] = query.sources.slice().sort((a, b) => size(a) - size(b));
  search: for (const [member, score] of entries(smallest!)) {
    let result = weighted(smallest!, score);
    for (const source of others) {
      const found = scoreOf(source, member);
      if (found === undefined) continue search;
      result = query.aggregate(result, source.weight * found);
    }
    if (!visit(member, result)) return;
  }
}

function inter(db: Database, query: Query): ZSetValue {
  const out = emptyResult(db);
  intersect(query, (member, score) => {
    out.add(member, score);
    return true;
  });
  return out;
}

function diff(db: Database, { sources }: Query): ZSetValue {
  const out = emptyResult(db);
  const [first, ...others] = sources;
  for (const [member, score] of entries(first!)) {
    if (others.every((source) => scoreOf(source, member) === undefined)) out.add(member, score);
  }
  return out;
}

const COMPUTE: Record<Operation, (db: Database, query: Query) => ZSetValue> = { union, inter, diff };

function reply(operation: Operation): Handler {
  return (db: Database, args: readonly string[], context: CallContext): Reply => {
    const query = parse(db, args, 1, operation, "reply");
    const result = db.keyspace.journal.aside(() => COMPUTE[operation](db, query));
    const out: Reply[] = [];
    for (const [member, score] of entries({ value: result, weight: 1 })) {
      if (!query.withScores) out.push(member);
      else if (context.resp === 3) out.push([member, new DoubleReply(score)]);
      else out.push(member, new DoubleReply(score));
    }
    return out;
  };
}

function store(operation: Operation): Handler {
  return (db, args) => {
    const query = parse(db, args, 2, operation, "store");
    const result = db.keyspace.journal.aside(() => packed(db, COMPUTE[operation](db, query)));
    return storeZset(db, args[1]!, result, `z${operation}store`);
  };
}

function zintercard(db: Database, args: readonly string[]): Reply {
  const query = parse(db, args, 1, "inter", "count");
  let count = 0;
  intersect(query, () => ++count !== query.limit);
  return count;
}

/** Commands that combine sorted sets. */
export const SORTED_SET_ALGEBRA_COMMANDS: Readonly<Record<string, Handler>> = {
  zunion: reply("union"),
  zinter: reply("inter"),
  zdiff: reply("diff"),
  zunionstore: store("union"),
  zinterstore: store("inter"),
  zdiffstore: store("diff"),
  zintercard,
};
