/**
 * XREAD and XREADGROUP.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import { MapReply, NULL_ARRAY, type Reply } from "../reply.ts";
import { isWord, numberArg } from "./arguments.ts";
import { blockOn } from "./blocking.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { coded, err, shown, SYNTAX } from "./errors.ts";
import { advanceGroup, consumerFor, logClaim } from "./stream_groups.ts";
import { idArg } from "./stream_ids.ts";
import { idText, MAX_ID, type StreamEntry } from "./stream_node.ts";
import { type Consumer, type Group, type StreamValue } from "./stream_value.ts";
import { entryReply } from "./streams.ts";

/** most entries a client that waited gets when it does not say how many */
const BLOCKED_COUNT = 1000;

interface Query {
  /** ms to wait, 0 without end; -1: not at all */
  block: number;
  count: number;
  group: string | undefined;
  consumer: string;
  noAck: boolean;
  keys: string[];
  ids: string[];
}

const UNBALANCED = err(
  "Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.",
);

/** A time to wait in whole milliseconds. */
function blockArg(text: string): number {
  const ms = numberArg(text, err("timeout is not an integer or out of range"));
  if (ms < 0) throw err("timeout is negative");
  if (ms > 9e18) throw err("timeout is out of range");
  return ms;
}

function parse(args: readonly string[], context: CallContext, inGroup: boolean): Query {
  const query: Query = {
    block: -1,
    count: 0,
    group: undefined,
    consumer: "",
    noAck: false,
    keys: [],
    ids: [],
  };
  let streams = 0;
  for (let i = 1; i < args.length; i++) {
    const word = args[i]!;
    const left = args.length - i - 1;
    if (isWord(word, "block") && left > 0) {
      if (context.script) throw err(`${args[0]} command is not allowed with BLOCK option from scripts`);
      query.block = blockArg(args[++i]!);
    } else if (isWord(word, "count") && left > 0) query.count = Math.max(0, numberArg(args[++i]!));
    else if (isWord(word, "streams") && left > 0) {
      streams = i + 1;
      if ((args.length - streams) % 2 !== 0) throw UNBALANCED;
      break;
    } else if (isWord(word, "group") && left >= 2) {
      if (!inGroup) throw err("The GROUP option is only supported by XREADGROUP. You called XREAD instead.");
      query.group = args[++i]!;
      query.consumer = args[++i]!;
    } else if (isWord(word, "noack")) {
      if (!inGroup) throw err("The NOACK option is only supported by XREADGROUP. You called XREAD instead.");
      query.noAck = true;
    } else throw SYNTAX;
  }
  if (streams === 0) throw SYNTAX;
  if (inGroup && query.group === undefined) throw err("Missing GROUP option for XREADGROUP");
  const half = (args.length - streams) / 2;
  query.keys = args.slice(streams, streams + half);
  query.ids = args.slice(streams + half);
  return query;
}

/** What is to be read from one stream. */
interface Source {
  readonly key: string;
  readonly group: Group | undefined;
  /** entries behind this id; undefined: those new to the group */
  readonly after: bigint | undefined;
}

const DOLLAR = err(
  "The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by " +
    "specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.",
);
const GREATER = err(
  "The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.",
);

function resolve(db: Database, query: Query, i: number, inGroup: boolean): Source {
  const key = query.keys[i]!;
  const text = query.ids[i]!;
  const stream = db.stream(key);
  const group = query.group === undefined ? undefined : stream?.groups.get(query.group);
  if (query.group !== undefined && group === undefined) {
    throw coded(
      "NOGROUP",
      `No such key '${shown(key)}' or consumer group '${shown(query.group)}' in XREADGROUP with GROUP option`,
    );
  }
  if (text === "$") {
    if (inGroup) throw DOLLAR;
    return { key, group, after: stream?.lastId ?? 0n };
  }
  if (text === ">") {
    if (!inGroup) throw GREATER;
    return { key, group, after: undefined };
  }
  return { key, group, after: idArg(text) };
}

/** Gives new entries to a consumer. */
function deliver(db: Database, stream: StreamValue, source: Source, query: Query, consumer: Consumer): Reply {
  const group = source.group!;
  const now = db.keyspace.time;
  const limit = query.count === 0 ? Infinity : query.count;
  const entries: StreamEntry[] = stream.range(group.lastId + 1n, MAX_ID, limit, false);
  for (const { id } of entries) {
    advanceGroup(stream, group, id);
    if (query.noAck) continue;
    stream.assign(group, id, consumer, now, 1);
    logClaim(db, source.key, group, consumer.name, id, now, 1);
  }
  if (query.noAck && entries.length > 0) {
    db.keyspace.emit(db.index, [
      "XGROUP",
      "SETID",
      source.key,
      group.name,
      idText(group.lastId),
      "ENTRIESREAD",
      "" + group.entriesRead,
    ]);
  }
  return entries.map(entryReply);
}

/** Entries a consumer was given before and has not acknowledged. */
function history(db: Database, stream: StreamValue, source: Source, query: Query, consumer: Consumer): Reply {
  const out: Reply[] = [];
  if (source.after === MAX_ID) return out;
  const pending = [];
  for (const one of consumer.pending.from(source.after! + 1n)) {
    if (query.count > 0 && pending.length >= query.count) break;
    pending.push(one);
  }
  for (const { id, count } of pending) {
    const entry = stream.get(id);
    if (entry === undefined) {
      out.push([idText(id), NULL_ARRAY]);
      continue;
    }
    stream.assign(source.group!, id, consumer, db.keyspace.time, count + 1);
    out.push(entryReply(entry));
  }
  return out;
}

/** What there is to read from one stream; undefined when there is nothing. */
function readOne(db: Database, source: Source, query: Query): Reply | undefined {
  const stream = db.stream(source.key);
  if (stream === undefined) return undefined;
  const { group, after } = source;
  const last = stream.length > 0 ? stream.range(0n, MAX_ID, 1, true)[0]!.id : undefined;
  if (group === undefined) {
    if (last === undefined || last <= after!) return undefined;
    const limit = query.count === 0 ? Infinity : query.count;
    return stream.range(after! + 1n, MAX_ID, limit, false).map(entryReply);
  }
  if (after === undefined && (last === undefined || last <= group.lastId)) return undefined;
  const consumer = consumerFor(db, source.key, stream, group, query.consumer);
  db.touch(source.key);
  return after === undefined
    ? deliver(db, stream, source, query, consumer)
    : history(db, stream, source, query, consumer);
}

function read(db: Database, args: readonly string[], context: CallContext, inGroup: boolean): Reply {
  const query = parse(args, context, inGroup);
  const sources = query.keys.map((_, i) => resolve(db, query, i, inGroup));
  const found: Reply[] = [];
  for (const source of sources) {
    const entries = readOne(db, source, query);
    if (entries === undefined) continue;
    if (context.resp === 2) found.push([source.key, entries]);
    else found.push(source.key, entries);
  }
  // what was read is logged as claims
  db.keyspace.suppress();
  if (found.length > 0) return context.resp === 2 ? found : new MapReply(found);
  if (query.block < 0) return NULL_ARRAY;
  return blockOn(db, context, query.keys, query.block, waitingArgs(args, query, sources));
}

/** The command to run again when there is something new: with the ids `$` stood for. */
function waitingArgs(args: readonly string[], query: Query, sources: readonly Source[]): string[] {
  const options: string[] = [];
  if (query.group !== undefined) options.push("GROUP", query.group, query.consumer);
  if (query.noAck) options.push("NOACK");
  options.push("COUNT", "" + (query.count === 0 ? BLOCKED_COUNT : query.count), "BLOCK", "" + query.block);
  const ids = sources.map(({ after }) => after === undefined ? ">" : idText(after));
  return [args[0]!, ...options, "STREAMS", ...query.keys, ...ids];
}

/** Commands that read from several streams. */
export const STREAM_READING_COMMANDS: Readonly<Record<string, Handler>> = {
  xread: (db, args, context) => read(db, args, context, false),
  xreadgroup: (db, args, context) => read(db, args, context, true),
};
