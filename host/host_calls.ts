/**
 * A script calls a host function.
 *
 * The host function sees converted copies; the script sees its result, or a message. Whatever the host
 * function does with errors of calls it makes into the same instance, a limit they hit ends the script.
 *
 * @module
 */

import { where } from "../vm/debug_info.ts";
import { LimitTrap, LuaThrow } from "../vm/errors.ts";
import { type BuiltinResult, Suspension, type Value } from "../vm/value.ts";
import { encodeUtf8 } from "./bytes.ts";
import { thrownBy } from "./convert_errors.ts";
import { LuaError, MarshalError, UsageError } from "./errors.ts";
import { fromLua } from "./from_lua.ts";
import { isA, isPromise, overflowIn } from "./safe.ts";
import type { HostRuntime } from "./state.ts";
import { toLua } from "./to_lua.ts";
import { type HostFunction, MultipleResults } from "./values.ts";

/** Calls host function `f` with the arguments a script gave it. */
export function callHost(rt: HostRuntime, f: HostFunction, args: readonly Value[]): BuiltinResult {
  if (--rt.hostCallsLeft < 0) throw new LimitTrap("hostCalls", "host call limit exceeded");
  const converted: unknown[] = [];
  for (let i = 0; i < args.length; i++) {
    try {
      converted.push(fromLua(rt, args[i], "value"));
    } catch (error) {
      if (error instanceof MarshalError) rt.argError(i + 1, encodeUtf8(error.message));
      throw error;
    }
  }
  let result: unknown;
  rt.status = "host";
  try {
    result = f(...converted);
  } catch (error) {
    throw hostFailure(rt, error, 1);
  } finally {
    // the host function may have disposed of the instance
    if (rt.status === "host") rt.status = "running";
  }
  checkAlive(rt);
  if (typeof result !== "object" || result === null) {
    return typeof result === "number" ? result : resultToLua(rt, result, 1);
  }
  // whether anybody will be there to handle its rejection is not certain: it is ignored
  if (isPromise(result)) {
    if (rt.mayAwait) return new Suspension(result);
    const message = "a host function returned a promise: use runAsync or callAsync to wait for it";
    throw new LuaThrow(where(rt, 1) + message, new UsageError(message));
  }
  return resultToLua(rt, result, 1);
}

/** Ends the run if what happened in a host function has ended it. */
function checkAlive(rt: HostRuntime): void {
  const end = endOf(rt);
  if (end !== null) throw end;
}

/** What has ended the run while host code had its turn. */
function endOf(rt: HostRuntime): LimitTrap | null {
  if (rt.trap === null && rt.status === "dead") return new LimitTrap("aborted", rt.deathReason);
  return rt.trap;
}

/** A host function's result as what a builtin returns; `level` is where its caller is. */
export function resultToLua(rt: HostRuntime, result: unknown, level: number): Value | Value[] {
  try {
    if (!isA(result, MultipleResults)) return toLua(rt, result, "result");
    return result.values.map((value, i) => toLua(rt, value, `result ${i + 1}`));
  } catch (error) {
    if (!(error instanceof MarshalError)) throw error;
    throw new LuaThrow(where(rt, level) + encodeUtf8(`host function: ${error.message}`), error);
  }
}

/** What a script gets to see of an exception that host code threw. */
export function hostFailure(rt: HostRuntime, error: unknown, level: number): LuaThrow | LimitTrap {
  const end = endOf(rt);
  if (end !== null) return end;
  try {
    return failureOf(rt, error, level);
  } catch (failure) {
    if (isA(failure, LimitTrap)) return failure;
    const overflow = overflowIn(failure);
    if (overflow !== undefined) return overflow;
    // what was thrown is a proxy that does not say what it is
    return new LuaThrow(where(rt, level) + UNKNOWN, error);
  }
}

function failureOf(rt: HostRuntime, error: unknown, level: number): LuaThrow | LimitTrap {
  if (error instanceof LuaError) {
    // an error of this very instance keeps its value, identity included
    const thrown = thrownBy(rt, error);
    if (thrown !== undefined) return new LuaThrow(thrown.value, error.cause);
    try {
      return new LuaThrow(toLua(rt, error.value, "error value"), error.cause);
    } catch (failure) {
      if (!(failure instanceof MarshalError)) throw failure;
      return new LuaThrow(where(rt, level) + encodeUtf8(failure.message), error);
    }
  }
  const overflow = overflowIn(error);
  if (overflow !== undefined) return overflow;
  return new LuaThrow(where(rt, level) + encodeUtf8(messageFor(rt, error)), error);
}

function messageFor(rt: HostRuntime, error: unknown): string {
  try {
    const message: unknown = rt.errorMessage(error);
    if (typeof message === "string") return message;
    if (typeof message === "number" || typeof message === "boolean") return String(message);
    isPromise(message);
    return UNKNOWN;
  } catch (failure) {
    const overflow = overflowIn(failure);
    if (overflow !== undefined) throw overflow;
    return UNKNOWN;
  }
}

/** The message where there is none to show. */
const UNKNOWN = "host function failed";

/** Longest message that crosses. */
const MAX_MESSAGE = 500;

/** Absolute paths and file URLs, but not the path of a web URL. */
const PATHS =
  /file:\/\/\/?[^\s'"`)\]]*|(?<![A-Za-z])[A-Za-z]:[\\/](?!\/)[^\s'"`)\]]*|(?<![\w.:/])\/(?:[^\s'"`()[\],;/]+\/)+[^\s'"`()[\],;]*/g;

/**
 * The message of a host exception that a script may see: its first line, without absolute paths. Never a
 * stack, never a class name.
 */
export function publicMessage(error: unknown): string {
  let message: unknown = error;
  if (typeof error === "object" && error !== null) {
    try {
      message = (error as { message?: unknown }).message;
    } catch {
      message = undefined;
    }
  }
  if (typeof message !== "string" || message === "") return UNKNOWN;
  const line = message.slice(0, MAX_MESSAGE).split(/[\r\n]/, 1)[0]!;
  return line.replace(PATHS, "(path)");
}
