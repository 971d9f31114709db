/**
 * The compiled tier's door: how the interpreter enters compiled code, and what becomes of its results.
 *
 * The interpreter enters at the beginning of a function or at a jump back, with the frame already pushed.
 * Compiled code calls compiled code by JS calls and nothing else; whatever it cannot do it leaves. On the way
 * out each activation keeps its registers, and `restore` turns them into the frames the interpreter would
 * have had, so that it goes on at that very instruction. While the interpreter runs, no compiled activation
 * of the instance is on the JS stack.
 *
 * @module
 */

import { finishReturn } from "../call.ts";
import { type Coroutine, Finish, type Frame, FrameKind } from "../coroutine.ts";
import type { Runtime } from "../runtime.ts";
import type { Value } from "../value.ts";
import { continuationAt, hooks, noteLeave, refuseContinuation, relearn } from "./build.ts";
import { CONTEXT } from "./context.ts";
import { growStack, restore } from "./frames.ts";
import { FIRST_ROOM, type Room } from "./js_stack.ts";
import { drive } from "./nested.ts";
import { callHandler, callSpecial, recover } from "./protected.ts";
import { resume } from "./coroutines.ts";
import { Guard } from "./raise.ts";
import { EXIT, REFUSED } from "./signals.ts";

hooks.callSpecial = callSpecial;
hooks.resume = resume;
hooks.recover = recover;
CONTEXT.drive = drive;
CONTEXT.callHandler = callHandler;
CONTEXT.relearn = relearn;

/** Arguments that are handed over one by one. */
const MAX_ARGUMENTS = 200;

/**
 * Runs the active frame as compiled code: a Lua function at its beginning or at the target of a jump back, or a
 * builtin that the call it has made has returned to. False when that is not possible; otherwise the loop must
 * reload.
 */
export function enter(rt: Runtime, co: Coroutine, frame: Frame): boolean {
  if (rt.meter.everyStep || frame.varargs > MAX_ARGUMENTS) return false;
  const context = CONTEXT;
  const outer = context.rt;
  if (outer !== rt) {
    if (outer !== null && outer.compiled) return enterNested(rt, co, frame);
    bind(rt);
  }
  if (context.broken) context.forget();
  context.entered = co;
  context.jsDepth = co.depth + context.room.frames;
  context.jsTop = frame.base + context.room.slots;
  context.pool = context.room.bytes;
  context.refresh();
  context.nest = co.cCalls;
  context.guard = Guard.None;
  context.mixed = false;
  rt.compiled = true;
  const { length: handlers } = context.handlers;
  let result: Value;
  try {
    result = frame.kind === FrameKind.Generator ? goOn(co, frame) : start(co, frame);
  } catch (error) {
    // such as the end of the JS stack; there may be no room for a call here
    context.handlers.length = handlers;
    context.broken = true;
    throw error;
  } finally {
    rt.compiled = false;
  }
  if (result === EXIT) {
    if (context.saved === null) return false;
    rt.everCompiled = true;
    const innermost = restore(rt, co, frame);
    if (innermost !== null) noteLeave(rt.current, innermost);
    return true;
  }
  if (result === REFUSED) {
    refuseContinuation(frame.closure!.code, frame.pc, rt.hot);
    return false;
  }
  rt.everCompiled = true;
  complete(rt, co, frame, result);
  return true;
}

function bind(rt: Runtime): void {
  const context = CONTEXT;
  context.rt = rt;
  context.meter = rt.meter;
  context.heap = rt.heap;
  context.shapes = rt.shapes;
  context.callDepth = rt.limits.callDepth;
}

/** The same while compiled code of another instance is on the JS stack: a host function it called runs this one. */
function enterNested(rt: Runtime, co: Coroutine, frame: Frame): boolean {
  const context = CONTEXT;
  const { rt: outer, jsDepth, jsTop, pool, nest, guard, entered } = context;
  outer.compiled = false;
  bind(rt);
  try {
    return enter(rt, co, frame);
  } finally {
    bind(outer);
    outer.compiled = true;
    context.jsDepth = jsDepth;
    context.jsTop = jsTop;
    context.pool = pool;
    context.refresh();
    context.nest = nest;
    context.guard = guard;
    context.entered = entered;
    if (context.broken) context.forget();
  }
}

/** Begins an interpreter loop, which knows nothing of the JS stack it starts on. */
export function resetStack(): Room {
  const { room } = CONTEXT;
  CONTEXT.room = FIRST_ROOM;
  return room;
}

/** Ends what `resetStack` began. */
export function restoreStack(room: Room): void {
  CONTEXT.room = room;
}

function start(co: Coroutine, frame: Frame): Value {
  const closure = frame.closure!;
  const { code } = closure;
  const { stack } = co;
  const { base, varargs } = frame;
  const { depth } = co;
  if (frame.pc !== 0) {
    const compiled = continuationAt(code, closure, frame.pc, stack, base);
    if (compiled === null) return REFUSED;
    const list = code.isVararg ? stack.slice(base - varargs, base) : undefined;
    return compiled(closure, depth, base, stack, list);
  }
  const compiled = frame.wanted === 1 && frame.finish === Finish.None ? code.jit1 : code.jitN;
  if (varargs === 0) {
    switch (code.numParams) {
      case 0:
        return compiled(closure, depth, base);
      case 1:
        return compiled(closure, depth, base, stack[base]);
      case 2:
        return compiled(closure, depth, base, stack[base], stack[base + 1]);
      case 3:
        return compiled(closure, depth, base, stack[base], stack[base + 1], stack[base + 2]);
    }
  }
  const args = stack.slice(base, base + code.numParams);
  for (let k = 0; k < varargs; k++) args.push(stack[base - varargs + k]);
  return compiled(closure, depth, frame.func + 1, ...args);
}

/** The same for the frame of a builtin, which the call it has made has returned to. */
function goOn(co: Coroutine, frame: Frame): Value {
  const { func, base } = frame;
  return drive(
    frame.builtin!,
    frame.generator!,
    base - func - 1,
    co.depth,
    func,
    co.stack.slice(base, co.top),
  );
}

/** What was entered has returned. */
function complete(rt: Runtime, co: Coroutine, frame: Frame, result: Value): void {
  const { stack } = co;
  const { ret, wanted } = frame;
  const popped = frame.finish === Finish.None && frame.kind === FrameKind.Lua;
  if (!Array.isArray(result)) {
    if (!popped) {
      stack[frame.base] = result;
      finishReturn(rt, co, frame.base, 1);
      return;
    }
    co.depth--;
    stack[ret] = result;
    if (wanted < 0) co.top = ret + 1;
    else for (let r = 1; r < wanted; r++) stack[ret + r] = undefined;
    return;
  }
  const count = result.length;
  growStack(rt, co, Math.max(frame.base, ret) + count + 1);
  if (!popped) {
    for (let r = 0; r < count; r++) stack[frame.base + r] = result[r];
    finishReturn(rt, co, frame.base, count);
    return;
  }
  co.depth--;
  if (wanted < 0) {
    for (let r = 0; r < count; r++) stack[ret + r] = result[r];
    co.top = ret + count;
  } else for (let r = 0; r < wanted; r++) stack[ret + r] = r < count ? result[r] : undefined;
}
