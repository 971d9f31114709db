/**
 * Commands that take from the first of several lists, waiting or not.
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import { NULL_ARRAY, type Reply } from "../reply.ts";
import { isWord, keyCountArg, timeoutArg } from "./arguments.ts";
import { blockOn } from "./blocking.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX } from "./errors.ts";
import { isHead, move, popMany } from "./lists.ts";

const BAD_KEY_COUNT = err("numkeys should be greater than 0");
const BAD_COUNT = err("count should be greater than 0");

/** Takes from the first list there is; undefined when there is none. */
function popFirst(
  db: Database,
  keys: readonly string[],
  head: boolean,
  count: number,
  many: boolean,
): Reply | undefined {
  for (const key of keys) {
    const list = db.list(key);
    if (list === undefined) continue;
    const taken = popMany(db, key, list, head, count);
    const name = head ? "LPOP" : "RPOP";
    if (db.keyspace.logging) {
      db.keyspace.rewrite(db.index, many ? [name, key, "" + taken.length] : [name, key]);
    }
    return many ? [key, taken] : [key, taken[0]!];
  }
  return undefined;
}

function blockingPop(head: boolean): Handler {
  return (db, args, context) => {
    const timeout = timeoutArg(args[args.length - 1]!);
    const keys = args.slice(1, -1);
    return popFirst(db, keys, head, 1, false) ?? blockOn(db, context, keys, timeout, args);
  };
}

/** LMPOP and, with a timeout in front, BLMPOP. */
function multiPop(db: Database, args: readonly string[], context: CallContext, blocking: boolean): Reply {
  const at = blocking ? 2 : 1;
  const numKeys = keyCountArg(args[at]!, BAD_KEY_COUNT);
  const where = args[at + numKeys + 1];
  if (where === undefined) throw SYNTAX;
  const head = isHead(where);
  let count = -1;
  for (let i = at + numKeys + 2; i < args.length; i++) {
    if (count !== -1 || !isWord(args[i]!, "count") || i + 1 >= args.length) throw SYNTAX;
    count = keyCountArg(args[++i]!, BAD_COUNT);
  }
  const timeout = blocking ? timeoutArg(args[1]!) : 0;
  const keys = args.slice(at + 1, at + 1 + numKeys);
  const popped = popFirst(db, keys, head, count === -1 ? 1 : count, true);
  return popped ?? (blocking ? blockOn(db, context, keys, timeout, args) : NULL_ARRAY);
}

function blockingMove(
  db: Database,
  args: readonly string[],
  context: CallContext,
  from: boolean,
  to: boolean,
  timeout: number,
  name: string,
): Reply {
  const source = args[1]!;
  if (db.list(source) === undefined) return blockOn(db, context, [source], timeout, args, null);
  const value = move(db, source, args[2]!, from, to);
  if (db.keyspace.logging) db.keyspace.rewrite(db.index, [name, ...args.slice(1, -1)]);
  return value;
}

/** Commands that take from the first of several lists. */
export const LIST_BLOCKING_COMMANDS: Readonly<Record<string, Handler>> = {
  blpop: blockingPop(true),
  brpop: blockingPop(false),
  lmpop: (db, args, context) => multiPop(db, args, context, false),
  blmpop: (db, args, context) => multiPop(db, args, context, true),
  blmove: (db, args, context) => {
    const from = isHead(args[3]!);
    const to = isHead(args[4]!);
    return blockingMove(db, args, context, from, to, timeoutArg(args[5]!), "LMOVE");
  },
  brpoplpush: (db, args, context) =>
    blockingMove(db, args, context, false, true, timeoutArg(args[3]!), "RPOPLPUSH"),
};
