/**
 * XCLAIM and XAUTOCLAIM.
 *
 * @module
 */

import type { Reply } from "../reply.ts";
import { isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, shown, SYNTAX } from "./errors.ts";
import { consumerFor, logClaim, noGroup } from "./stream_groups.ts";
import { idArg, parseId, startArg } from "./stream_ids.ts";
import { idText } from "./stream_node.ts";
import type { Consumer, Group, Pending, StreamValue } from "./stream_value.ts";
import { entryReply } from "./streams.ts";

/** Options of XCLAIM behind the ids. */
interface ClaimOptions {
  force: boolean;
  justId: boolean;
  time: number;
  retries: number;
  lastId: bigint;
}

function claimOptions(db: Database, args: readonly string[], start: number): ClaimOptions {
  const now = db.keyspace.time;
  const options: ClaimOptions = { force: false, justId: false, time: -1, retries: -1, lastId: 0n };
  for (let i = start; i < args.length; i++) {
    const word = args[i]!;
    const value = args[i + 1];
    if (isWord(word, "force")) options.force = true;
    else if (isWord(word, "justid")) options.justId = true;
    else if (isWord(word, "idle") && value !== undefined) {
      options.time = now - numberArg(value, err("Invalid IDLE option argument for XCLAIM"));
      i++;
    } else if (isWord(word, "time") && value !== undefined) {
      options.time = numberArg(value, err("Invalid TIME option argument for XCLAIM"));
      i++;
    } else if (isWord(word, "retrycount") && value !== undefined) {
      options.retries = numberArg(value, err("Invalid RETRYCOUNT option argument for XCLAIM"));
      i++;
    } else if (isWord(word, "lastid") && value !== undefined) {
      options.lastId = idArg(value);
      i++;
    } else throw err(`Unrecognized XCLAIM option '${shown(word)}'`);
  }
  if (options.time < 0 || options.time > now) options.time = now;
  return options;
}

/** Takes an entry that no longer exists off the list. */
function dropMissing(db: Database, key: string, stream: StreamValue, group: Group, pending: Pending): void {
  logClaim(db, key, group, pending.consumer.name, pending.id, pending.time, pending.count);
  stream.acknowledge(group, pending.id);
  db.touch(key);
}

function xclaim(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const stream = db.stream(key);
  const group = stream?.groups.get(args[2]!);
  if (stream === undefined || group === undefined) throw noGroup(key, args[2]!);
  const now = db.keyspace.time;
  const idle = numberArg(args[4]!, err("Invalid min-idle-time argument for XCLAIM"));
  const ids: bigint[] = [];
  let at = 5;
  for (; at < args.length; at++) {
    const id = parseId(args[at]!);
    if (id === undefined) break;
    ids.push(id);
  }
  const options = claimOptions(db, args, at);
  const moved = options.lastId > group.lastId;
  if (moved) stream.moveGroup(group, options.lastId, group.entriesRead);
  let consumer: Consumer | undefined;
  const out: Reply[] = [];
  for (const id of ids) {
    const old = group.pending.get(id);
    const entry = stream.get(id);
    if (entry === undefined) {
      if (old !== undefined) dropMissing(db, key, stream, group, old);
      continue;
    }
    if (old === undefined && !options.force) continue;
    if (old !== undefined && idle > 0 && now - old.time < idle) continue;
    consumer ??= consumerFor(db, key, stream, group, args[3]!);
    const before = old?.count ?? 1;
    const count = options.retries >= 0 ? options.retries : options.justId ? before : before + 1;
    stream.assign(group, id, consumer, options.time, count);
    logClaim(db, key, group, consumer.name, id, options.time, count);
    db.touch(key);
    out.push(options.justId ? entry.text : entryReply(entry));
  }
  if (moved && out.length === 0) {
    db.touch(key);
    const read = "" + group.entriesRead;
    db.keyspace.emit(db.index, [
      "XGROUP",
      "SETID",
      key,
      group.name,
      idText(group.lastId),
      "ENTRIESREAD",
      read,
    ]);
  }
  db.keyspace.suppress();
  return out;
}

/** A COUNT for which a server gets no memory. */
const MOST_CLAIMED = 2 ** 40;

function xautoclaim(db: Database, args: readonly string[]): Reply {
  const idle = numberArg(args[4]!, err("Invalid min-idle-time argument for XAUTOCLAIM"));
  const start = startArg(args[5]!);
  let count = 100;
  let justId = false;
  for (let i = 6; i < args.length; i++) {
    if (isWord(args[i]!, "count") && i + 1 < args.length) {
      const bad = err("COUNT must be > 0");
      count = numberArg(args[++i]!, bad);
      if (count < 1 || count > 2 ** 63 / 16) throw bad;
    } else if (isWord(args[i]!, "justid")) justId = true;
    else throw SYNTAX;
  }
  const key = args[1]!;
  const stream = db.stream(key);
  const group = stream?.groups.get(args[2]!);
  if (stream === undefined || group === undefined) throw noGroup(key, args[2]!);
  if (count > MOST_CLAIMED) {
    throw err("Insufficient memory, failed allocating transient memory, COUNT too high.");
  }
  const candidates: Pending[] = [];
  let next: Pending | undefined;
  let attempts = count * 10;
  let wanted = count;
  const now = db.keyspace.time;
  for (const one of group.pending.from(start)) {
    if (attempts-- === 0 || wanted === 0) {
      next = one;
      break;
    }
    if (stream.get(one.id) !== undefined && idle > 0 && now - one.time < idle) continue;
    candidates.push(one);
    wanted--;
  }
  const claimed: Reply[] = [];
  const missing: Reply[] = [];
  let consumer: Consumer | undefined;
  for (const one of candidates) {
    const entry = stream.get(one.id);
    if (entry === undefined) {
      dropMissing(db, key, stream, group, one);
      missing.push(idText(one.id));
      continue;
    }
    consumer ??= consumerFor(db, key, stream, group, args[3]!);
    const times = justId ? one.count : one.count + 1;
    stream.assign(group, one.id, consumer, now, times);
    logClaim(db, key, group, consumer.name, one.id, now, times);
    db.touch(key);
    claimed.push(justId ? entry.text : entryReply(entry));
  }
  db.keyspace.suppress();
  return [idText(next?.id ?? 0n), claimed, missing];
}

/** Commands that give entries to other consumers. */
export const STREAM_CLAIM_COMMANDS: Readonly<Record<string, Handler>> = { xclaim, xautoclaim };
