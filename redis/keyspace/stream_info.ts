/**
 * XINFO.
 *
 * @module
 */

import { MapReply, type Reply } from "../reply.ts";
import { isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { coded, err, NO_KEY, shown } from "./errors.ts";
import { entriesUpTo, hasGapsFrom } from "./stream_groups.ts";
import { idText, MAX_ID, type StreamNode } from "./stream_node.ts";
import { byName, type Group, type Pending, type StreamValue } from "./stream_value.ts";
import { entryReply } from "./streams.ts";

function streamAt(db: Database, key: string): StreamValue {
  const stream = db.stream(key);
  if (stream === undefined) throw NO_KEY;
  return stream;
}

/** Entries of the stream a group has still to read; null when that cannot be told. */
function lag(stream: StreamValue, group: Group): number | null {
  if (stream.entriesAdded === 0) return 0;
  if (group.entriesRead !== -1 && !hasGapsFrom(stream, group.lastId)) {
    return stream.entriesAdded - group.entriesRead;
  }
  const read = entriesUpTo(stream, group.lastId);
  return read === -1 ? null : stream.entriesAdded - read;
}

/** Nodes of the radix tree in which a server would keep the nodes of a stream. */
function radixNodes(nodes: readonly StreamNode[]): number {
  const byte = (node: StreamNode, at: number) => Number((node.id >> BigInt(8 * (15 - at))) & 0xffn);
  // `from` to `to` share their first `depth` bytes; at most 16 levels deep
  const count = (from: number, to: number, depth: number): number => {
    if (to - from === 1) return depth < 16 ? 2 : 1;
    let shared = depth;
    while (byte(nodes[from]!, shared) === byte(nodes[to - 1]!, shared)) shared++;
    let sum = shared > depth ? 2 : 1;
    for (let start = from; start < to;) {
      let end = start + 1;
      while (end < to && byte(nodes[end]!, shared) === byte(nodes[start]!, shared)) end++;
      sum += count(start, end, shared + 1);
      start = end;
    }
    return sum;
  };
  return nodes.length === 0 ? 1 : count(0, nodes.length, 0);
}

function groups(db: Database, args: readonly string[]): Reply {
  const stream = streamAt(db, args[2]!);
  return byName(stream.groups.values()).map((group) =>
    new MapReply([
      "name",
      group.name,
      "consumers",
      group.consumers.size,
      "pending",
      group.pending.size,
      "last-delivered-id",
      idText(group.lastId),
      "entries-read",
      group.entriesRead === -1 ? null : group.entriesRead,
      "lag",
      lag(stream, group),
    ])
  );
}

function consumers(db: Database, args: readonly string[]): Reply {
  const group = streamAt(db, args[2]!).groups.get(args[3]!);
  if (group === undefined) {
    throw coded("NOGROUP", `No such consumer group '${shown(args[3]!)}' for key name '${shown(args[2]!)}'`);
  }
  return byName(group.consumers.values()).map(({ name, pending, seen }) =>
    new MapReply(["name", name, "pending", pending.size, "idle", Math.max(0, db.keyspace.time - seen)])
  );
}

function firstOf(pending: Iterable<Pending>, count: number, withName: boolean): Reply[] {
  const out: Reply[] = [];
  for (const one of pending) {
    if (count > 0 && out.length >= count) break;
    out.push(
      withName
        ? [idText(one.id), one.consumer.name, one.time, one.count]
        : [idText(one.id), one.time, one.count],
    );
  }
  return out;
}

function fullGroup(stream: StreamValue, group: Group, count: number): Reply {
  return new MapReply([
    "name",
    group.name,
    "last-delivered-id",
    idText(group.lastId),
    "entries-read",
    group.entriesRead === -1 ? null : group.entriesRead,
    "lag",
    lag(stream, group),
    "pel-count",
    group.pending.size,
    "pending",
    firstOf(group.pending.from(0n), count, true),
    "consumers",
    byName(group.consumers.values()).map((consumer) =>
      new MapReply([
        "name",
        consumer.name,
        "seen-time",
        consumer.seen,
        "pel-count",
        consumer.pending.size,
        "pending",
        firstOf(consumer.pending.from(0n), count, false),
      ])
    ),
  ]);
}

function stream(db: Database, args: readonly string[]): Reply {
  const value = streamAt(db, args[2]!);
  const bad = err(
    `unknown subcommand or wrong number of arguments for '${shown(args[1]!, 128)}'. Try ${
      args[0]!.toUpperCase()
    } HELP.`,
  );
  const full = args.length > 3;
  let count = 10;
  if (full) {
    if (args.length !== 4 && args.length !== 6 || !isWord(args[3]!, "full")) throw bad;
    if (args.length === 6) {
      if (!isWord(args[4]!, "count")) throw bad;
      count = numberArg(args[5]!);
      if (count < 0) count = 10;
    }
  }
  const out: Reply[] = [
    "length",
    value.length,
    "radix-tree-keys",
    value.nodes.length,
    "radix-tree-nodes",
    radixNodes(value.nodes),
    "last-generated-id",
    idText(value.lastId),
    "max-deleted-entry-id",
    idText(value.maxDeletedId),
    "entries-added",
    value.entriesAdded,
    "recorded-first-entry-id",
    idText(value.firstId),
  ];
  if (full) {
    const entries = value.range(0n, MAX_ID, count === 0 ? Infinity : count, false);
    const all = byName(value.groups.values()).map((group) => fullGroup(value, group, count));
    out.push("entries", entries.map(entryReply), "groups", all);
  } else {
    const edge = (reverse: boolean) => value.range(0n, MAX_ID, 1, reverse).map(entryReply)[0] ?? null;
    out.push("groups", value.groups.size, "first-entry", edge(false), "last-entry", edge(true));
  }
  return new MapReply(out);
}

/** Commands that describe streams. */
export const STREAM_INFO_COMMANDS: Readonly<Record<string, Handler>> = {
  "xinfo|stream": stream,
  "xinfo|groups": groups,
  "xinfo|consumers": consumers,
};
