/**
 * DUMP and RESTORE.
 *
 * @module
 */

import { ErrorReply, OK, type Reply } from "../reply.ts";
import { isWord, numberArg } from "./arguments.ts";
import { BadData, ByteReader } from "./byte_reader.ts";
import type { Handler } from "./command.ts";
import { crc64 } from "./crc64.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX } from "./errors.ts";
import { LAST_TIME } from "./expire_time.ts";
import { littleEndian } from "./listpack.ts";
import { entryBytes } from "./memory.ts";
import { decodeValue } from "./rdb_read.ts";
import { encodeValue, RDB_VERSION } from "./rdb_write.ts";
import type { Storage, Stored } from "./values.ts";

/** A value as a payload of its own: with version and checksum. */
export function dumpValue(value: Stored): string {
  const body = encodeValue(value) + littleEndian(RDB_VERSION, 2);
  return body + crc64(body);
}

const BAD_CHECKSUM = err("DUMP payload version or checksum are wrong");
const BAD_FORMAT = err("Bad data format");

/** The value of a payload. @throws {ErrorReply} for what is none */
export function restoreValue(storage: Storage, payload: string): Stored {
  const end = payload.length - 10;
  if (end < 0) throw BAD_CHECKSUM;
  const version = payload.charCodeAt(end) | payload.charCodeAt(end + 1) << 8;
  const sum = payload.slice(end + 2);
  if (version > RDB_VERSION || sum !== crc64(payload.slice(0, end + 2))) {
    throw BAD_CHECKSUM;
  }
  try {
    const reader = new ByteReader(payload, 0, end);
    return decodeValue(storage, reader.byte(), reader);
  } catch (error) {
    if (error instanceof BadData) throw BAD_FORMAT;
    throw error;
  }
}

function dump(db: Database, args: readonly string[]): Reply {
  const entry = db.get(args[1]!);
  if (entry === undefined) return null;
  // what it takes follows from what is packed, not from what comes out
  db.keyspace.journal.work += entryBytes(entry) >>> 2;
  return dumpValue(entry.value);
}

interface Options {
  replace: boolean;
  absolute: boolean;
  idle: number;
}

function parseOptions(args: readonly string[]): Options {
  const options: Options = { replace: false, absolute: false, idle: -1 };
  let frequency = -1;
  for (let i = 4; i < args.length; i++) {
    const word = args[i]!;
    const more = i + 1 < args.length;
    if (isWord(word, "replace")) options.replace = true;
    else if (isWord(word, "absttl")) options.absolute = true;
    else if (isWord(word, "idletime") && more && frequency === -1) {
      options.idle = numberArg(args[++i]!);
      if (options.idle < 0) throw err("Invalid IDLETIME value, must be >= 0");
    } else if (isWord(word, "freq") && more && options.idle === -1) {
      frequency = numberArg(args[++i]!);
      if (frequency < 0 || frequency > 255) throw err("Invalid FREQ value, must be >= 0 and <= 255");
    } else throw SYNTAX;
  }
  return options;
}

function restore(db: Database, args: readonly string[]): Reply {
  const options = parseOptions(args);
  const key = args[1]!;
  const existing = db.get(key);
  if (existing !== undefined && !options.replace) {
    throw new ErrorReply("BUSYKEY Target key name already exists.");
  }
  const ttl = numberArg(args[2]!);
  if (ttl < 0) throw err("Invalid TTL value, must be >= 0");
  const value = db.keyspace.journal.aside(() => restoreValue(db.keyspace, args[3]!));
  if (existing !== undefined) db.removeEntry(existing);
  const now = db.keyspace.time;
  // a sum beyond 64 bits turns negative on a server: long past
  const wraps = !options.absolute && ttl > 2 ** 63 - 1024 - now;
  const expire = ttl === 0 ? -1 : wraps ? 0 : Math.min(LAST_TIME, options.absolute ? ttl : now + ttl);
  if (expire >= 0 && expire <= now) {
    if (existing !== undefined) {
      db.changed(key, "g", "del");
      if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["DEL", key]);
    }
    return OK;
  }
  const entry = db.add(key, value);
  if (expire >= 0) db.expireAt(entry, expire);
  if (options.idle >= 0) entry.accessed = now - options.idle * 1000;
  db.changed(key, "g", "restore");
  if (db.keyspace.logging && expire >= 0 && !options.absolute) {
    db.keyspace.rewrite(db.index, ["RESTORE", key, "" + expire, args[3]!, ...args.slice(4), "ABSTTL"]);
  }
  return OK;
}

/** Commands on serialized values. */
export const DUMP_COMMANDS: Readonly<Record<string, Handler>> = {
  dump,
  restore,
  "restore-asking": restore,
};
