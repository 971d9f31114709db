/**
 * Compiled activations become frames again, and frames of a suspended coroutine activations.
 *
 * Where a frame lies and what it does when it returns follows from the instruction its caller is at, as in
 * the interpreter.
 *
 * @module
 */

import { callAt } from "../call.ts";
import { type Coroutine, Finish, Frame, FrameKind, FREE_FRAMES } from "../coroutine.ts";
import type { LuaThrow } from "../errors.ts";
import { COST } from "../heap.ts";
import { propagate } from "../native_frames.ts";
import type { Runtime } from "../runtime.ts";
import { CONTEXT } from "./context.ts";
import { endOfRegisters } from "./liveness.ts";
import { type Native, Saved, SavedKind } from "./saved.ts";

/** As `ensureStack`, but without a trace: not everything live is on the stack yet. */
export function growStack(rt: Runtime, co: Coroutine, size: number): void {
  if (size <= co.stack.length) return;
  const stack = co.ownStack();
  const grown = Math.max(size, stack.length + (stack.length >> 1)) - stack.length;
  rt.heap.used += grown * COST.stackSlot;
  for (let i = 0; i < grown; i++) stack.push(undefined);
}

function pushed(rt: Runtime, co: Coroutine): Frame {
  const depth = ++co.depth;
  let frame = co.frames[depth];
  if (frame === undefined) {
    if (depth >= co.room) {
      rt.heap.used += COST.frame;
      co.room = depth + 1;
    }
    co.frames.push(frame = new Frame());
  }
  frame.tailCalls = 0;
  frame.varargs = 0;
  return frame;
}

/** Fills a Lua frame whose `func` is known. */
function place(rt: Runtime, co: Coroutine, frame: Frame, activation: Saved): void {
  const { closure, registers, values, varargs } = activation;
  const { code } = closure;
  const extra = varargs === undefined ? 0 : varargs.length;
  const base = frame.func + 1 + (extra > 0 ? code.numParams + extra : 0);
  growStack(rt, co, base + code.maxStack);
  const { stack } = co;
  for (let r = 0; r < extra; r++) stack[base - extra + r] = varargs![r];
  for (let r = base; r < base + code.maxStack; r++) stack[r] = undefined;
  for (let r = 0; r < registers.length; r++) stack[base + registers[r]!] = values[r];
  frame.closure = closure;
  frame.pc = activation.pc;
  frame.base = base;
  frame.varargs = extra;
  const { openAt, open } = activation;
  if (openAt < 0 || open === undefined) return;
  const first = base + openAt;
  growStack(rt, co, first + open.length + 1);
  for (let r = 0; r < open.length; r++) stack[first + r] = open[r];
  co.top = first + open.length;
}

/** Sets where `frame` begins and what it returns to, by what `outer` is doing. */
function attach(co: Coroutine, outer: Frame, frame: Frame): void {
  frame.finish = Finish.Native;
  frame.wanted = -1;
  switch (outer.kind) {
    case FrameKind.Lua:
      return attachToLua(co, outer, frame);
    case FrameKind.Generator:
      frame.func = frame.ret = outer.base;
      break;
    default:
      // Pcall, Body
      frame.func = frame.ret = outer.func + 1;
  }
  co.cCalls++;
}

function attachToLua(co: Coroutine, outer: Frame, frame: Frame): void {
  const { code } = outer.closure!;
  const at = code.instructionBefore(outer.pc);
  const word = code.code[at]!;
  const op = word & 255;
  const a = outer.base + ((word >>> 8) & 255);
  const c = word >>> 24;
  if (op === 57 || op === 58) {
    frame.func = frame.ret = a;
    frame.wanted = op === 57 ? c - 1 : -1;
    frame.finish = Finish.None;
    return;
  }
  if (op === 64) {
    frame.func = a + 3 + (c < 3 ? 3 : c);
    frame.ret = a + 3;
    frame.wanted = c;
    // the loop calls iterators as it calls metamethods
    frame.finish = Finish.Meta;
    co.cCalls++;
    return;
  }
  // a metamethod
  co.cCalls++;
  frame.func = outer.base + code.maxStack;
  if (op === 41 || op === 42 || (op >= 43 && op <= 46) || (op >= 49 && op <= 56)) {
    frame.ret = frame.func;
    frame.wanted = 1;
    frame.finish = Finish.Compare;
    outer.finishPc = code.code[at + 1]!;
    outer.finishSense = op % 2 === 1;
    return;
  }
  frame.finish = Finish.Meta;
  const stores = op === 11 || op === 14 || op === 15;
  frame.ret = stores ? frame.func : a;
  frame.wanted = stores ? 0 : 1;
}

function pushNativeFrame(rt: Runtime, co: Coroutine, outer: Frame, kind: FrameKind, native: Native): Frame {
  const frame = pushed(rt, co);
  if (kind !== FrameKind.Handler) attach(co, outer, frame);
  else {
    // right above the function that has failed
    frame.func = frame.ret = endOfRegisters(co, outer, outer.closure!.code.instructionBefore(outer.pc));
    frame.wanted = -1;
    frame.finish = Finish.None;
  }
  frame.kind = kind;
  frame.closure = null;
  frame.base = frame.func + native.nargs + 1;
  frame.builtin = native.builtin;
  frame.generator = native.generator;
  frame.handler = native.handler;
  frame.cCalls = co.cCalls;
  growStack(rt, co, frame.base + 7);
  if (kind !== FrameKind.Handler) co.stack[frame.func] = native.builtin!;
  return frame;
}

/** The frame at the bottom of a coroutine's stack. */
function pushBody(rt: Runtime, co: Coroutine): Frame {
  co.ownStack();
  const frame = pushed(rt, co);
  frame.kind = FrameKind.Body;
  frame.closure = null;
  frame.func = 0;
  frame.base = 1;
  frame.ret = 0;
  frame.wanted = -1;
  frame.finish = Finish.None;
  frame.builtin = null;
  frame.generator = null;
  frame.handler = undefined;
  // the call of the body is counted where it is attached
  frame.cCalls = --co.cCalls;
  return frame;
}

/**
 * Pushes frames for the activations from `innermost` to, but not with, `end` above `outer` of `co`; resumed
 * coroutines become the running ones. Returns the innermost frame.
 */
function pushAll(rt: Runtime, co: Coroutine, outer: Frame, innermost: Saved, end: Saved | null): Frame {
  const entries: Saved[] = [];
  for (let entry = innermost; entry !== end; entry = entry.outer!) entries.push(entry);
  for (let k = entries.length - 1; k >= 0; k--) {
    const entry = entries[k]!;
    const { native } = entry;
    if (native === null) {
      const frame = pushed(rt, co);
      attach(co, outer, frame);
      frame.kind = FrameKind.Lua;
      frame.tailCalls = entry.tailCalls;
      place(rt, co, frame, entry);
      outer = frame;
      continue;
    }
    switch (native.kind) {
      case SavedKind.Pcall:
        outer = pushNativeFrame(rt, co, outer, FrameKind.Pcall, native);
        break;
      case SavedKind.Xpcall:
        outer = pushNativeFrame(rt, co, outer, FrameKind.Xpcall, native);
        break;
      case SavedKind.Handler:
        outer = pushNativeFrame(rt, co, outer, FrameKind.Handler, native);
        break;
      case SavedKind.Generator:
        outer = pushNativeFrame(rt, co, outer, FrameKind.Generator, native);
        break;
      case SavedKind.Resume: {
        outer = pushNativeFrame(rt, co, outer, FrameKind.Resume, native);
        if (native.wrapped) outer.handler = true;
        const target = native.target!;
        target.resumer = co;
        rt.current = target;
        co = target;
        outer = pushBody(rt, co);
      }
    }
  }
  return outer;
}

/**
 * Turns the activations that have left compiled code into frames, the outermost one into `frame`, which is
 * there. Returns the innermost frame, or null when an error has made them leave that has been caught.
 *
 * @throws {LimitTrap} the limit that made them leave
 * @throws {LuaThrow} the error that made them leave
 */
export function restore(rt: Runtime, co: Coroutine, frame: Frame): Frame | null {
  const context = CONTEXT;
  const saved = context.saved!;
  const outermost = saved.last;
  if (outermost.native === null) {
    frame.tailCalls += outermost.tailCalls;
    place(rt, co, frame, outermost);
  }
  const innermost = pushAll(rt, co, frame, saved, outermost);
  co.frozen = null;
  context.mixed = false;
  const { trap, pendingCall, pendingResults, pendingError } = context;
  context.trap =
    context.pendingCall =
    context.pendingResults =
    context.pendingError =
      undefined;
  const collect = context.collect;
  context.collect = false;
  if (trap !== undefined) throw trap;
  const running = rt.current;
  if (pendingResults !== undefined) {
    const first = innermost.base;
    growStack(rt, running, first + pendingResults.length + 1);
    for (let r = 0; r < pendingResults.length; r++) running.stack[first + r] = pendingResults[r];
    running.top = first + pendingResults.length;
  }
  if (collect) rt.collect();
  if (pendingError !== undefined) {
    let thrown: LuaThrow;
    try {
      thrown = pendingError();
    } finally {
      // it is the frame that stands for the builtin
      if (innermost.kind === FrameKind.Generator && rt.callee === innermost.builtin) rt.callee = null;
    }
    // a JS exception would take microseconds
    if (propagate(rt, thrown)) return null;
    throw thrown;
  }
  if (pendingCall !== undefined) {
    const func = innermost.kind === FrameKind.Generator ? innermost.base : innermost.func + 1;
    growStack(rt, running, func + pendingCall.length + 2);
    for (let r = 0; r < pendingCall.length; r++) running.stack[func + r] = pendingCall[r];
    callAt(rt, running, func, pendingCall.length - 1, func, -1, Finish.Native);
  }
  return innermost;
}

/** Gives a coroutine that was suspended in compiled code, or has died there, its frames. */
export function thaw(rt: Runtime, co: Coroutine): void {
  const { frozen } = co;
  if (frozen === null) return;
  co.frozen = null;
  const { current } = rt;
  const innermost = pushAll(rt, co, pushBody(rt, co), frozen, null);
  rt.current = current;
  // an error has ended it
  if (co.dead) return;
  pushNativeFrame(rt, co, innermost, FrameKind.Yield, {
    kind: SavedKind.Generator,
    builtin: co.yieldedBy!,
    nargs: 0,
    generator: null,
    target: null,
    wrapped: false,
    handler: undefined,
  });
}

/** The reverse of `thaw`, if every frame is that of a Lua function called by CALL: whether that is so. */
export function freeze(co: Coroutine): boolean {
  const { frames, depth, stack } = co;
  const top = frames[depth]!;
  if (
    depth < 2 || depth > MAX_FROZEN || depth > (co.credit += CREDIT) || top.kind !== FrameKind.Yield ||
    frames[0]!.kind !== FrameKind.Body
  ) {
    return false;
  }
  for (let i = 1; i < depth; i++) {
    const frame = frames[i]!;
    if (frame.kind !== FrameKind.Lua || frame.finish !== (i === 1 ? Finish.Native : Finish.None)) {
      return false;
    }
  }
  let innermost: Saved | null = null;
  for (let i = 1; i < depth; i++) {
    const { closure, pc, base, varargs, tailCalls } = frames[i]!;
    const { code } = closure!;
    const values = stack.slice(base, base + code.maxStack);
    const extra = code.isVararg ? stack.slice(base - varargs, base) : undefined;
    const entry: Saved = new Saved(closure!, pc, base, allRegisters(code.maxStack), values, extra, tailCalls);
    entry.outer = innermost;
    innermost = entry;
  }
  for (let i = 0; i <= depth; i++) frames[i]!.closure = null;
  // the activations take their place
  if (frames.length > FREE_FRAMES) frames.length = FREE_FRAMES;
  co.frozen = innermost;
  co.yieldDepth = depth;
  co.yieldAt = top.func;
  co.yieldedBy = top.builtin;
  co.mixed = co.plain = false;
  co.depth = -1;
  co.credit = 0;
  return true;
}

/** Frames that may be turned into activations for each time a coroutine is resumed, and at most. */
const CREDIT = 32;
const MAX_FROZEN = 2000;

const ranges: number[][] = [];

function allRegisters(count: number): readonly number[] {
  return ranges[count] ??= Array.from({ length: count }, (_, r) => r);
}
