/**
 * Commands on consumer groups.
 *
 * @module
 */

import { type ErrorReply, NULL_ARRAY, OK, type Reply } from "../reply.ts";
import { integerArg, isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { coded, err, shown, SYNTAX } from "./errors.ts";
import { endArg, idArg, looseIdArg, parseId, startArg } from "./stream_ids.ts";
import {
  byName,
  type Consumer,
  type Group,
  idText,
  MAX_ID,
  type Pending,
  StreamValue,
} from "./stream_value.ts";
import { entryReply } from "./streams.ts";

/** Whether entries behind an id were deleted, so that counting does not tell how many were read. */
export function hasGapsFrom(stream: StreamValue, start: bigint): boolean {
  const { length, maxDeletedId, firstId } = stream;
  return length > 0 && maxDeletedId !== 0n && firstId <= maxDeletedId && start <= maxDeletedId;
}

/** How many entries were ever added up to an id; -1 when it cannot be told. */
export function entriesUpTo(stream: StreamValue, id: bigint): number {
  if (stream.entriesAdded === 0) return 0;
  if (stream.length === 0 && id <= stream.lastId) return stream.entriesAdded;
  if (id === stream.lastId) return stream.entriesAdded;
  if (id > stream.lastId) return -1;
  if (stream.maxDeletedId === 0n || stream.maxDeletedId < stream.firstId) {
    if (id < stream.firstId) return stream.entriesAdded - stream.length;
    if (id === stream.firstId) return stream.entriesAdded - stream.length + 1;
  }
  return -1;
}

/** Moves a group on to an entry it is given, counting. */
export function advanceGroup(stream: StreamValue, group: Group, id: bigint): void {
  let read = group.entriesRead;
  if (read !== -1 && !hasGapsFrom(stream, id)) read++;
  else if (stream.entriesAdded > 0) read = entriesUpTo(stream, id);
  stream.moveGroup(group, id, read);
}

/** The consumer with a name, made when it is missing. */
export function consumerFor(
  db: Database,
  key: string,
  stream: StreamValue,
  group: Group,
  name: string,
): Consumer {
  const found = group.consumers.get(name);
  if (found !== undefined) {
    stream.see(found, db.keyspace.now);
    return found;
  }
  db.touch(key);
  db.event("t", "xgroup-createconsumer", key);
  if (db.keyspace.logging) db.keyspace.emit(db.index, ["XGROUP", "CREATECONSUMER", key, group.name, name]);
  return stream.createConsumer(group, name, db.keyspace.now)!;
}

/** Logs who has an entry now. */
export function logClaim(
  db: Database,
  key: string,
  group: Group,
  consumer: string,
  id: bigint,
  time: number,
  count: number,
): void {
  if (!db.keyspace.logging) return;
  db.keyspace.emit(db.index, [
    "XCLAIM",
    key,
    group.name,
    consumer,
    "0",
    idText(id),
    "TIME",
    "" + time,
    "RETRYCOUNT",
    "" + count,
    "FORCE",
    "JUSTID",
    "LASTID",
    idText(group.lastId),
  ]);
}

function badSubcommand(args: readonly string[]): ErrorReply {
  return err(
    `unknown subcommand or wrong number of arguments for '${shown(args[1]!, 128)}'. ` +
      `Try ${args[0]!.toUpperCase()} HELP.`,
  );
}

const NEEDS_KEY = err(
  "The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM " +
    "option to create an empty stream automatically.",
);

/** Options of XGROUP CREATE and SETID. */
function groupOptions(
  args: readonly string[],
  creating: boolean,
): { makeStream: boolean; entriesRead: number } {
  let makeStream = false;
  let entriesRead = -1;
  for (let i = 5; i < args.length; i++) {
    if (creating && isWord(args[i]!, "mkstream")) makeStream = true;
    else if (isWord(args[i]!, "entriesread") && i + 1 < args.length) {
      entriesRead = Number(integerArg(args[++i]!));
      if (entriesRead < -1) throw err("value for ENTRIESREAD must be positive or -1");
    } else throw badSubcommand(args);
  }
  return { makeStream, entriesRead };
}

/** The stream and the group named by the arguments. @throws {ErrorReply} when one is missing */
function existing(db: Database, args: readonly string[]): { stream: StreamValue; group: Group } {
  const stream = db.stream(args[2]!);
  if (stream === undefined) throw NEEDS_KEY;
  const group = stream.groups.get(args[3]!);
  if (group === undefined) {
    throw coded("NOGROUP", `No such consumer group '${shown(args[3]!)}' for key name '${shown(args[2]!)}'`);
  }
  return { stream, group };
}

function create(db: Database, args: readonly string[]): Reply {
  const options = groupOptions(args, true);
  const key = args[2]!;
  const found = db.stream(key);
  if (found === undefined && !options.makeStream) throw NEEDS_KEY;
  if (args.length > 8) throw badSubcommand(args);
  const id = args[4] === "$" ? found?.lastId ?? 0n : idArg(args[4]!);
  const stream = found ?? new StreamValue(db.keyspace);
  if (found === undefined) db.add(key, stream);
  if (stream.createGroup(args[3]!, id, options.entriesRead) === undefined) {
    throw coded("BUSYGROUP", "Consumer Group name already exists");
  }
  db.changed(key, "t", "xgroup-create");
  return OK;
}

function setId(db: Database, args: readonly string[]): Reply {
  const options = groupOptions(args, false);
  const { stream, group } = existing(db, args);
  if (args.length !== 5 && args.length !== 7) throw badSubcommand(args);
  stream.moveGroup(group, args[4] === "$" ? stream.lastId : looseIdArg(args[4]!, 0n), options.entriesRead);
  db.changed(args[2]!, "t", "xgroup-setid");
  return OK;
}

function destroy(db: Database, args: readonly string[]): Reply {
  const stream = db.stream(args[2]!);
  if (stream === undefined) throw NEEDS_KEY;
  if (!stream.destroyGroup(args[3]!)) return 0;
  db.changed(args[2]!, "t", "xgroup-destroy");
  db.keyspace.ready(db.index, args[2]!);
  return 1;
}

function createConsumer(db: Database, args: readonly string[]): Reply {
  const { stream, group } = existing(db, args);
  if (stream.createConsumer(group, args[4]!, db.keyspace.now) === undefined) return 0;
  db.changed(args[2]!, "t", "xgroup-createconsumer");
  return 1;
}

function deleteConsumer(db: Database, args: readonly string[]): Reply {
  const { stream, group } = existing(db, args);
  if (!group.consumers.has(args[4]!)) return 0;
  const pending = stream.deleteConsumer(group, args[4]!);
  db.changed(args[2]!, "t", "xgroup-delconsumer");
  return pending;
}

function xack(db: Database, args: readonly string[]): Reply {
  const stream = db.stream(args[1]!);
  const group = stream?.groups.get(args[2]!);
  if (stream === undefined || group === undefined) return 0;
  let count = 0;
  for (const id of args.slice(3).map(idArg)) if (stream.acknowledge(group, id)) count++;
  if (count > 0) db.touch(args[1]!);
  return count;
}

function noGroup(key: string, group: string): ErrorReply {
  return coded("NOGROUP", `No such key '${shown(key)}' or consumer group '${shown(group)}'`);
}

function summary(group: Group): Reply {
  const { first, last } = group.pending;
  if (first === undefined || last === undefined) return [0, null, null, NULL_ARRAY];
  const consumers: Reply[] = [];
  for (const { name, pending } of byName(group.consumers.values())) {
    if (pending.size > 0) consumers.push([name, "" + pending.size]);
  }
  return [group.pending.size, idText(first.id), idText(last.id), consumers];
}

function xpending(db: Database, args: readonly string[]): Reply {
  const n = args.length;
  if (n !== 3 && (n < 6 || n > 9)) throw SYNTAX;
  let at = 3;
  let idle = 0;
  let [count, start, end] = [0, 0n, MAX_ID];
  if (n > 3) {
    if (isWord(args[3]!, "idle")) {
      idle = numberArg(args[4]!);
      if (n < 8) throw SYNTAX;
      at = 5;
    }
    count = Math.max(0, numberArg(args[at + 2]!));
    start = startArg(args[at]!);
    end = endArg(args[at + 1]!);
  }
  const group = db.stream(args[1]!)?.groups.get(args[2]!);
  if (group === undefined) throw noGroup(args[1]!, args[2]!);
  if (n === 3) return summary(group);
  const name = args[at + 3];
  const pending = name === undefined ? group.pending : group.consumers.get(name)?.pending;
  const out: Reply[] = [];
  if (pending === undefined || count === 0) return out;
  for (const one of pending.from(start)) {
    if (one.id > end || out.length >= count) break;
    const elapsed = Math.max(0, db.keyspace.now - one.time);
    if (idle > 0 && elapsed < idle) continue;
    out.push([idText(one.id), one.consumer.name, elapsed, one.count]);
  }
  return out;
}

/** Options of XCLAIM behind the ids. */
interface ClaimOptions {
  force: boolean;
  justId: boolean;
  time: number;
  retries: number;
  lastId: bigint;
}

function claimOptions(db: Database, args: readonly string[], start: number): ClaimOptions {
  const { now } = db.keyspace;
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
  const { now } = db.keyspace;
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
  const { now } = db.keyspace;
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

/** Commands on consumer groups. */
export const STREAM_GROUP_COMMANDS: Readonly<Record<string, Handler>> = {
  "xgroup|create": create,
  "xgroup|setid": setId,
  "xgroup|destroy": destroy,
  "xgroup|createconsumer": createConsumer,
  "xgroup|delconsumer": deleteConsumer,
  xack,
  xpending,
  xclaim,
  xautoclaim,
};
