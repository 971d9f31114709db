/**
 * What native frames do when the call they made has returned, and how errors travel through frames.
 *
 * @module
 */

import { endOfRegisters } from "./compiled/liveness.ts";
import { enter } from "./compiled/tier.ts";
import { asThrow, callAt, ensureStack, finishReturn, pushNative } from "./call.ts";
import { type Coroutine, Finish, type Frame, FrameKind } from "./coroutine.ts";
import { handOver } from "./coroutine_switch.ts";
import { traceback, where } from "./debug_info.ts";
import { LuaThrow } from "./errors.ts";
import type { Held } from "./heap.ts";
import { toStringValue } from "./number.ts";
import type { Runtime } from "./runtime.ts";
import { travel } from "./type_errors.ts";
import { Builtin, type BuiltinGenerator, Closure, Comparing, type Value } from "./value.ts";

/** Why the interpreter loop came back. */
export const enum RunStatus {
  /** internal: go on */
  Continue = 0,
  /** the entry frame has its results, from its `func + 1` up to `co.top` */
  Done = 1,
  /** the slice of steps is used up */
  Paused = 2,
  /** a host function's promise is pending (`rt.pending`) */
  Awaiting = 3,
}

/** Continues native frame `frame`, whose call's results lie below `co.top`. */
export function stepNative(rt: Runtime, co: Coroutine, frame: Frame): RunStatus {
  switch (frame.kind) {
    case FrameKind.Entry:
      return RunStatus.Done;
    case FrameKind.Pcall:
    case FrameKind.Xpcall: {
      // results start at func + 1; put true in front of them
      const first = frame.func;
      co.stack[first] = true;
      finishReturn(rt, co, first, co.top - first);
      return RunStatus.Continue;
    }
    case FrameKind.Generator:
      stepGenerator(rt, co, frame);
      return RunStatus.Continue;
    case FrameKind.Body: {
      const first = frame.func + 1;
      const count = co.top - first;
      co.depth = -1;
      handOver(rt, co, true, first, count, true);
      return RunStatus.Continue;
    }
    case FrameKind.Handler:
      finishHandler(rt, co, frame);
      return RunStatus.Continue;
    case FrameKind.Hook:
      co.depth--;
      co.cCalls = frame.cCalls;
      co.top = frame.ret;
      co.frames[co.depth]!.pc = frame.finishPc;
      rt.inHook = false;
      return RunStatus.Continue;
    case FrameKind.Host:
      return RunStatus.Awaiting;
  }
  throw new Error(`frame kind ${frame.kind} cannot be continued`);
}

function stepGenerator(rt: Runtime, co: Coroutine, frame: Frame): void {
  const generator = frame.generator!;
  const stack = co.stack;
  const depth = co.depth;
  const base = frame.base;
  collectWhenDue(rt);
  const interpreted = (generator as Held).interpreted === true;
  if (!interpreted && callsHot(rt, co) && enter(rt, co, frame)) {
    if (rt.current !== co || co.depth > depth) return;
    if (co.depth < depth) return returned(rt, co);
    collectWhenDue(rt);
  }
  if (generator instanceof Comparing && generator.comparator instanceof Closure) {
    return stepComparing(rt, co, frame, generator, generator.comparator);
  }
  let results: Value[] = stack.slice(base, co.top);
  for (;;) {
    rt.callee = frame.builtin;
    const step = advance(rt, frame, generator, results, interpreted ? 0 : 1);
    if (step.done === true) {
      const value = step.value;
      if (!Array.isArray(value)) {
        stack[base] = value;
        finishReturn(rt, co, base, 1);
      } else {
        ensureStack(rt, co, base + value.length + 1);
        for (let i = 0; i < value.length; i++) stack[base + i] = value[i];
        finishReturn(rt, co, base, value.length);
      }
      return returned(rt, co);
    }
    const call = step.value;
    const n = call.length;
    ensureStack(rt, co, base + n + 2);
    for (let i = 0; i < n; i++) stack[base + i] = call[i];
    callAt(rt, co, base, n - 1, base, -1, Finish.Native);
    if (rt.current !== co || co.depth !== depth) return;
    // a builtin has answered at once
    collectWhenDue(rt);
    results = stack.slice(base, co.top);
  }
}

/** A builtin has returned. What a protected call has been given is not on the stack as a trace wants it. */
function returned(rt: Runtime, co: Coroutine): void {
  if (co.frames[co.depth]!.kind === FrameKind.Lua) collectWhenDue(rt);
}

/** Makes the trace that has not been possible since the last safe point. */
function collectWhenDue(rt: Runtime): void {
  if (rt.heap.used > rt.heap.threshold) rt.collect();
}

/** Whether the active frame, of a builtin, has called a function that is compiled or about to be. */
function callsHot(rt: Runtime, co: Coroutine): boolean {
  // what is left of the frame above
  const called = co.frames[co.depth + 1]?.closure;
  return called != null && called.code.heat > rt.hot;
}

/** `stepGenerator` for one that compares by a Lua function, without lists. */
function stepComparing(rt: Runtime, co: Coroutine, frame: Frame, machine: Comparing, f: Closure): void {
  const { base } = frame;
  const answer = co.top > base ? co.stack[base] : undefined;
  rt.callee = frame.builtin;
  let more: boolean;
  try {
    more = machine.advance(answer !== undefined && answer !== false);
  } catch (error) {
    if (rt.callee === frame.builtin) rt.callee = null;
    throw error;
  }
  if (!more) return finishReturn(rt, co, base, 0);
  ensureStack(rt, co, base + 5);
  const { stack } = co;
  stack[base] = f;
  stack[base + 1] = machine.left;
  stack[base + 2] = machine.right;
  callAt(rt, co, base, 2, base, -1, Finish.Native);
}

/**
 * One step of a builtin's generator. An error in it is one of the frame, which stands for the builtin. `driving`: 1
 * when no trace may be made in the middle.
 */
function advance(
  rt: Runtime,
  frame: Frame,
  generator: BuiltinGenerator,
  results: Value[],
  driving: number,
): IteratorResult<Value[], Value | Value[]> {
  rt.driving += driving;
  try {
    return generator.next(results);
  } catch (error) {
    if (rt.callee === frame.builtin) rt.callee = null;
    throw error;
  } finally {
    rt.driving -= driving;
  }
}

// ---- errors ---------------------------------------------------------------------------------------

/**
 * Lets `error` travel outward from the active frame: to a protected call, out of a coroutine into its
 * resumer, or, at an entry frame, out to the host as a JS exception. On return the loop may go on.
 */
export function unwind(rt: Runtime, error: unknown): void {
  let thrown = asThrow(error);
  while (thrown instanceof LuaThrow) {
    try {
      if (propagate(rt, thrown)) return;
      break;
    } catch (fault) {
      // a handler has reached a limit, or what catches the error goes on with another one
      thrown = asThrow(error = fault);
    }
  }
  if (!(thrown instanceof LuaThrow)) {
    if (thrown !== undefined) thrown.traceback ??= traceback(rt.current, null, 2, 2);
    abandon(rt);
    throw thrown ?? error;
  }
  rt.meter.left -= ERROR_STEPS;
  const co = rt.current;
  const at = protectedFrame(co);
  thrown.traceback ??= traceback(co, rt.callee, 2, 2);
  closeAbove(rt, co, at);
  co.depth = at - 1;
  co.cCalls = co.frames[at]!.cCalls;
  throw thrown;
}

/**
 * Takes `thrown` to the frame that catches it, through as many coroutines as it ends; then the loop may go
 * on. False when it has come to an entry frame, which is left for `unwind` to drop.
 */
export function propagate(rt: Runtime, thrown: LuaThrow): boolean {
  for (;;) {
    const co = rt.current;
    const at = protectedFrame(co);
    const frame = co.frames[at]!;
    if (frame.kind === FrameKind.Entry) return false;
    // throwing and catching takes the host's engine microseconds; the loop sees this before its next instruction
    rt.meter.left -= ERROR_STEPS;
    if (frame.kind === FrameKind.Xpcall) {
      if (callHandler(rt, co, thrown)) return true;
      continue;
    }
    if (frame.kind === FrameKind.Handler) {
      // an error while a handler ran: the handler gets it, as in the reference, until nesting runs out
      if (callHandler(rt, co, thrown)) return true;
      continue;
    }
    if (frame.kind === FrameKind.Pcall) {
      closeAbove(rt, co, at);
      if (rt.caught === null) fail(rt, co, frame, thrown.value);
      else failWith(rt, co, frame, rt.caught(thrown.value));
      return true;
    }
    if (frame.kind === FrameKind.Body) {
      co.diedIn = rt.callee;
      rt.callee = null;
      const resumer = co.resumer!;
      const wrapped = resumer.frames[resumer.depth]!.handler === true;
      // frames stay, for debug.traceback(co)
      ensureStack(rt, co, 1);
      if (!wrapped) {
        const saved = co.stack[0];
        co.stack[0] = thrown.value;
        handOver(rt, co, true, 0, 1, false);
        co.stack[0] = saved;
        return true;
      }
      co.dead = true;
      co.resumer = null;
      rt.current = resumer;
      // the function made by wrap raises the error in its caller, with the position added to a string
      const resumeFrame = resumer.frames[resumer.depth]!;
      rt.callee = resumeFrame.builtin;
      resumer.depth--;
      resumer.cCalls = resumeFrame.cCalls;
      const { value } = thrown;
      if (typeof value === "string" || typeof value === "number") {
        thrown.value = where(rt, 1) + toStringValue(value);
      }
      continue;
    }
  }
}

travel.propagate = propagate;

/** Steps charged for an error in flight. */
const ERROR_STEPS = 16;

/** Index of the innermost frame that an error stops at. */
function protectedFrame(co: Coroutine): number {
  for (let i = co.depth; i >= 0; i--) {
    switch (co.frames[i]!.kind) {
      case FrameKind.Pcall:
      case FrameKind.Xpcall:
      case FrameKind.Handler:
      case FrameKind.Entry:
      case FrameKind.Body:
        return i;
    }
  }
  throw new Error("no frame stops the error");
}

/** Drops the frames above `at`. Generators are told, so that they may release what they hold. */
function closeAbove(rt: Runtime, co: Coroutine, at: number): void {
  for (let i = co.depth; i > at; i--) {
    const frame = co.frames[i]!;
    if (frame.kind === FrameKind.Hook) rt.inHook = false;
    frame.generator = null;
    frame.closure = null;
  }
  co.depth = at;
  co.overflowed = false;
  const frame = co.frames[at]!;
  co.cCalls = frame.cCalls;
}

/** Returns `false, value` from a protected call. */
function fail(rt: Runtime, co: Coroutine, frame: Frame, value: Value): void {
  co.stack[frame.func] = false;
  co.stack[frame.func + 1] = value;
  finishReturn(rt, co, frame.func, 2);
}

/** Returns `false, ...values` from a protected call. */
function failWith(rt: Runtime, co: Coroutine, frame: Frame, values: readonly Value[]): void {
  const at = frame.func;
  ensureStack(rt, co, at + values.length + 1);
  co.stack[at] = false;
  for (let i = 0; i < values.length; i++) co.stack[at + 1 + i] = values[i];
  finishReturn(rt, co, at, values.length + 1);
}

/** Calls the error handler above the failing frames. False when that failed: `thrown` has the new error. */
function callHandler(rt: Runtime, co: Coroutine, thrown: LuaThrow): boolean {
  const at = xpcallBelow(co);
  const xpcallFrame = co.frames[at]!;
  const handler = xpcallFrame.handler;
  const callee = rt.callee;
  if (!(handler instanceof Closure || handler instanceof Builtin) || isExhausted(thrown)) {
    closeAbove(rt, co, at);
    fail(rt, co, xpcallFrame, "error in error handling");
    return true;
  }
  const active = co.frames[co.depth]!;
  const func = active.kind === FrameKind.Lua
    ? endOfRegisters(co, active, active.closure!.code.instructionBefore(active.pc))
    : Math.max(active.base, co.top);
  try {
    rt.callee = callee;
    const frame = pushNative(rt, co, FrameKind.Handler, { func, nargs: 0, ret: func, wanted: -1, finish: 0 });
    frame.builtin = callee;
    frame.handler = thrown.value;
    co.stack[func + 1] = handler;
    co.stack[func + 2] = thrown.value;
    callAt(rt, co, func + 1, 1, func + 1, -1, Finish.Native);
    return true;
  } catch (e) {
    const next = asThrow(e);
    if (!(next instanceof LuaThrow)) throw e;
    thrown.value = next.value;
    return false;
  }
}

const ERROR_IN_HANDLER = "error in error handling";

function isExhausted(thrown: LuaThrow): boolean {
  return thrown.value === ERROR_IN_HANDLER;
}

function xpcallBelow(co: Coroutine): number {
  for (let i = co.depth; i >= 0; i--) if (co.frames[i]!.kind === FrameKind.Xpcall) return i;
  throw new Error("no xpcall frame");
}

/** The handler has returned: its first result becomes the error value of the xpcall. */
function finishHandler(rt: Runtime, co: Coroutine, frame: Frame): void {
  const value = co.top > frame.func + 1 ? co.stack[frame.func + 1] : undefined;
  const at = xpcallBelow(co);
  closeAbove(rt, co, at);
  fail(rt, co, co.frames[at]!, value);
}

/** A trap ends everything up to the entry frame, in whatever coroutine it is. */
function abandon(rt: Runtime): void {
  rt.inHook = false;
  for (;;) {
    const co = rt.current;
    for (let i = co.depth; i >= 0; i--) {
      const frame = co.frames[i]!;
      frame.generator = null;
      if (frame.kind === FrameKind.Entry) {
        co.depth = i - 1;
        co.cCalls = frame.cCalls;
        return;
      }
      if (frame.kind === FrameKind.Body) break;
    }
    co.dead = true;
    co.depth = -1;
    const resumer = co.resumer;
    if (resumer === null) return;
    co.resumer = null;
    rt.current = resumer;
  }
}
