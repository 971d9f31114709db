/**
 * Running Lua functions from the host: synchronously, asynchronously, and in slices.
 *
 * A run that starts while the instance is idle is the outermost one: step budget, time limit and signal are
 * set for it. A run started from a host function, or while the outermost one is suspended, is nested: it
 * shares them, and must end before the run below it goes on.
 *
 * @module
 */

import { asThrow } from "../vm/call.ts";
import { flushFiles } from "../stdlib/io.ts";
import { beginCall, callFunction, resumeRun, RunStatus, settle } from "../vm/entry.ts";
import { LimitTrap, LuaThrow } from "../vm/errors.ts";
import { unwind } from "../vm/native_frames.ts";
import type { Value } from "../vm/value.ts";
import { limitError, toPublicError, usageOf } from "./convert_errors.ts";
import { type FerrousError, type Usage, UsageError } from "./errors.ts";
import { resultsFromLua } from "./from_lua.ts";
import { callHost, hostFailure, resultToLua } from "./host_calls.ts";
import type { Caller, HostRuntime, InstanceStatus } from "./state.ts";
import { argumentsToLua } from "./to_lua.ts";
import type { HostInput, LuaOutput } from "./values.ts";

/** Refuses to start a run that cannot be started now. */
function checkCallable(rt: HostRuntime): void {
  if (rt.status === "dead") throw new UsageError(`the instance is dead: ${rt.deathReason}`);
  if (rt.status === "running") {
    throw new UsageError("the instance is running: only its host functions may call into it");
  }
}

/** Sets budget, time limit and signal for an outermost run. */
function openRun(rt: HostRuntime): void {
  const { meter, runLimits, signal } = rt;
  const deadline = deadlineOf(rt);
  if (signal !== undefined) {
    if (signal.aborted) throw limitError(rt, new LimitTrap("aborted", "run aborted", signal.reason));
    meter.signal = signal;
  }
  meter.allow(runLimits.steps);
  rt.outputLeft = runLimits.output;
  rt.hostCallsLeft = runLimits.hostCalls;
  meter.deadline = deadline;
}

/** When a run that starts now is over. */
function deadlineOf(rt: HostRuntime): number {
  const { timeout } = rt.runLimits;
  if (timeout === Infinity) return Infinity;
  try {
    return rt.meter.now() + timeout;
  } catch (error) {
    throw toPublicError(rt, error);
  }
}

/** Ends an outermost run. */
function closeRun(rt: HostRuntime): void {
  if (rt.status !== "dead") flushFiles(rt);
  rt.trap = null;
  rt.meter.signal = undefined;
  rt.meter.deadline = Infinity;
  if (rt.status !== "dead") rt.status = "idle";
  else rt.discard();
}

/**
 * Calls the finalizers of all userdata, newest first, and ends the instance's life.
 *
 * @throws {FerrousError}
 */
export function closeState(rt: HostRuntime): void {
  if (rt.status === "dead") return;
  checkCallable(rt);
  if (rt.status !== "idle") throw new UsageError("the instance has a run that is not over");
  openRun(rt);
  rt.status = "running";
  try {
    // those made from now on stay as they are
    rt.finalizers?.separate(() => false);
    for (let call = rt.finalizers?.next(); call !== undefined; call = rt.finalizers?.next()) {
      const [finalizer, userdata] = call;
      try {
        callFunction(rt, finalizer, [userdata]);
      } catch (error) {
        if (!(error instanceof LuaThrow)) throw error;
      }
    }
  } catch (error) {
    throw toPublicError(rt, error);
  } finally {
    closeRun(rt);
    rt.kill("it was closed");
  }
}

/**
 * Lets the host read or write an instance's data, with a budget of its own when nothing runs.
 *
 * @throws {FerrousError}
 */
export function access<T>(rt: HostRuntime, action: () => T): T {
  checkCallable(rt);
  const { status, meter } = rt;
  if (status === "idle") meter.allow(rt.runLimits.steps);
  try {
    return action();
  } catch (error) {
    throw toPublicError(rt, error);
  }
}

// ---- synchronous runs -------------------------------------------------------------------------------

/**
 * Calls `f` and runs it to its end.
 *
 * @throws {FerrousError}
 */
export function runSync(
  rt: HostRuntime,
  f: Value,
  args: readonly HostInput[],
  all: boolean,
): LuaOutput | LuaOutput[] {
  checkCallable(rt);
  if (rt.status !== "idle") return runNested(rt, f, args, all);
  openRun(rt);
  rt.status = "running";
  try {
    return complete(rt, f, args, all);
  } catch (error) {
    throw toPublicError(rt, error);
  } finally {
    closeRun(rt);
  }
}

/** Calls and converts; the run must not be suspended. */
function complete(
  rt: HostRuntime,
  f: Value,
  args: readonly HostInput[],
  all: boolean,
): LuaOutput | LuaOutput[] {
  beginCall(rt, f, argumentsToLua(rt, args));
  const results = resumeRun(rt);
  if (!Array.isArray(results)) throw new Error("a synchronous run was suspended");
  return resultsFromLua(rt, results, all);
}

function runNested(
  rt: HostRuntime,
  f: Value,
  args: readonly HostInput[],
  all: boolean,
): LuaOutput | LuaOutput[] {
  const { status, mayAwait, argCount, callee, meter } = rt;
  const { sliceEnd } = meter;
  rt.status = "running";
  rt.mayAwait = false;
  meter.sliceEnd = Infinity;
  try {
    return complete(rt, f, args, all);
  } catch (error) {
    const known = asThrow(error);
    if (known instanceof LimitTrap) rt.trap = known;
    throw toPublicError(rt, known ?? error);
  } finally {
    if ((rt.status as InstanceStatus) !== "dead") rt.status = status;
    rt.mayAwait = mayAwait;
    rt.argCount = argCount;
    rt.callee = callee;
    meter.sliceEnd = sliceEnd;
  }
}

// ---- suspended runs ---------------------------------------------------------------------------------

/** Refuses a run that may be suspended unless the instance is idle. */
function checkIdle(rt: HostRuntime): void {
  checkCallable(rt);
  if (rt.status === "idle") return;
  throw new UsageError(
    rt.status === "suspended"
      ? "the instance has a run that is not over: wait for it before you start another one"
      : "a host function cannot start an asynchronous run in the instance that called it",
  );
}

/** Runs until the run is over, its slice is, or a promise is pending. */
function runSlice(rt: HostRuntime, steps: number): Value[] | RunStatus.Paused | RunStatus.Awaiting {
  const { meter } = rt;
  rt.status = "running";
  meter.interrupt();
  meter.sliceEnd = meter.used + steps;
  const results = resumeRun(rt);
  if ((rt.status as InstanceStatus) !== "dead") rt.status = "suspended";
  return results;
}

/** Ends a suspended run as `trap` would have ended it while it ran. Throws. */
function endRun(rt: HostRuntime, trap: LimitTrap): never {
  try {
    unwind(rt, trap);
  } finally {
    rt.entries--;
  }
  throw trap;
}

/** After host code had its turn: whether the run may go on. */
function checkResumable(rt: HostRuntime): void {
  if (rt.trap !== null) endRun(rt, rt.trap);
  if (rt.status === "dead") throw new UsageError(`the instance is dead: ${rt.deathReason}`);
}

/**
 * Calls `f` and runs it to its end, waiting for the promises of host functions and giving other work a turn
 * after every slice.
 *
 * The promise is never resolved with anything that has a `then`, so it resolves with exactly this value.
 */
export async function runAsync(
  rt: HostRuntime,
  f: Value,
  args: readonly HostInput[],
  all: boolean,
): Promise<LuaOutput | LuaOutput[]> {
  checkIdle(rt);
  openRun(rt);
  rt.mayAwait = true;
  try {
    rt.status = "running";
    beginCall(rt, f, argumentsToLua(rt, args));
    for (;;) {
      const results = runSlice(rt, rt.runLimits.slice);
      if (Array.isArray(results)) return resultsFromLua(rt, results, all);
      if (results === RunStatus.Paused) {
        await turn();
        checkResumable(rt);
        continue;
      }
      const outcome = await waitFor(rt, rt.pending as Promise<unknown>);
      checkResumable(rt);
      rt.status = "running";
      settleWith(rt, outcome);
    }
  } catch (error) {
    throw toPublicError(rt, error);
  } finally {
    rt.mayAwait = false;
    rt.meter.sliceEnd = Infinity;
    closeRun(rt);
  }
}

/** How a wait ended. */
type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "trap"; readonly trap: LimitTrap };

/** Hands the outcome of a wait to the script. */
function settleWith(rt: HostRuntime, outcome: Outcome): void {
  // the position of errors is that of the call that waits
  rt.callee = null;
  switch (outcome.kind) {
    case "trap":
      return settle(rt, outcome.trap);
    case "error":
      return settle(rt, hostFailure(rt, outcome.error, 2));
    case "value": {
      let values: Value | Value[] | LuaThrow;
      try {
        values = resultToLua(rt, outcome.value, 2);
      } catch (error) {
        if (!(error instanceof LuaThrow || error instanceof LimitTrap)) throw error;
        return settle(rt, error);
      }
      return settle(rt, Array.isArray(values) ? values : [values]);
    }
  }
}

/**
 * Waits for a host promise, the abort signal, the time limit, or the end of the instance, whichever comes
 * first; what comes later is ignored. Never rejects.
 */
function waitFor(rt: HostRuntime, promise: Promise<unknown>): Promise<Outcome> {
  const { signal, meter } = rt;
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined = undefined;
    let over = false;
    const finish = (outcome: Outcome): void => {
      // another wait may have begun when a promise that nobody waits for any more settles
      if (over) return;
      over = true;
      if (timer !== undefined) clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      rt.cancelWait = null;
      resolve(outcome);
    };
    const onAbort = (): void => {
      finish({ kind: "trap", trap: new LimitTrap("aborted", "run aborted", signal?.reason) });
    };
    rt.cancelWait = onAbort;
    try {
      Promise.prototype.then.call(
        promise,
        (value) => finish({ kind: "value", value }),
        (error) => finish({ kind: "error", error }),
      );
    } catch (error) {
      // a promise's constructor may be anything
      return finish({ kind: "error", error });
    }
    if (signal?.aborted) return onAbort();
    signal?.addEventListener("abort", onAbort);
    if (meter.deadline === Infinity) return;
    const onTimeout = (): void => {
      finish({ kind: "trap", trap: new LimitTrap("time", "time limit exceeded") });
    };
    // timers take at most 2^31 - 1 milliseconds
    try {
      timer = setTimeout(onTimeout, Math.min(0x7fffffff, Math.max(0, meter.deadline - meter.now())));
    } catch (error) {
      if (!(error instanceof LimitTrap)) throw error;
      finish({ kind: "trap", trap: error });
    }
  });
}

/** Lets timers, I/O and other instances have a turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 0));
}

/**
 * Calls `f` and runs it in slices of `steps` steps, giving back control after each one. The generator's
 * result is the function's first result. Leaving the loop early ends the run.
 */
export function* runSlices(
  rt: HostRuntime,
  f: Value,
  args: readonly HostInput[],
  steps: number,
): Generator<Usage, LuaOutput, undefined> {
  checkIdle(rt);
  openRun(rt);
  let over = false;
  let paused = false;
  try {
    rt.status = "running";
    beginCall(rt, f, argumentsToLua(rt, args));
    for (;;) {
      const results = runSlice(rt, steps);
      if (Array.isArray(results)) {
        over = true;
        return resultsFromLua(rt, results, false) as LuaOutput;
      }
      paused = true;
      yield usageOf(rt, false);
      paused = false;
      checkResumable(rt);
    }
  } catch (error) {
    // what the host throws in between (`run.throw()`) is its own, and ends the run as leaving it does
    if (paused) throw error;
    over = true;
    throw toPublicError(rt, error);
  } finally {
    if (!over && rt.status !== "dead") abandon(rt);
    rt.meter.sliceEnd = Infinity;
    closeRun(rt);
  }
}

/** Drops a suspended run whose host has lost interest. */
function abandon(rt: HostRuntime): FerrousError | undefined {
  try {
    endRun(rt, new LimitTrap("aborted", "the run was given up"));
  } catch (error) {
    return toPublicError(rt, error);
  }
}

/** The functions behind all calls across the boundary. */
export const CALLER: Caller = Object.freeze({
  host: callHost,
  sync: runSync,
  async: runAsync,
});
