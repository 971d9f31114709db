/**
 * What kind of reply each command gives.
 *
 * RESP2 clients such as ioredis do not tell a status from a string, and RESP2 itself knows neither maps nor doubles.
 * Scripts see the difference (`redis.call("set", ...)` is a table with the field `ok`), so it is put back here, by the
 * command and its arguments.
 *
 * @module
 */

import { DoubleReply, ErrorReply, MapReply, NULL_ARRAY, OK, type Reply, SetReply, Status } from "../reply.ts";

/** Commands that always answer with a status. */
const STATUS = new Set([
  ..."bgrewriteaof bgsave flushall flushdb hmset ltrim lset mset pfmerge psetex rename restore select setex"
    .split(" "),
  ..."config|resetstat config|set memory|purge save swapdb type xgroup|create xgroup|setid xsetid".split(" "),
]);
/** Commands that answer with a map. */
const MAP = new Set(["config|get", "hgetall"]);
/** Commands that answer with a set. */
const SET = new Set(["sdiff", "sinter", "smembers", "sunion"]);
/** Commands that answer with a score or null. */
const DOUBLE = new Set(["zincrby", "zscore"]);
/** Commands that answer with members and scores in turn, if asked for scores; RESP3 has pairs. */
const SCORED = new Set([
  ..."zdiff zinter zrange zrangebyscore zrandmember zrevrange zrevrangebyscore zunion".split(" "),
]);

/** Whether `word` is among the arguments. */
function has(args: readonly string[], word: string): boolean {
  return args.some((arg) => arg.toLowerCase() === word);
}

function toDouble(reply: Reply): Reply {
  if (typeof reply !== "string") return reply;
  if (reply === "inf") return new DoubleReply(Infinity);
  if (reply === "-inf") return new DoubleReply(-Infinity);
  return new DoubleReply(Number(reply));
}

/** Members and scores in turn as RESP3 has them. */
function toPairs(flat: readonly Reply[]): Reply {
  const pairs: Reply[] = [];
  for (let at = 0; at < flat.length; at += 2) pairs.push([flat[at] ?? null, toDouble(flat[at + 1] ?? null)]);
  return pairs;
}

/** Whether a command answers with a status, given these arguments. */
function isStatus(name: string, args: readonly string[], reply: string): boolean {
  if (name === "ping") return args.length === 1;
  if (name === "set") return reply === "OK" && !args.slice(3).some((arg) => arg.toLowerCase() === "get");
  return STATUS.has(name);
}

/**
 * Puts back what RESP2 and the client left out.
 *
 * @param name The command's full name in lower case, such as `config|get`.
 * @param protocol The one whose structure the script wants.
 */
export function shapeReply(name: string, args: readonly string[], reply: Reply, protocol: 2 | 3): Reply {
  if (typeof reply === "string") {
    if (isStatus(name, args, reply)) return reply === "OK" ? OK : new Status(reply);
    if (DOUBLE.has(name) || (name === "zadd" && has(args.slice(2, 7), "incr"))) return toDouble(reply);
    return reply;
  }
  if (!Array.isArray(reply)) return reply;
  const items = reply as readonly Reply[];
  if (MAP.has(name)) return new MapReply(items);
  if (SET.has(name) || (name === "spop" && args.length > 2)) return new SetReply(items);
  if (name === "zmscore") return items.map(toDouble);
  if (protocol !== 3) return items;
  if (SCORED.has(name) && has(args.slice(3), "withscores")) return toPairs(items);
  if (name === "zpopmin" || name === "zpopmax") {
    return args.length > 2 ? toPairs(items) : items.map((item, index) => index === 1 ? toDouble(item) : item);
  }
  return items;
}

/** A value as ioredis gives it, when it gives bytes. */
export function fromClient(value: unknown, decode: (bytes: Uint8Array) => string): Reply {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return decode(value);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return value;
  if (typeof value === "string") return integerOr(value);
  if (value instanceof Error) return new ErrorReply(value.message);
  if (Array.isArray(value)) return value.map((item) => fromClient(item, decode));
  return NULL_ARRAY;
}

/** With the client's option `stringNumbers`, strings are integers: everything else is bytes. */
function integerOr(text: string): Reply {
  if (!/^-?\d{1,19}$/.test(text)) return text;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
