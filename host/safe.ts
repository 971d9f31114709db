/**
 * Looking at what a host passed without letting it interfere: asking a proxy what it is runs its traps, which
 * may throw anything.
 *
 * @module
 */

import { asThrow } from "../vm/call.ts";
import { LimitTrap, type LuaThrow } from "../vm/errors.ts";
import { UsageError } from "./errors.ts";

/** `value instanceof type`; false if that cannot be found out. */
// deno-lint-ignore no-explicit-any
export function isA<T>(value: unknown, type: abstract new (...args: any[]) => T): value is T {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}

/** For when so little stack is left that not even a trap can be made. Shared, so it has no traceback. */
const EXHAUSTED: LimitTrap = new LimitTrap("depth", "host stack exhausted");
EXHAUSTED.traceback = "";
Object.freeze(EXHAUSTED);

/** What the VM takes an exception for, undefined if nothing of its own; for exceptions of host code. */
export function throwIn(error: unknown): LuaThrow | LimitTrap | undefined {
  try {
    return asThrow(error);
  } catch (failure) {
    // looking at the error took the last of the stack
    return failure instanceof RangeError ? EXHAUSTED : undefined;
  }
}

/** What an exception of host code means if the JS stack is what it ran out of. */
export function overflowIn(error: unknown): LimitTrap | undefined {
  const known = throwIn(error);
  return known instanceof LimitTrap && known.kind === "depth" ? known : undefined;
}

/** Keeps a rejection nobody waits for from ending the process. */
export function ignore(promise: Promise<unknown>): void {
  Promise.prototype.then.call(promise, undefined, () => {});
}

/** Whether this is a promise; its rejection, should nobody wait for it, is then ignored. */
export function isPromise(value: unknown): value is Promise<unknown> {
  try {
    if (!(value instanceof Promise)) return false;
    ignore(value);
    return true;
  } catch {
    return false;
  }
}

/** A value as messages show it. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** Ends a run because a callback it cannot do without failed: the host gets `error`, the script nothing. */
export class CallbackTrap extends LimitTrap {
  readonly error: UsageError;

  constructor(message: string, cause?: unknown) {
    super("aborted", message);
    this.error = new UsageError(message, cause === undefined ? undefined : { cause });
  }
}

/**
 * A callback the meter asks for a number, with whatever else it does as a {@linkcode CallbackTrap}. Giving
 * undefined counts as `otherwise`, if there is one.
 */
export function numberFrom(name: string, callback: () => unknown, otherwise?: number): () => number {
  return () => {
    let value: unknown;
    try {
      value = callback();
    } catch (error) {
      throw overflowIn(error) ?? new CallbackTrap(`${name} threw an exception`, error);
    }
    if (value === undefined) value = otherwise;
    if (typeof value === "number" && value === value) return value;
    isPromise(value);
    throw new CallbackTrap(`${name} gave ${shown(value)}, not a number`);
  };
}
