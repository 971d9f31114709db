/**
 * Redis scripting without a server: scripts of Redis 7.0 on an embedded keyspace, or on whatever a host supplies, with
 * limits that Redis does not have. Imports nothing but itself and needs no permission.
 *
 * @example
 * ```ts
 * import { EmbeddedRedis } from "../redis/mod.ts";
 *
 * const redis = new EmbeddedRedis({ clock: Date.now, random: Math.random });
 * const script = `
 *   local used = redis.call("INCR", KEYS[1])
 *   if used == 1 then redis.call("PEXPIRE", KEYS[1], ARGV[1]) end
 *   return used <= tonumber(ARGV[2])`;
 * redis.eval(script, ["user:7"], [1000, 5]); // 1
 * ```
 *
 * @module
 */

export {
  createKeyspace,
  type EmbeddedOptions,
  EmbeddedRedis,
  type RedisInput,
  type RedisOutput,
  ReplyError,
  replyToJs,
  type SyncBackend,
} from "./embedded.ts";
export {
  type AsyncCaller,
  type EngineOptions,
  type ScriptCaller,
  ScriptEngine,
  type ScriptUsage,
} from "./engine.ts";
export type { FunctionDetails, LibraryDetails, RestorePolicy } from "./functions.ts";
export type { LogSink } from "./runtime.ts";
export type { ScriptFlags } from "./shebang.ts";
export { type Backend, type CallContext, newContext } from "./backend.ts";
export type { KeyspaceOptions } from "./keyspace/keyspace.ts";
export {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  MapReply,
  NULL_ARRAY,
  NullArray,
  OK,
  type Reply,
  SetReply,
  Status,
  VerbatimReply,
} from "./reply.ts";
export { sha1 } from "./sha1.ts";
