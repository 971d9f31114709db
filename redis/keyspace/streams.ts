/**
 * Commands on the entries of streams.
 *
 * @module
 */

import { NULL_ARRAY, OK, type Reply } from "../reply.ts";
import { integerArg, isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { arityError, err, NO_KEY, SYNTAX } from "./errors.ts";
import { UINT64_MAX } from "./numbers.ts";
import { endArg, idArg, newIdArg, type PartialId, startArg } from "./stream_ids.ts";
import { idText, makeId, MAX_ID, type StreamEntry } from "./stream_node.ts";
import { StreamValue } from "./stream_value.ts";

const BOTH_STRATEGIES = err(
  "syntax error, MAXLEN and MINID options at the same time are not compatible",
);

/** Options of XADD and XTRIM. */
interface Trim {
  length: number | undefined;
  minId: bigint | undefined;
  approximate: boolean;
  limit: number;
  /** position of the length or id; 0 when nothing is to be trimmed */
  at: number;
  makeStream: boolean;
  /** position of the id of a new entry */
  idAt: number;
  /** undefined: `*` */
  id: PartialId | undefined;
}

/** Parses the options of XADD, up to the id, or XTRIM. */
function parseOptions(db: Database, args: readonly string[], adding: boolean): Trim {
  const trim: Trim = {
    length: undefined,
    minId: undefined,
    approximate: false,
    limit: 0,
    at: 0,
    makeStream: true,
    idAt: args.length,
    id: undefined,
  };
  let limitGiven = false;
  let i = 2;
  for (; i < args.length; i++) {
    const word = args[i]!;
    const left = args.length - 1 - i;
    if (adding && word === "*") break;
    const byLength = isWord(word, "maxlen");
    if ((byLength || isWord(word, "minid")) && left > 0) {
      if (trim.at > 0) throw BOTH_STRATEGIES;
      const mark = args[i + 1]!;
      if (left >= 2 && (mark === "~" || mark === "=")) {
        trim.approximate = mark === "~";
        i++;
      }
      trim.at = ++i;
      if (byLength) {
        trim.length = numberArg(args[i]!);
        if (trim.length < 0) throw err("The MAXLEN argument must be >= 0.");
      } else trim.minId = idArg(args[i]!);
    } else if (isWord(word, "limit") && left > 0) {
      trim.limit = numberArg(args[++i]!);
      if (trim.limit < 0) throw err("The LIMIT argument must be >= 0.");
      limitGiven = true;
    } else if (adding && isWord(word, "nomkstream")) trim.makeStream = false;
    else if (adding) {
      trim.id = newIdArg(word);
      break;
    } else throw SYNTAX;
  }
  trim.idAt = i;
  if (trim.limit > 0 && trim.at === 0) {
    throw err("syntax error, LIMIT cannot be used without specifying a trimming strategy");
  }
  if (!adding && trim.at === 0) {
    throw err("syntax error, XTRIM must be called with a trimming strategy");
  }
  if (limitGiven) {
    if (!trim.approximate) throw err("syntax error, LIMIT cannot be used without the special ~ option");
  } else if (trim.approximate) {
    const { streamNodeEntries } = db.keyspace.limits;
    trim.limit = streamNodeEntries <= 0 ? 10000 : Math.min(100 * streamNodeEntries, 1000000);
  }
  return trim;
}

/** The arguments with what trimming came to, so that a log can repeat it. */
function exactArgs(args: readonly string[], trim: Trim, stream: StreamValue): string[] {
  const out = args.slice();
  if (trim.at > 0 && trim.approximate) {
    out[trim.at - 1] = "=";
    out[trim.at] = trim.length !== undefined
      ? "" + stream.length
      : idText(stream.length > 0 ? stream.firstId : MAX_ID);
    const limit = out.findIndex((word, i) => i > trim.at && i < trim.idAt && isWord(word, "limit"));
    if (limit > 0) out.splice(limit, 2);
  }
  return out;
}

const ZERO_ID = err("The ID specified in XADD must be greater than 0-0");
const EXHAUSTED = err("The stream has exhausted the last possible ID, unable to add more items");
const TOO_SMALL = err("The ID specified in XADD is equal or smaller than the target stream top item");

/** The id of a new entry. @throws {ErrorReply} when it would not be above the last one */
function nextId(db: Database, stream: StreamValue, given: PartialId | undefined): bigint {
  const { lastId } = stream;
  if (given === undefined) {
    const now = makeId(BigInt(db.keyspace.time), 0n);
    return now > lastId ? now : lastId + 1n;
  }
  if (given.seq === undefined) {
    if (lastId >> 64n !== given.ms) {
      if (given.ms < lastId >> 64n) throw TOO_SMALL;
      // the first id of all is 0-1
      return given.ms === 0n ? 1n : makeId(given.ms, 0n);
    }
    if ((lastId & UINT64_MAX) === UINT64_MAX) throw TOO_SMALL;
    return lastId + 1n;
  }
  const id = makeId(given.ms, given.seq);
  if (id <= lastId) throw TOO_SMALL;
  return id;
}

function xadd(db: Database, args: readonly string[]): Reply {
  const trim = parseOptions(db, args, true);
  const fields = args.slice(trim.idAt + 1);
  if (fields.length < 2 || fields.length % 2 === 1) throw arityError("xadd");
  const given = trim.id;
  if (given !== undefined && given.ms === 0n && given.seq === 0n) throw ZERO_ID;
  const key = args[1]!;
  const found = db.stream(key);
  if (found === undefined && !trim.makeStream) return null;
  const stream = found ?? new StreamValue(db.keyspace);
  if (stream.lastId === MAX_ID) throw EXHAUSTED;
  const entry = stream.append(nextId(db, stream, given), fields);
  if (found === undefined) db.add(key, stream);
  db.changed(key, "t", "xadd");
  if (trim.at > 0 && stream.trim(trim.length, trim.minId, trim.approximate, trim.limit) > 0) {
    db.event("t", "xtrim", key);
  }
  if (db.keyspace.logging && (trim.approximate || given === undefined || given.seq === undefined)) {
    const exact = exactArgs(args, trim, stream);
    exact[exact.length - fields.length - 1] = entry.text;
    db.keyspace.rewrite(db.index, exact);
  }
  if (found !== undefined) db.keyspace.ready(db.index, key);
  return entry.text;
}

function xtrim(db: Database, args: readonly string[]): Reply {
  const trim = parseOptions(db, args, false);
  const key = args[1]!;
  const stream = db.stream(key);
  if (stream === undefined) return 0;
  const removed = stream.trim(trim.length, trim.minId, trim.approximate, trim.limit);
  if (removed > 0) {
    db.changed(key, "t", "xtrim");
    if (db.keyspace.logging && trim.approximate) db.keyspace.rewrite(db.index, exactArgs(args, trim, stream));
  }
  return removed;
}

/** An entry as a reply: its id and its fields and values. */
export function entryReply(entry: StreamEntry): Reply {
  return [entry.text, entry.fields];
}

function xrange(reverse: boolean): Handler {
  return (db, args) => {
    const start = startArg(args[reverse ? 3 : 2]!);
    const end = endArg(args[reverse ? 2 : 3]!);
    let count = -1;
    for (let i = 4; i < args.length; i++) {
      if (!isWord(args[i]!, "count") || i + 1 >= args.length) throw SYNTAX;
      count = Math.max(0, numberArg(args[++i]!));
    }
    const stream = db.stream(args[1]!);
    if (stream === undefined) return [];
    if (count === 0) return NULL_ARRAY;
    return stream.range(start, end, count < 0 ? Infinity : count, reverse).map(entryReply);
  };
}

function xdel(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const stream = db.stream(key);
  if (stream === undefined) return 0;
  const ids = args.slice(2).map(idArg);
  let deleted = 0;
  let first = false;
  for (const id of ids) {
    if (!stream.delete(id)) continue;
    if (id === stream.firstId) first = true;
    stream.raiseDeleted(id);
    deleted++;
  }
  if (deleted > 0) {
    if (first || stream.length === 0) stream.refreshFirst();
    db.changed(key, "t", "xdel");
  }
  return deleted;
}

function xsetid(db: Database, args: readonly string[]): Reply {
  const id = idArg(args[2]!);
  let added: number | undefined;
  let maxDeleted = 0n;
  for (let i = 3; i < args.length; i += 2) {
    const word = args[i]!;
    const value = args[i + 1];
    if (value !== undefined && isWord(word, "entriesadded")) {
      added = Number(integerArg(value));
      if (added < 0) throw err("entries_added must be positive");
    } else if (value !== undefined && isWord(word, "maxdeletedid")) {
      maxDeleted = idArg(value);
      if (id < maxDeleted) {
        throw err("The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
      }
    } else throw SYNTAX;
  }
  const key = args[1]!;
  const stream = db.stream(key);
  if (stream === undefined) throw NO_KEY;
  if (stream.length > 0) {
    const last = stream.range(0n, MAX_ID, 1, true)[0]!.id;
    if (id < last) throw err("The ID specified in XSETID is smaller than the target stream top item");
    if (added !== undefined && stream.length > added) {
      throw err("The entries_added specified in XSETID is smaller than the target stream length");
    }
  }
  stream.setCounters(id, added, maxDeleted === 0n ? undefined : maxDeleted);
  db.changed(key, "t", "xsetid");
  return OK;
}

/** Commands on the entries of streams. */
export const STREAM_COMMANDS: Readonly<Record<string, Handler>> = {
  xadd,
  xtrim,
  xdel,
  xsetid,
  xlen: (db, args) => db.stream(args[1]!)?.length ?? 0,
  xrange: xrange(false),
  xrevrange: xrange(true),
};
