/**
 * Commands on lists.
 *
 * @module
 */

import { NULL_ARRAY, OK, type Reply } from "../reply.ts";
import { isWord, numberArg, positiveArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { arityError, err, INDEX_RANGE, NO_KEY, SYNTAX } from "./errors.ts";
import { Sequence } from "./sequence.ts";

const HEAD = true;
const TAIL = false;

/** Adds elements at an end; the list is made when it is missing. */
function pushAll(db: Database, args: readonly string[], head: boolean): Reply {
  const key = args[1]!;
  const found = db.list(key);
  const list = found ?? new Sequence(db.keyspace.journal);
  if (found === undefined) db.add(key, list);
  for (let i = 2; i < args.length; i++) {
    if (head) list.pushFront(args[i]!);
    else list.pushBack(args[i]!);
  }
  if (found !== undefined) db.keyspace.ready(db.index, key);
  db.changed(key, "l", head ? "lpush" : "rpush");
  return list.size;
}

function pushExisting(db: Database, args: readonly string[], head: boolean): Reply {
  return db.list(args[1]!) === undefined ? 0 : pushAll(db, args, head);
}

/** Takes up to `count` elements from an end, and the key away when none are left. */
export function popMany(db: Database, key: string, list: Sequence, head: boolean, count: number): string[] {
  const out: string[] = [];
  for (let n = Math.min(count, list.size); n > 0; n--) out.push((head ? list.popFront() : list.popBack())!);
  db.changed(key, "l", head ? "lpop" : "rpop");
  if (list.size === 0) db.removeEmpty(key);
  return out;
}

function pop(db: Database, args: readonly string[], head: boolean): Reply {
  const key = args[1]!;
  if (args.length > 3) throw arityError(head ? "lpop" : "rpop");
  if (args.length === 2) {
    const list = db.list(key);
    return list === undefined ? null : popMany(db, key, list, head, 1)[0]!;
  }
  const count = positiveArg(args[2]!);
  const list = db.list(key);
  if (list === undefined) return NULL_ARRAY;
  return count === 0 ? [] : popMany(db, key, list, head, count);
}

/** Indexes of a range with negative ones counting from the end, cut to the list; from > to: nothing. */
export function clampRange(start: number, end: number, size: number): [from: number, to: number] {
  if (start < 0) start = Math.max(0, start + size);
  if (end < 0) end += size;
  return [start, Math.min(end, size - 1)];
}

function lrange(db: Database, args: readonly string[]): Reply {
  const start = numberArg(args[2]!);
  const end = numberArg(args[3]!);
  const list = db.list(args[1]!);
  if (list === undefined) return [];
  const [from, to] = clampRange(start, end, list.size);
  return from > to ? [] : list.slice(from, to);
}

function ltrim(db: Database, args: readonly string[]): Reply {
  const start = numberArg(args[2]!);
  const end = numberArg(args[3]!);
  const key = args[1]!;
  const list = db.list(key);
  if (list === undefined) return OK;
  const size = list.size;
  const [from, to] = clampRange(start, end, size);
  if (from > to) {
    // nothing stays: the list goes as it is
    db.changed(key, "l", "ltrim");
    db.removeEmpty(key);
    return OK;
  }
  list.trim(from, to);
  if (list.size !== size) db.touch(key);
  db.event("l", "ltrim", key);
  return OK;
}

function lindex(db: Database, args: readonly string[]): Reply {
  const list = db.list(args[1]!);
  if (list === undefined) return null;
  let index = numberArg(args[2]!);
  if (index < 0) index += list.size;
  return index < 0 || index >= list.size ? null : list.at(index);
}

function lset(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const list = db.list(key);
  if (list === undefined) throw NO_KEY;
  let index = numberArg(args[2]!);
  if (index < 0) index += list.size;
  if (index < 0 || index >= list.size) throw INDEX_RANGE;
  list.setAt(index, args[3]!);
  db.changed(key, "l", "lset");
  return OK;
}

function linsert(db: Database, args: readonly string[]): Reply {
  const after = isWord(args[2]!, "after");
  if (!after && !isWord(args[2]!, "before")) throw SYNTAX;
  const key = args[1]!;
  const list = db.list(key);
  if (list === undefined) return 0;
  let at = 0;
  for (const element of list) {
    if (element === args[3]!) {
      list.insert(after ? at + 1 : at, args[4]!);
      db.changed(key, "l", "linsert");
      return list.size;
    }
    at++;
    db.keyspace.journal.work++;
  }
  return -1;
}

function lrem(db: Database, args: readonly string[]): Reply {
  const count = numberArg(args[2]!);
  const key = args[1]!;
  const list = db.list(key);
  if (list === undefined) return 0;
  const removed = list.removeEqual(args[3]!, Math.abs(count), count < 0);
  if (removed > 0) {
    db.changed(key, "l", "lrem");
    if (list.size === 0) db.removeEmpty(key);
  }
  return removed;
}

const RANK_ZERO = err(
  "RANK can't be zero: use 1 to start from the first match, 2 from the second ... " +
    "or use negative to start from the end of the list",
);

function lpos(db: Database, args: readonly string[]): Reply {
  let rank = 1;
  let count = -1;
  let longest = 0;
  for (let i = 3; i < args.length; i++) {
    const word = args[i]!;
    const value = args[i + 1];
    if (value === undefined) throw SYNTAX;
    if (isWord(word, "rank")) {
      rank = numberArg(value);
      if (rank === 0) throw RANK_ZERO;
    } else if (isWord(word, "count")) count = positiveArg(value, err("COUNT can't be negative"));
    else if (isWord(word, "maxlen")) longest = positiveArg(value, err("MAXLEN can't be negative"));
    else throw SYNTAX;
    i++;
  }
  const list = db.list(args[1]!);
  if (list === undefined) return count >= 0 ? [] : null;
  const backward = rank < 0;
  // the server's negation of the least integer is negative still, which any match exceeds
  if (rank === -(2 ** 63)) rank = 1;
  const size = list.size;
  const looked = longest === 0 ? size : Math.min(size, longest);
  const elements = backward ? list.slice(size - looked, size - 1) : list.slice(0, looked - 1);
  const found: number[] = [];
  db.keyspace.journal.work += looked >>> 1;
  let matches = 0;
  const wanted = count < 0 ? 1 : count === 0 ? Infinity : count;
  for (let i = 0; i < looked && found.length < wanted; i++) {
    const at = backward ? looked - 1 - i : i;
    if (elements[at] === args[2]! && ++matches >= Math.abs(rank)) found.push(backward ? size - 1 - i : i);
  }
  return count >= 0 ? found : found[0] ?? null;
}

/** Which end LEFT and RIGHT name. @throws {ErrorReply} for another word */
export function isHead(word: string): boolean {
  if (isWord(word, "left")) return HEAD;
  if (isWord(word, "right")) return TAIL;
  throw SYNTAX;
}

/** Moves one element from an end of one list to an end of another, or of the same; null when there is none. */
export function move(db: Database, source: string, target: string, from: boolean, to: boolean): Reply {
  const list = db.list(source);
  if (list === undefined) return null;
  const existing = db.list(target);
  const value = (from ? list.popFront() : list.popBack())!;
  const destination = existing ?? new Sequence(db.keyspace.journal);
  if (existing === undefined) db.add(target, destination);
  if (to) destination.pushFront(value);
  else destination.pushBack(value);
  if (existing !== undefined) db.keyspace.ready(db.index, target);
  db.changed(target, "l", to ? "lpush" : "rpush");
  db.changed(source, "l", from ? "lpop" : "rpop");
  if (list.size === 0) db.removeEmpty(source);
  return value;
}

/** Commands on lists. */
export const LIST_COMMANDS: Readonly<Record<string, Handler>> = {
  lpush: (db, args) => pushAll(db, args, HEAD),
  rpush: (db, args) => pushAll(db, args, TAIL),
  lpushx: (db, args) => pushExisting(db, args, HEAD),
  rpushx: (db, args) => pushExisting(db, args, TAIL),
  lpop: (db, args) => pop(db, args, HEAD),
  rpop: (db, args) => pop(db, args, TAIL),
  llen: (db, args) => db.list(args[1]!)?.size ?? 0,
  lrange,
  ltrim,
  lindex,
  lset,
  linsert,
  lrem,
  lpos,
  lmove: (db, args) => move(db, args[1]!, args[2]!, isHead(args[3]!), isHead(args[4]!)),
  rpoplpush: (db, args) => move(db, args[1]!, args[2]!, TAIL, HEAD),
};
