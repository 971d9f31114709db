/**
 * Running a Lua function of an engine within its limits.
 *
 * @module
 */

import { asThrow } from "../vm/call.ts";
import { beginCall, resumeRun, RunStatus, settle } from "../vm/entry.ts";
import { LimitTrap, LuaThrow } from "../vm/errors.ts";
import { unwind } from "../vm/native_frames.ts";
import type { Closure, Value } from "../vm/value.ts";
import { ErrorReply } from "./reply.ts";
import { runProtected } from "./errors_handling.ts";
import { PendingReply, settled } from "./library.ts";
import type { ScriptRuntime } from "./runtime.ts";

/** Limits of one script run; Redis has none of them. */
export interface ScriptLimits {
  /** steps a script may take */
  readonly steps: number;
  /** milliseconds a script may take, waiting included; Infinity for no limit */
  readonly timeout: number;
  /** steps after which an asynchronous run lets other work go on */
  readonly slice: number;
}

/** How a run ended: with a value, with an error the handler has seen, or stopped by a limit. */
export type Outcome =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "error"; readonly error: Value }
  | { readonly kind: "trap"; readonly trap: LimitTrap };

function openRun(rt: ScriptRuntime, limits: ScriptLimits): void {
  const { meter } = rt;
  meter.allow(limits.steps);
  if (limits.timeout !== Infinity) meter.deadline = meter.now() + limits.timeout;
}

function closeRun(rt: ScriptRuntime): void {
  const { meter } = rt;
  meter.deadline = Infinity;
  meter.sliceEnd = Infinity;
  meter.signal = undefined;
}

function outcomeOf(results: readonly Value[]): Outcome {
  return results[0] === true ? { kind: "value", value: results[1] } : { kind: "error", error: results[1] };
}

/** What was thrown out of a run. Faults of this library are thrown on. */
function thrown(error: unknown): Outcome {
  const known = asThrow(error);
  if (known instanceof LimitTrap) return { kind: "trap", trap: known };
  if (known instanceof LuaThrow) return { kind: "error", error: known.value };
  throw error;
}

/** Calls `f`, which must not have to wait. */
export function runSync(
  rt: ScriptRuntime,
  limits: ScriptLimits,
  f: Closure,
  args: readonly Value[],
): Outcome {
  openRun(rt, limits);
  try {
    beginCall(rt, runProtected, args.length === 0 ? [f] : [f, ...args]);
    const results = resumeRun(rt);
    if (!Array.isArray(results)) throw new Error("a synchronous run was suspended");
    return outcomeOf(results);
  } catch (error) {
    return thrown(error);
  } finally {
    closeRun(rt);
  }
}

/** Calls `f` and runs its first slice; undefined if it is not over then: {@linkcode finishRun} has to follow. */
export function runFirstSlice(
  rt: ScriptRuntime,
  limits: ScriptLimits,
  f: Closure,
  args: readonly Value[],
): Outcome | undefined {
  openRun(rt, limits);
  const { meter } = rt;
  meter.sliceEnd = meter.used + limits.slice;
  let over = true;
  try {
    beginCall(rt, runProtected, args.length === 0 ? [f] : [f, ...args]);
    const results = resumeRun(rt);
    if (Array.isArray(results)) return outcomeOf(results);
    over = false;
    return undefined;
  } catch (error) {
    return thrown(error);
  } finally {
    if (over) closeRun(rt);
  }
}

/** Runs what {@linkcode runFirstSlice} left, giving other work a turn before every slice. */
export async function finishRun(
  rt: ScriptRuntime,
  limits: ScriptLimits,
  signal: AbortSignal,
): Promise<Outcome> {
  const { meter } = rt;
  meter.signal = signal;
  try {
    for (;;) {
      await turn();
      if (signal.aborted) endRun(rt, aborted(signal));
      meter.interrupt();
      meter.sliceEnd = meter.used + limits.slice;
      const results = resumeRun(rt);
      if (Array.isArray(results)) return outcomeOf(results);
    }
  } catch (error) {
    return thrown(error);
  } finally {
    closeRun(rt);
  }
}

/** Calls `f`, waits for replies that come later, and gives other work a turn after every slice. */
export async function runAsync(
  rt: ScriptRuntime,
  limits: ScriptLimits,
  f: Closure,
  args: readonly Value[],
  signal: AbortSignal,
): Promise<Outcome> {
  const { meter } = rt;
  openRun(rt, limits);
  meter.signal = signal;
  rt.mayAwait = true;
  try {
    beginCall(rt, runProtected, [f, ...args]);
    for (;;) {
      meter.interrupt();
      meter.sliceEnd = meter.used + limits.slice;
      const results = resumeRun(rt);
      if (Array.isArray(results)) return outcomeOf(results);
      if (results === RunStatus.Paused) await turn();
      else await answerPending(rt, signal);
      if (signal.aborted && results === RunStatus.Paused) endRun(rt, aborted(signal));
    }
  } catch (error) {
    return thrown(error);
  } finally {
    rt.mayAwait = false;
    closeRun(rt);
  }
}

function aborted(signal: AbortSignal): LimitTrap {
  return new LimitTrap("aborted", "run aborted", signal.reason);
}

/** Ends a suspended run as `trap` would have ended it while it ran. */
function endRun(rt: ScriptRuntime, trap: LimitTrap): never {
  try {
    unwind(rt, trap);
  } finally {
    rt.entries--;
  }
  throw trap;
}

/** Waits for the reply the script waits for and hands it over. */
async function answerPending(rt: ScriptRuntime, signal: AbortSignal): Promise<void> {
  const outcome = await waitFor(rt, rt.pending as Promise<PendingReply>, signal);
  rt.callee = null;
  if (outcome instanceof LimitTrap) return settle(rt, outcome);
  let value: Value;
  try {
    value = settled(rt, outcome);
  } catch (error) {
    if (error instanceof LuaThrow || error instanceof LimitTrap) return settle(rt, error);
    throw error;
  }
  settle(rt, [value]);
}

/** The reply, or the trap that came first. A rejected promise is an error reply. */
function waitFor(
  rt: ScriptRuntime,
  promise: Promise<PendingReply>,
  signal: AbortSignal,
): Promise<PendingReply | LimitTrap> {
  const { meter } = rt;
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined = undefined;
    const finish = (outcome: PendingReply | LimitTrap): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      resolve(outcome);
    };
    const onAbort = (): void => finish(aborted(signal));
    promise.then(finish, (error: unknown) => {
      const text = error instanceof Error ? error.message : "the backend failed";
      finish(new PendingReply(new ErrorReply(/^[A-Z]+ /.test(text) ? text : `ERR ${text}`), true));
    });
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort);
    if (meter.deadline === Infinity) return;
    const left = Math.max(0, meter.deadline - meter.now());
    // timers take at most 2^31 - 1 milliseconds
    timer = setTimeout(
      () => finish(new LimitTrap("time", "time limit exceeded")),
      Math.min(0x7fffffff, left),
    );
  });
}

/** Lets timers, I/O and other runs have a turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 0));
}
