/**
 * Finalizers of userdata (`__gc`, Lua 5.1 §2.10.1), for instances that have them.
 *
 * A trace that finds a userdata dead and its metatable with a `__gc` field keeps it alive for one call of that
 * function. Calls are made in the reverse order of creation: by `collectgarbage`, before the next instruction
 * when a trace was due by itself, and for all userdata when the state is closed. A userdata is finalized once,
 * whatever its finalizer does with it.
 *
 * @module
 */

import { endOfRegisters } from "./compiled/liveness.ts";
import { callAt, ensureStack, pushNative } from "./call.ts";
import { type Coroutine, Finish, type Frame, FrameKind } from "./coroutine.ts";
import type { Runtime } from "./runtime.ts";
import type { Userdata, Value } from "./value.ts";

/** The userdata of an instance that may have finalizers, and those whose finalizers are due. */
export class Finalizers {
  /** in the order of creation */
  private known: Userdata[] = [];
  /** in the order of their calls */
  private readonly due: Userdata[] = [];

  /** Takes note of a new userdata. */
  add(userdata: Userdata): void {
    this.known.push(userdata);
  }

  /** Whether calls are due. */
  get pending(): boolean {
    return this.due.length > 0;
  }

  /** Userdata that are kept until a trace finds them dead, whether or not they are. */
  get kept(): readonly Userdata[] {
    return this.known;
  }

  /** What must not be collected before its finalizer has been called. */
  get waiting(): readonly Userdata[] {
    return this.due;
  }

  /** Takes the userdata for which `isLive` is false: those with a finalizer will be finalized. */
  separate(isLive: (userdata: Userdata) => boolean): void {
    const kept: Userdata[] = [];
    const dead: Userdata[] = [];
    for (const userdata of this.known) (isLive(userdata) ? kept : dead).push(userdata);
    this.known = kept;
    for (let i = dead.length - 1; i >= 0; i--) {
      const userdata = dead[i]!;
      userdata.finalized = true;
      if (userdata.metatable?.getString("__gc") !== undefined) this.due.push(userdata);
    }
  }

  /** The next call to make: function and argument. Undefined if there is none. */
  next(): [Value, Userdata] | undefined {
    for (;;) {
      const userdata = this.due.shift();
      if (userdata === undefined) return undefined;
      const finalizer = userdata.metatable?.getString("__gc");
      if (finalizer !== undefined) return [finalizer, userdata];
    }
  }
}

/**
 * Starts the next finalizer that is due before the instruction at `pc`, as a debug hook is started: the frame
 * goes on with that instruction afterwards. False if there is none.
 */
export function startFinalizer(rt: Runtime, co: Coroutine, frame: Frame, pc: number): boolean {
  const call = rt.finalizers?.next();
  if (call === undefined) {
    rt.meter.everyStep = rt.hooked > 0;
    return false;
  }
  frame.pc = pc + 1;
  const { top } = co;
  const func = endOfRegisters(co, frame, pc);
  ensureStack(rt, co, func + 8);
  rt.inHook = true;
  rt.callee = null;
  const native = pushNative(rt, co, FrameKind.Hook, {
    func,
    nargs: 0,
    ret: top,
    wanted: 0,
    finish: Finish.None,
  });
  native.finishPc = pc;
  co.stack[func + 1] = call[0];
  co.stack[func + 2] = call[1];
  callAt(rt, co, func + 1, 1, func + 1, -1, Finish.Native);
  return true;
}
