/**
 * Commands on times to live.
 *
 * @module
 */

import type { Reply } from "../reply.ts";
import { isWord } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, shown } from "./errors.ts";
import { expireArg } from "./expire_time.ts";

interface Conditions {
  nx: boolean;
  xx: boolean;
  gt: boolean;
  lt: boolean;
}

function conditionsOf(args: readonly string[]): Conditions {
  const out: Conditions = { nx: false, xx: false, gt: false, lt: false };
  for (let i = 3; i < args.length; i++) {
    const word = args[i]!;
    if (isWord(word, "nx")) out.nx = true;
    else if (isWord(word, "xx")) out.xx = true;
    else if (isWord(word, "gt")) out.gt = true;
    else if (isWord(word, "lt")) out.lt = true;
    else throw err("Unsupported option " + shown(word));
  }
  if (out.nx && (out.xx || out.gt || out.lt)) {
    throw err("NX and XX, GT or LT options at the same time are not compatible");
  }
  if (out.gt && out.lt) throw err("GT and LT options at the same time are not compatible");
  return out;
}

const ALWAYS: Conditions = { nx: false, xx: false, gt: false, lt: false };

function expire(name: string, seconds: boolean, absolute: boolean): Handler {
  return (db, args) => {
    const conditions = args.length > 3 ? conditionsOf(args) : ALWAYS;
    const key = args[1]!;
    const at = expireArg(args[2]!, seconds, absolute ? 0 : db.keyspace.time, false, name);
    const entry = db.get(key);
    if (entry === undefined) return 0;
    const old = entry.expire;
    if (conditions.nx && old >= 0 || conditions.xx && old < 0) return 0;
    if (conditions.gt && (old < 0 || at <= old) || conditions.lt && old >= 0 && at >= old) return 0;
    if (at <= db.keyspace.time) {
      db.removeEntry(entry);
      db.changed(key, "g", "del");
      if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["DEL", key]);
    } else {
      db.expireAt(entry, at);
      db.changed(key, "g", "expire");
      if (db.keyspace.logging) db.keyspace.rewrite(db.index, ["PEXPIREAT", key, "" + at]);
    }
    return 1;
  };
}

function ttl(seconds: boolean, absolute: boolean): Handler {
  return (db, args) => {
    const entry = db.peek(args[1]!);
    if (entry === undefined) return -2;
    if (entry.expire < 0) return -1;
    const time = absolute ? entry.expire : Math.max(0, entry.expire - db.keyspace.time);
    return seconds ? Math.floor((time + 500) / 1000) : time;
  };
}

function persist(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const entry = db.get(key);
  if (entry === undefined || entry.expire < 0) return 0;
  db.persist(entry);
  db.changed(key, "g", "persist");
  return 1;
}

/** Commands on times to live. */
export const EXPIRY_COMMANDS: Readonly<Record<string, Handler>> = {
  expire: expire("expire", true, false),
  pexpire: expire("pexpire", false, false),
  expireat: expire("expireat", true, true),
  pexpireat: expire("pexpireat", false, true),
  ttl: ttl(true, false),
  pttl: ttl(false, false),
  expiretime: ttl(true, true),
  pexpiretime: ttl(false, true),
  persist,
};
