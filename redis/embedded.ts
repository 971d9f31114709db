/**
 * A keyspace and a script engine in one object, with JS values in and out: for unit tests of scripts, and for
 * programs that keep Redis scripts as their rules.
 *
 * @module
 */

import { decodeUtf8, encodeUtf8, fromArray, toArray } from "../host/bytes.ts";
import { type EngineOptions, ScriptEngine } from "./engine.ts";
import { Keyspace, type KeyspaceOptions } from "./keyspace/keyspace.ts";
import { type Backend, type CallContext, newContext } from "./backend.ts";
import {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  MapReply,
  NullArray,
  type Reply,
  SetReply,
  Status,
  VerbatimReply,
} from "./reply.ts";

/** What keys and arguments may be: text is sent as UTF-8, numbers as their digits. */
export type RedisInput = string | number | bigint | Uint8Array;

/**
 * What replies become: bulk strings are text if they are valid UTF-8 and a `Uint8Array` otherwise, nulls are `null`,
 * integers numbers (`bigint` past 2^53), maps `Map`, sets `Set`, states such as `OK` text.
 */
export type RedisOutput =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | ReplyError
  | RedisOutput[]
  | Map<RedisOutput, RedisOutput>
  | Set<RedisOutput>;

/** An error reply: thrown if it is the whole reply, a value where it is part of one. */
export class ReplyError extends Error {
  /** `ReplyError` */
  override readonly name = "ReplyError";

  /** The first word of the message, such as `ERR` or `WRONGTYPE`. */
  get code(): string {
    return this.message.split(" ", 1)[0] ?? "";
  }
}

/** How deep replies are converted. */
const MAX_DEPTH = 200;

function bytesOf(value: RedisInput): string {
  return typeof value === "string"
    ? encodeUtf8(value)
    : value instanceof Uint8Array
    ? fromArray(value)
    : String(value);
}

function textOf(bytes: string): string | Uint8Array {
  return decodeUtf8(bytes) ?? toArray(bytes);
}

function convert(reply: Reply, depth: number): RedisOutput {
  if (typeof reply === "string") return textOf(reply);
  if (typeof reply !== "object" || reply === null) return reply;
  if (reply instanceof NullArray) return null;
  if (depth > MAX_DEPTH) throw new ReplyError("ERR reply nested too deeply");
  if (Array.isArray(reply)) return reply.map((item) => convert(item, depth + 1));
  if (reply instanceof Status) return textOf(reply.text);
  if (reply instanceof ErrorReply) return new ReplyError(String(textOf(reply.text)));
  if (reply instanceof DoubleReply) return reply.value;
  if (reply instanceof BigNumberReply) return textOf(reply.text);
  if (reply instanceof VerbatimReply) return textOf(reply.text);
  if (reply instanceof SetReply) return new Set(reply.items.map((item) => convert(item, depth + 1)));
  const { flat } = reply as MapReply;
  const map = new Map<RedisOutput, RedisOutput>();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    map.set(convert(flat[i]!, depth + 1), convert(flat[i + 1]!, depth + 1));
  }
  return map;
}

/** The value of a reply. @throws {ReplyError} for an error */
export function replyToJs(reply: Reply): RedisOutput {
  const value = convert(reply, 0);
  if (value instanceof ReplyError) throw value;
  return value;
}

/** A backend that answers at once. */
export interface SyncBackend extends Backend {
  /** Executes one command; see {@linkcode Backend.call}. */
  call(args: readonly string[], context: CallContext): Reply;
}

/** Bytes of stored data by default. */
const MEMORY = 2 ** 30;

/**
 * An empty embedded keyspace, as the backend of a script engine. Unless the options say otherwise, it refuses to hold
 * more than about 1 GiB.
 */
export function createKeyspace(options: KeyspaceOptions): SyncBackend {
  return new Keyspace({ maxMemory: MEMORY, ...options });
}

/** How an {@linkcode EmbeddedRedis} is set up: a clock, random numbers, and limits for scripts. */
export type EmbeddedOptions = Omit<KeyspaceOptions, "clock"> & Omit<EngineOptions, "clock"> & {
  /** milliseconds since 1970, for keys that expire; `Date.now` in a program, a variable in a test */
  readonly clock: () => number;
  /** milliseconds, monotonic, for `timeout`; the host's by default */
  readonly monotonicClock?: () => number;
};

/**
 * Redis in a variable.
 *
 * @example
 * ```ts
 * import { EmbeddedRedis } from "../redis/mod.ts";
 *
 * const redis = new EmbeddedRedis({ clock: Date.now, random: Math.random, steps: 1_000_000 });
 * redis.call("set", "visits", 41);
 * redis.eval("return redis.call('incr', KEYS[1])", ["visits"]); // 42
 * ```
 */
export class EmbeddedRedis {
  /** The data, for commands as byte strings. */
  readonly keyspace: SyncBackend;
  /** The scripts: byte strings in, replies out. */
  readonly engine: ScriptEngine;
  readonly #context: CallContext = newContext(false);

  /** An empty keyspace and an engine without scripts. */
  constructor(options: EmbeddedOptions) {
    const { monotonicClock, clock, ...rest } = options;
    this.keyspace = createKeyspace({ ...rest, clock });
    this.engine = new ScriptEngine(this.keyspace, { ...rest, clock: monotonicClock });
  }

  /**
   * Executes a command.
   *
   * @throws {ReplyError} the command failed
   */
  call(command: string, ...args: RedisInput[]): RedisOutput {
    return replyToJs(this.keyspace.call([command, ...args.map(bytesOf)], this.#context));
  }

  /**
   * Runs a script.
   *
   * @throws {ReplyError} the script failed, or was stopped by a limit
   */
  eval(script: string, keys: readonly RedisInput[] = [], args: readonly RedisInput[] = []): RedisOutput {
    return replyToJs(this.engine.eval(encodeUtf8(script), keys.map(bytesOf), args.map(bytesOf)));
  }

  /** Runs a script that must not write. @throws {ReplyError} as {@linkcode EmbeddedRedis.eval} */
  evalRo(script: string, keys: readonly RedisInput[] = [], args: readonly RedisInput[] = []): RedisOutput {
    return replyToJs(this.engine.evalRo(encodeUtf8(script), keys.map(bytesOf), args.map(bytesOf)));
  }

  /** Runs a script that is known by its SHA-1. @throws {ReplyError} as {@linkcode EmbeddedRedis.eval} */
  evalsha(sha: string, keys: readonly RedisInput[] = [], args: readonly RedisInput[] = []): RedisOutput {
    return replyToJs(this.engine.evalsha(sha, keys.map(bytesOf), args.map(bytesOf)));
  }

  /** Compiles a script and returns its SHA-1. @throws {ReplyError} it does not compile */
  scriptLoad(script: string): string {
    return replyToJs(this.engine.scriptLoad(encodeUtf8(script))) as string;
  }

  /** Loads a library of functions and returns its name. @throws {ReplyError} it cannot be loaded */
  functionLoad(source: string, replace = false): string {
    return replyToJs(this.engine.functionLoad(encodeUtf8(source), replace)) as string;
  }

  /** Calls a function of a library. @throws {ReplyError} as {@linkcode EmbeddedRedis.eval} */
  fcall(name: string, keys: readonly RedisInput[] = [], args: readonly RedisInput[] = []): RedisOutput {
    return replyToJs(this.engine.fcall(encodeUtf8(name), keys.map(bytesOf), args.map(bytesOf)));
  }
}
