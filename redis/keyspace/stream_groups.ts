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
import { endArg, idArg, looseIdArg, startArg } from "./stream_ids.ts";
import { idText, MAX_ID } from "./stream_node.ts";
import { byName, type Consumer, type Group, StreamValue } from "./stream_value.ts";

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
    stream.see(found, db.keyspace.time);
    return found;
  }
  db.touch(key);
  db.event("t", "xgroup-createconsumer", key);
  if (db.keyspace.logging) db.keyspace.emit(db.index, ["XGROUP", "CREATECONSUMER", key, group.name, name]);
  return stream.createConsumer(group, name, db.keyspace.time)!;
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
  if (stream.createConsumer(group, args[4]!, db.keyspace.time) === undefined) return 0;
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

/** There is no such stream or no such group. */
export function noGroup(key: string, group: string): ErrorReply {
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
    const elapsed = Math.max(0, db.keyspace.time - one.time);
    if (idle > 0 && elapsed < idle) continue;
    out.push([idText(one.id), one.consumer.name, elapsed, one.count]);
  }
  return out;
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
};
