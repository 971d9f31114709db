/**
 * How the host gets into the interpreter: start a call, run it, and settle what it waits for.
 *
 * A call from the host pushes an entry frame on the running coroutine, so the host may call in again from
 * a host function; every entry has its own `run`, and frames below belong to the outer one.
 *
 * @module
 */

import { endOfRegisters } from "./compiled/liveness.ts";
import { callAt, ensureStack, finishReturn } from "./call.ts";
import { Finish, FrameKind } from "./coroutine.ts";
import { LimitTrap, LuaThrow } from "./errors.ts";
import { run } from "./interpreter.ts";
import { RunStatus, unwind } from "./native_frames.ts";
import type { Runtime } from "./runtime.ts";
import type { Value } from "./value.ts";
import { pushNative } from "./call.ts";

export { RunStatus };

/** Runs of the interpreter that may be nested through host functions. */
const MAX_ENTRIES = 100;

/** Prepares a call of `f`; `resumeRun` carries it out. */
export function beginCall(rt: Runtime, f: Value, args: readonly Value[]): void {
  const co = rt.current;
  const active = co.depth < 0 ? undefined : co.frames[co.depth]!;
  let func = 0;
  if (active !== undefined) {
    func = active.kind === FrameKind.Lua
      ? endOfRegisters(co, active, active.closure!.code.instructionBefore(active.pc))
      : Math.max(active.base, co.top);
    // above the arguments of the builtin that is calling in
    func += rt.argCount + 1;
  }
  if (rt.entries >= MAX_ENTRIES) throw new LuaThrow("C stack overflow");
  ensureStack(rt, co, func + args.length + 8);
  rt.callee = null;
  pushNative(rt, co, FrameKind.Entry, { func, nargs: 0, ret: func, wanted: -1, finish: Finish.None });
  rt.entries++;
  co.ownStack()[func + 1] = f;
  for (let i = 0; i < args.length; i++) co.stack[func + 2 + i] = args[i];
  try {
    callAt(rt, co, func + 1, args.length, func + 1, -1, Finish.Native);
  } catch (error) {
    guarded(rt, () => unwind(rt, error));
  }
}

function guarded(rt: Runtime, action: () => void): void {
  try {
    action();
  } catch (error) {
    rt.entries--;
    throw error;
  }
}

/**
 * Runs until the call begun last has ended or is suspended.
 *
 * @returns its results; `RunStatus.Paused` when the slice is over, `RunStatus.Awaiting` when
 * `rt.pending` has to be settled first. Call again to go on.
 * @throws {LuaThrow} an error no protected call caught
 * @throws {LimitTrap} a limit was reached
 */
export function resumeRun(rt: Runtime): Value[] | RunStatus.Paused | RunStatus.Awaiting {
  let status: RunStatus = RunStatus.Done;
  guarded(rt, () => {
    status = run(rt);
  });
  if ((status as RunStatus) !== RunStatus.Done) return status as RunStatus.Paused | RunStatus.Awaiting;
  const co = rt.current;
  const frame = co.frames[co.depth]!;
  const results = co.stack.slice(frame.func + 1, co.top);
  co.depth--;
  co.cCalls = frame.cCalls;
  rt.entries--;
  // the last instruction may have charged more than was left
  rt.meter.charge(0);
  return results;
}

/** Completes the host call a run waits for, with its values or with an error to raise there. */
export function settle(rt: Runtime, outcome: readonly Value[] | LuaThrow | LimitTrap): void {
  const co = rt.current;
  const frame = co.frames[co.depth]!;
  if (frame.kind !== FrameKind.Host) throw new Error("no host call is pending");
  rt.pending = null;
  if (outcome instanceof LuaThrow || outcome instanceof LimitTrap) {
    co.depth--;
    co.cCalls = frame.cCalls;
    if (frame.finish !== Finish.None) co.cCalls--;
    rt.callee = frame.builtin;
    guarded(rt, () => unwind(rt, outcome));
    return;
  }
  ensureStack(rt, co, frame.func + outcome.length + 1);
  for (let i = 0; i < outcome.length; i++) co.stack[frame.func + i] = outcome[i];
  finishReturn(rt, co, frame.func, outcome.length);
}

/** Runs a call to its end. Throws a `LuaThrow` if it would have to wait. */
export function callFunction(rt: Runtime, f: Value, args: readonly Value[]): Value[] {
  beginCall(rt, f, args);
  const results = resumeRun(rt);
  if (Array.isArray(results)) return results;
  throw new Error("the run was suspended");
}
