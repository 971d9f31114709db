/**
 * What the VM throws, as what the API throws.
 *
 * @module
 */

import { LimitTrap, LuaThrow } from "../vm/errors.ts";
import { numberToString } from "../vm/number.ts";
import { typeName } from "../vm/runtime.ts";
import { collectGarbage } from "../vm/trace.ts";
import type { Value } from "../vm/value.ts";
import { decodeShown } from "./bytes.ts";
import { FerrousError, InternalError, LimitError, LuaError, type Usage } from "./errors.ts";
import { fromLua } from "./from_lua.ts";
import { CallbackTrap, isA, throwIn } from "./safe.ts";
import type { HostRuntime } from "./state.ts";
import type { LuaOutput } from "./values.ts";

/** The Lua error behind a public one, so that it can go on as it was. */
const origins = new WeakMap<LuaError, { rt: HostRuntime; thrown: LuaThrow }>();

/** The Lua error that left `rt` as `error`; undefined if it came from anywhere else. */
export function thrownBy(rt: HostRuntime, error: LuaError): LuaThrow | undefined {
  const origin = origins.get(error);
  return origin !== undefined && origin.rt === rt ? origin.thrown : undefined;
}

/**
 * Turns anything thrown while `rt` was running into the error to throw at the host. A fault of the VM, and
 * running out of memory or of JS stack, kill the instance.
 */
export function toPublicError(rt: HostRuntime, error: unknown): FerrousError {
  if (isA(error, FerrousError)) return error;
  const known = rt.fault === undefined ? throwIn(error) : undefined;
  if (known instanceof CallbackTrap) return known.error;
  if (known instanceof LuaThrow) return luaError(rt, known);
  if (known instanceof LimitTrap) return limitError(rt, known);
  rt.fault ??= error;
  rt.kill("an internal error happened in it");
  return new InternalError("internal error, please report it", { cause: rt.fault });
}

function luaError(rt: HostRuntime, thrown: LuaThrow): LuaError {
  let value: LuaOutput;
  try {
    value = fromLua(rt, thrown.value, "error value");
  } catch {
    // a value that cannot cross, or no steps left to copy it
    value = undefined;
  }
  const error = new LuaError(value, {
    message: errorMessage(thrown.value),
    traceback: decodeShown(thrown.traceback ?? ""),
    cause: thrown.hostCause,
  });
  origins.set(error, { rt, thrown });
  return error;
}

function errorMessage(value: Value): string {
  if (typeof value === "string") return decodeShown(value);
  if (typeof value === "number") return numberToString(value);
  return `(error object is a ${typeName(value)} value)`;
}

/** The public error of a trap. */
export function limitError(rt: HostRuntime, trap: LimitTrap): LimitError {
  const { kind } = trap;
  const usage = usageOf(rt, false);
  // after these the instance's data may be half built
  if (kind === "memory" || kind === "depth") rt.kill(`it was stopped: ${trap.message}`);
  return new LimitError(kind, trap.message, usage, decodeShown(trap.traceback ?? ""), trap.reason);
}

/** What an instance has used; `exact` traces what is live first. */
export function usageOf(rt: HostRuntime, exact: boolean): Usage {
  const { heap, meter } = rt;
  const before = heap.used;
  if (exact) {
    try {
      collectGarbage(rt, true);
    } catch (error) {
      // more is live than the limit allows: the next allocation will say so
      if (!(error instanceof LimitTrap)) throw error;
    }
  }
  const peak = Math.max(heap.peak, Math.min(before, heap.limit));
  return { steps: meter.used, memory: heap.used, peakMemory: peak };
}
