/**
 * The functions of the table `redis`, as a Redis 7.0 server gives them to scripts.
 *
 * Errors of `redis.*` functions are tables `{err=...}` without a position; the handler of uncaught errors adds
 * the line.
 *
 * @module
 */

import { formatGeneral } from "../stdlib/format_number.ts";
import { checkInt, direct, fixed, truncate, variadic } from "../stdlib/lib.ts";
import { LuaThrow } from "../vm/errors.ts";
import { numberToString } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import { type Builtin, type BuiltinResult, Suspension, type Value } from "../vm/value.ts";
import { normalizedError } from "./error_text.ts";
import { errorTable, fieldTable, fromReply } from "./from_reply.ts";
import { ErrorReply, type Reply } from "./reply.ts";
import type { ScriptRuntime } from "./runtime.ts";
import { sha1 } from "./sha1.ts";

const NO_COMMAND = "Please specify at least one argument for this redis lib call";
const BAD_ARGUMENT = "Lua redis lib command arguments must be strings or integers";

/** Steps a command costs besides those for its arguments and its reply. */
const COMMAND_STEPS = 8;

/** Raises an error of the `redis` library. */
function raise(rt: Runtime, message: string): never {
  throw new LuaThrow(fieldTable(rt, "err", normalizedError(message)));
}

/** A number as a command's argument: `%.17g`. */
export function numberArgument(x: number): string {
  if ((x | 0) === x && (x !== 0 || 1 / x > 0)) return "" + x;
  return formatGeneral(x, 17);
}

/** Turns the arguments of `redis.call` into strings, in place; the message says what is wrong with them. */
function commandArguments(rt: Runtime, args: Value[]): string | undefined {
  if (args.length === 0) return NO_COMMAND;
  let size = 0;
  for (let i = 0; i < args.length; i++) {
    const value = args[i];
    if (typeof value === "string") size += value.length;
    else if (typeof value === "number") args[i] = numberArgument(value);
    else return BAD_ARGUMENT;
  }
  rt.charge(COMMAND_STEPS + args.length + (size >>> 4));
  return undefined;
}

// ---- redis.call and redis.pcall ---------------------------------------------------------------------

function answer(rt: ScriptRuntime, reply: Reply, raising: boolean): Value {
  if (reply instanceof ErrorReply) {
    const table = errorTable(rt, reply);
    if (raising) throw new LuaThrow(table);
    return table;
  }
  return fromReply(rt, reply, rt.context.resp);
}

/** A reply that comes later, for `run.ts` to hand to {@linkcode settled}. */
export class PendingReply {
  readonly reply: Reply;
  readonly raising: boolean;

  constructor(reply: Reply, raising: boolean) {
    this.reply = reply;
    this.raising = raising;
  }
}

/** The Lua value of a reply that was waited for. @throws {LuaThrow} for `redis.call` of a command that failed */
export function settled(rt: ScriptRuntime, pending: PendingReply): Value {
  return answer(rt, pending.reply, pending.raising);
}

function execute(runtime: Runtime, args: Value[], raising: boolean): BuiltinResult {
  const rt = runtime as ScriptRuntime;
  const wrong = commandArguments(rt, args);
  if (wrong !== undefined) {
    if (raising) raise(rt, wrong);
    return fieldTable(rt, "err", normalizedError(wrong));
  }
  const { backend } = rt;
  const before = backend.work;
  const reply = backend.call(args as string[], rt.context);
  if (backend.work !== before) rt.charge(backend.work! - before!);
  if (typeof reply === "number" || typeof reply === "string") return fromReply(rt, reply, 2);
  if (!(reply instanceof Promise)) return answer(rt, reply, raising);
  if (!rt.mayAwait) {
    reply.catch(() => {});
    return answer(
      rt,
      new ErrorReply("ERR this backend answers later: run the script asynchronously"),
      raising,
    );
  }
  return new Suspension(reply.then((value) => new PendingReply(value, raising)));
}

/** `redis.call(command, ...)`: the command's reply; its error is raised */
const call = variadic("call", (rt, args) => execute(rt, args, true), { mayCall: true });

/** `redis.pcall(command, ...)`: the command's reply; an error comes as `{err=...}` */
const pcall = variadic("pcall", (rt, args) => execute(rt, args, false), { mayCall: true });

// ---- replies ----------------------------------------------------------------------------------------

function singleField(name: string, value: Value, count: number, rt: Runtime): LuaTable | undefined {
  return count === 1 && typeof value === "string" ? fieldTable(rt, name, value) : undefined;
}

/** `redis.error_reply(text)` */
const errorReply = fixed("error_reply", (rt: Runtime, text: Value) => {
  if (rt.argCount !== 1 || typeof text !== "string") {
    return fieldTable(rt, "err", "ERR wrong number or type of arguments");
  }
  rt.chargeString(text.length + 4);
  // a text without a code gets one: the part before the first space is the code
  return fieldTable(rt, "err", normalizedError(text.charCodeAt(0) === 45 ? text : "-" + text));
});

/** `redis.status_reply(text)` */
const statusReply = fixed("status_reply", (rt: Runtime, text: Value) => {
  return singleField("ok", text, rt.argCount, rt) ??
    fieldTable(rt, "err", "ERR wrong number or type of arguments");
});

// ---- everything else --------------------------------------------------------------------------------

/** `redis.sha1hex(text)` */
const sha1hex = direct("sha1hex", (rt: Runtime, value: Value) => {
  if (rt.argCount !== 1) raise(rt, "wrong number of arguments");
  const text = typeof value === "string" ? value : typeof value === "number" ? numberToString(value) : "";
  rt.charge(16 + text.length);
  rt.chargeString(40);
  return sha1(text);
});

/** What `lua_tonumber` makes of a value: 0 for anything that is no number. */
function numberOf(rt: Runtime, value: Value): number {
  return rt.toNumber(value) ?? 0;
}

/** `redis.log(level, ...)` */
const log = variadic("log", (runtime, args) => {
  const rt = runtime as ScriptRuntime;
  if (args.length < 2) raise(rt, "redis.log() requires two arguments or more.");
  if (rt.toNumber(args[0]) === undefined) raise(rt, "First argument must be a number (log level).");
  const level = truncate(numberOf(rt, args[0])) | 0;
  if (level < 0 || level > 3) raise(rt, "Invalid debug level.");
  rt.charge(COMMAND_STEPS);
  if (rt.log === undefined) return [];
  const parts: string[] = [];
  for (let i = 1; i < args.length; i++) {
    const value = args[i];
    if (typeof value === "string") parts.push(value);
    else if (typeof value === "number") parts.push(numberToString(value));
    rt.charge(1 + (typeof value === "string" ? value.length >>> 4 : 0));
  }
  rt.log(level, parts.join(" "));
  return [];
});

/** `redis.setresp(version)`: the protocol whose types replies take from here on */
const setresp = fixed("setresp", (runtime: Runtime, version: Value) => {
  const rt = runtime as ScriptRuntime;
  if (rt.argCount !== 1) raise(rt, "redis.setresp() requires one argument.");
  const resp = truncate(numberOf(rt, version)) | 0;
  if (resp !== 2 && resp !== 3) return raise(rt, "RESP version must be 2 or 3.");
  rt.context.resp = resp;
  return [];
});

/** Bits `redis.set_repl` knows. */
const REPL_ALL = 3;

/** `redis.set_repl(flags)`: checked, and without effect where nothing is replicated */
const setRepl = fixed("set_repl", (rt: Runtime, flags: Value) => {
  if (rt.argCount !== 1) raise(rt, "redis.set_repl() requires two arguments.");
  if ((truncate(numberOf(rt, flags)) & ~REPL_ALL) !== 0) {
    raise(rt, "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
  }
  return [];
});

/** `redis.replicate_commands()`: always true */
const replicateCommands = fixed("replicate_commands", () => true);

/** `redis.breakpoint()`: false, there is no debugger */
const breakpoint = fixed("breakpoint", () => false);

/** `redis.debug(...)`: nothing, there is no debugger */
const debug = fixed("debug", () => []);

/** `redis.acl_check_cmd(command, ...)`: whether the user may run it */
const aclCheckCmd = variadic("acl_check_cmd", (runtime, args) => {
  const rt = runtime as ScriptRuntime;
  const wrong = commandArguments(rt, args);
  if (wrong !== undefined) raise(rt, wrong);
  if (!rt.backend.knows(args as string[])) raise(rt, "Invalid command passed to redis.acl_check_cmd()");
  return true;
});

/** The version scripts are told: the one whose behaviour this is. */
export const REDIS_VERSION = "7.0.15";
/** The same as a number, one byte for each part. */
export const REDIS_VERSION_NUM = 0x0007000f;

/** The fields of `redis`, in the order in which the reference's `pairs` gives them. */
export const redisEntries: readonly (readonly [name: string, value: Value])[] = Object.freeze([
  ["log", log] as const,
  ["LOG_WARNING", 3] as const,
  ["error_reply", errorReply] as const,
  ["REPL_AOF", 1] as const,
  ["call", call] as const,
  ["REPL_ALL", 3] as const,
  ["REDIS_VERSION_NUM", REDIS_VERSION_NUM] as const,
  ["REPL_SLAVE", 2] as const,
  ["pcall", pcall] as const,
  ["LOG_NOTICE", 2] as const,
  ["set_repl", setRepl] as const,
  ["debug", debug] as const,
  ["LOG_DEBUG", 0] as const,
  ["sha1hex", sha1hex] as const,
  ["REDIS_VERSION", REDIS_VERSION] as const,
  ["status_reply", statusReply] as const,
  ["acl_check_cmd", aclCheckCmd] as const,
  ["REPL_REPLICA", 2] as const,
  ["breakpoint", breakpoint] as const,
  ["setresp", setresp] as const,
  ["replicate_commands", replicateCommands] as const,
  ["LOG_VERBOSE", 1] as const,
  ["REPL_NONE", 0] as const,
]);

/** Functions that stay with {@linkcode redisEntries}' values when a library of functions runs. */
export const redisBuiltins: Readonly<Record<string, Builtin>> = Object.freeze({ log });

/** `math.random([m [, n]])` with the engine's own generator */
const random = fixed("random", (runtime: Runtime, a: Value, b: Value) => {
  const rt = runtime as ScriptRuntime;
  // drawn before the arguments are looked at, as in the reference
  const fraction = rt.random.next();
  switch (rt.argCount) {
    case 0:
      return fraction;
    case 1: {
      const upper = checkInt(rt, a, 1);
      if (upper < 1) rt.argError(1, "interval is empty");
      return Math.floor(fraction * upper) + 1;
    }
    case 2: {
      const lower = checkInt(rt, a, 1);
      const upper = checkInt(rt, b, 2);
      if (lower > upper) rt.argError(2, "interval is empty");
      // the width is a C int and may wrap
      return Math.floor(fraction * ((upper - lower + 1) | 0)) + lower;
    }
  }
  return rt.error("wrong number of arguments");
});

/** `math.randomseed(x)` */
const randomseed = fixed("randomseed", (runtime: Runtime, seed: Value) => {
  const rt = runtime as ScriptRuntime;
  rt.random.seed(checkInt(rt, seed, 1));
  return [];
});

/** What replaces functions of `math`. */
export const randomBuiltins: readonly Builtin[] = Object.freeze([random, randomseed]);
