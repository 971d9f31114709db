/**
 * Calls and returns: everything about frames that the interpreter loop does not do inline.
 *
 * A call is laid out on the stack as function value, then arguments. Results go to `ret`; `wanted` of
 * them, padded with nil, or all (-1), which sets `co.top`. Nothing here calls the interpreter loop: a call
 * of a Lua function pushes a frame and returns true, and the loop goes on from `rt.current`.
 *
 * @module
 */

import { type Coroutine, Finish, Frame, FrameKind } from "./coroutine.ts";
import { LimitTrap, LuaThrow } from "./errors.ts";
import { COST } from "./heap.ts";
import { callError } from "./type_errors.ts";
import type { Runtime } from "./runtime.ts";
import { Box, Builtin, BuiltinKind, Closure, Continuation, Suspension, type Value } from "./value.ts";
import { resumeConcat } from "./operators.ts";

/** Frames an error handler may use beyond the depth limit. */
const HANDLER_FRAMES = 225;

/** LUAI_MAXCCALLS: how deep calls through pcall, metamethods, callbacks and resume may nest. */
export const MAX_C_CALLS = 200;

/** Makes sure `stack[0..size)` exists. */
export function ensureStack(rt: Runtime, co: Coroutine, size: number): void {
  if (size <= co.stack.length) return;
  const stack = co.ownStack();
  const grown = Math.max(size, stack.length + (stack.length >> 1)) - stack.length;
  rt.heap.charge(grown * COST.stackSlot);
  for (let i = 0; i < grown; i++) stack.push(undefined);
}

/** Pushes a frame; the caller sets its fields. Checks the depth limit. */
export function pushFrame(rt: Runtime, co: Coroutine): Frame {
  const depth = co.depth + 1;
  if (depth > rt.limits.callDepth) checkDepth(rt, co, depth);
  let frame = co.frames[depth];
  if (frame === undefined) {
    if (depth >= co.room) {
      rt.heap.charge(COST.frame);
      co.room = depth + 1;
    }
    frame = new Frame();
    co.frames.push(frame);
  }
  co.depth = depth;
  return frame;
}

/** Raises `stack overflow`, leaving room for an error handler to run above the overflow. */
function checkDepth(rt: Runtime, co: Coroutine, depth: number): void {
  if (co.overflowed && depth <= rt.limits.callDepth + HANDLER_FRAMES) return;
  rt.callee = null;
  if (co.overflowed) throw new LuaThrow("error in error handling");
  co.overflowed = true;
  rt.error("stack overflow");
}

/**
 * Counts one more nested C-like call. As in the reference, the call that reaches the limit raises an error
 * and leaves some room for its handler; unwinding resets the count.
 */
export function enterC(rt: Runtime, co: Coroutine): void {
  const nesting = ++co.cCalls;
  if (nesting < MAX_C_CALLS) return;
  rt.callee = null;
  if (nesting === MAX_C_CALLS) rt.error("C stack overflow");
  if (nesting >= MAX_C_CALLS + (MAX_C_CALLS >> 3)) throw new LuaThrow("error in error handling");
}

/** Pushes a frame for Lua function `closure` called with `nargs` arguments from `func + 1` on. */
export function pushLua(
  rt: Runtime,
  co: Coroutine,
  closure: Closure,
  func: number,
  nargs: number,
  ret: number,
  wanted: number,
  finish: Finish,
): Frame {
  const code = closure.code;
  const params = code.numParams;
  let base = func + 1;
  let varargs = 0;
  if (code.isVararg) {
    varargs = nargs > params ? nargs - params : 0;
    if (varargs > 0) base = func + 1 + nargs;
  }
  ensureStack(rt, co, base + code.maxStack);
  const stack = co.stack;
  if (varargs > 0) {
    // fixed parameters move above the varargs, which end just below base
    const first = func + 1;
    for (let i = 0; i < params; i++) stack[base + i] = stack[first + i];
  }
  for (let i = nargs; i < params; i++) stack[func + 1 + i] = undefined;
  const frame = pushFrame(rt, co);
  frame.kind = FrameKind.Lua;
  frame.closure = closure;
  frame.pc = 0;
  rt.fresh = true;
  frame.base = base;
  frame.func = func;
  frame.ret = ret;
  frame.wanted = wanted;
  frame.varargs = varargs;
  frame.tailCalls = 0;
  frame.finish = finish;
  if (code.proto.needsArg) {
    const arg = rt.newTable(varargs, 1);
    for (let i = 0; i < varargs; i++) arg.setNumber(rt.heap, i + 1, stack[base - varargs + i]);
    arg.setString(rt.heap, "n", varargs);
    stack[base + params] = arg;
  }
  return frame;
}

/**
 * Calls the value at `func` with the `nargs` values above it. True when the loop must reload its state
 * (a frame was pushed or popped, or another coroutine runs); false when the results are in place.
 */
export function callAt(
  rt: Runtime,
  co: Coroutine,
  func: number,
  nargs: number,
  ret: number,
  wanted: number,
  finish: Finish,
): boolean {
  const f = co.stack[func];
  if (!(f instanceof Closure)) return callOther(rt, co, f, func, nargs, ret, wanted, finish);
  const code = f.code;
  const params = code.fixed;
  const base = func + 1;
  const depth = co.depth + 1;
  if (finish !== Finish.None) enterC(rt, co);
  if (
    params < 0 || depth >= co.frames.length || depth > rt.limits.callDepth ||
    base + code.maxStack > co.stack.length
  ) {
    pushLua(rt, co, f, func, nargs, ret, wanted, finish);
    return true;
  }
  for (let i = nargs; i < params; i++) co.stack[base + i] = undefined;
  const frame = co.frames[depth]!;
  co.depth = depth;
  frame.kind = FrameKind.Lua;
  frame.closure = f;
  frame.pc = 0;
  frame.base = base;
  frame.func = func;
  frame.ret = ret;
  frame.wanted = wanted;
  frame.varargs = 0;
  frame.tailCalls = 0;
  frame.finish = finish;
  rt.fresh = true;
  return true;
}

/** `callAt` for a value that is not a Lua function. */
function callOther(
  rt: Runtime,
  co: Coroutine,
  value: Value,
  func: number,
  nargs: number,
  ret: number,
  wanted: number,
  finish: Finish,
): boolean {
  if (value instanceof Builtin) return callBuiltin(rt, co, value, func, nargs, ret, wanted, finish);
  const handler = rt.callMetamethod(value);
  if (handler === undefined || !(handler instanceof Closure || handler instanceof Builtin)) {
    return callError(rt, co, value, func);
  }
  ensureStack(rt, co, func + nargs + 2);
  const { stack } = co;
  for (let i = func + nargs; i >= func; i--) stack[i + 1] = stack[i];
  stack[func] = handler;
  return callAt(rt, co, func, nargs + 1, ret, wanted, finish);
}

function callBuiltin(
  rt: Runtime,
  co: Coroutine,
  f: Builtin,
  func: number,
  nargs: number,
  ret: number,
  wanted: number,
  finish: Finish,
): boolean {
  const stack = co.stack;
  rt.argCount = nargs;
  rt.callee = f;
  if (f.kind === BuiltinKind.Special) {
    if (finish !== Finish.None) enterC(rt, co);
    (f.fn as unknown as SpecialFunction)(rt, co, { func, nargs, ret, wanted, finish });
    return true;
  }
  const result = invoke(rt, f, stack, func + 1, nargs);
  if (result instanceof Continuation) {
    pushGenerator(rt, co, f, result, func, nargs, ret, wanted, finish);
    return true;
  }
  if (result instanceof Suspension) {
    if (finish !== Finish.None) enterC(rt, co);
    pushNative(rt, co, FrameKind.Host, { func, nargs, ret, wanted, finish });
    rt.pending = result.promise;
    return true;
  }
  const count = placeResult(rt, co, func, result as Value | Value[]);
  return completeCall(rt, co, func, count, ret, wanted, finish);
}

/** The call a special builtin must carry out. */
export interface PendingCall {
  func: number;
  nargs: number;
  ret: number;
  wanted: number;
  finish: Finish;
}

/** A builtin that manipulates frames itself. */
export type SpecialFunction = (rt: Runtime, co: Coroutine, call: PendingCall) => void;

/** Runs a builtin on the `nargs` values from `first` on. */
export function invoke(rt: Runtime, f: Builtin, stack: Value[], first: number, nargs: number) {
  if (f.kind === BuiltinKind.Variadic) return f.fn(rt, stack.slice(first, first + nargs));
  switch (nargs) {
    case 0:
      return f.fn(rt);
    case 1:
      return f.fn(rt, stack[first]);
    case 2:
      return f.fn(rt, stack[first], stack[first + 1]);
    case 3:
      return f.fn(rt, stack[first], stack[first + 1], stack[first + 2]);
    case 4:
      return f.fn(rt, stack[first], stack[first + 1], stack[first + 2], stack[first + 3]);
  }
  // no library function with positional parameters has more than six
  return f.fn(
    rt,
    stack[first],
    stack[first + 1],
    stack[first + 2],
    stack[first + 3],
    stack[first + 4],
    stack[first + 5],
  );
}

/** A CALL of a builtin that calls nothing and has no use for frames: `stack[at]`, which the `wanted` results replace. */
export function callPlain(
  rt: Runtime,
  co: Coroutine,
  f: Builtin,
  at: number,
  nargs: number,
  wanted: number,
): void {
  const { stack } = co;
  rt.argCount = nargs;
  rt.callee = f;
  const result = invoke(rt, f, stack, at + 1, nargs) as Value | Value[];
  if (!Array.isArray(result)) {
    stack[at] = result;
    if (wanted < 0) co.top = at + 1;
    else for (let r = 1; r < wanted; r++) stack[at + r] = undefined;
  } else {
    const count = result.length;
    const several = f.kind === BuiltinKind.Variadic;
    if (several || wanted < 0) ensureStack(rt, co, at + count + 1);
    if (several && count > 15) rt.charge(count >>> 3);
    let n = wanted;
    if (n < 0) {
      n = count;
      co.top = at + count;
    }
    for (let r = 0; r < n; r++) stack[at + r] = r < count ? result[r] : undefined;
  }
  if (rt.heap.used > rt.heap.threshold) rt.collect();
}

/** Puts a builtin's result on the stack from `at` on; returns how many values. */
function placeResult(rt: Runtime, co: Coroutine, at: number, result: Value | Value[]): number {
  const stack = co.stack;
  if (!Array.isArray(result)) {
    stack[at] = result;
    return 1;
  }
  const n = result.length;
  ensureStack(rt, co, at + n + 1);
  for (let i = 0; i < n; i++) stack[at + i] = result[i];
  return n;
}

/** Runs a builtin's generator as a frame. */
function pushGenerator(
  rt: Runtime,
  co: Coroutine,
  f: Builtin,
  continuation: Continuation,
  func: number,
  nargs: number,
  ret: number,
  wanted: number,
  finish: Finish,
): void {
  if (finish !== Finish.None) enterC(rt, co);
  const frame = pushNative(rt, co, FrameKind.Generator, { func, nargs, ret, wanted, finish });
  frame.builtin = f;
  frame.generator = continuation.generator;
  // an empty list of results starts the generator
  co.top = frame.base;
}

/** Pushes a native frame that stands for a builtin's activation. */
export function pushNative(rt: Runtime, co: Coroutine, kind: FrameKind, call: PendingCall): Frame {
  ensureStack(rt, co, call.func + call.nargs + 8);
  const frame = pushFrame(rt, co);
  frame.kind = kind;
  frame.closure = null;
  frame.func = call.func;
  // where calls made by the frame begin: above the arguments it was given
  frame.base = call.func + call.nargs + 1;
  frame.ret = call.ret;
  frame.wanted = call.wanted;
  frame.finish = call.finish;
  frame.tailCalls = 0;
  frame.varargs = 0;
  frame.builtin = rt.callee;
  frame.generator = null;
  frame.handler = undefined;
  frame.cCalls = co.cCalls;
  return frame;
}

/**
 * Completes a call that left its results in `stack[first..first+count)` without a frame of its own: moves
 * them to `ret` and does what `finish` asks. Returns whether the loop must reload.
 */
function completeCall(
  rt: Runtime,
  co: Coroutine,
  first: number,
  count: number,
  ret: number,
  wanted: number,
  finish: Finish,
): boolean {
  moveResults(rt, co, first, count, ret, wanted);
  if (finish === Finish.None || finish === Finish.Meta) return false;
  return afterCall(rt, co, finish, ret);
}

/** Copies results to where the caller wants them. */
function moveResults(
  rt: Runtime,
  co: Coroutine,
  first: number,
  count: number,
  ret: number,
  wanted: number,
): void {
  const stack = co.stack;
  if (count > 15) rt.charge(count >>> 3);
  if (wanted < 0) {
    ensureStack(rt, co, ret + count + 1);
    if (ret !== first) { for (let i = 0; i < count; i++) stack[ret + i] = stack[first + i]; }
    co.top = ret + count;
    return;
  }
  const n = count < wanted ? count : wanted;
  if (ret !== first) { for (let i = 0; i < n; i++) stack[ret + i] = stack[first + i]; }
  for (let i = n; i < wanted; i++) stack[ret + i] = undefined;
}

/** Pops the active frame, which returns `stack[first..first+count)`. The loop must reload. */
export function finishReturn(rt: Runtime, co: Coroutine, first: number, count: number): void {
  const frame = co.frames[co.depth]!;
  co.depth--;
  const finish = frame.finish;
  moveResults(rt, co, first, count, frame.ret, frame.wanted);
  if (frame.kind !== FrameKind.Lua) co.cCalls = frame.cCalls;
  if (finish !== Finish.None) co.cCalls--;
  if (finish > Finish.Meta) afterCall(rt, co, finish, frame.ret);
}

/** What has to happen in the frame below once a call's results are in place. */
function afterCall(rt: Runtime, co: Coroutine, finish: Finish, ret: number): boolean {
  const frame = co.frames[co.depth]!;
  switch (finish) {
    case Finish.Compare: {
      const result = co.stack[ret];
      if ((result !== undefined && result !== false) === frame.finishSense) frame.pc = frame.finishPc;
      return true;
    }
    case Finish.Concat:
      resumeConcat(rt, co, frame, ret);
      return true;
  }
  return true;
}

const NO_BOX = new Box(undefined);

/** Templates of upvalue arrays, by length: a slice has no room to spare, an array that is pushed to has much. */
const templates: Box[][] = [];

function template(n: number): Box[] {
  const boxes = [NO_BOX];
  while (boxes.length < n) boxes.push(NO_BOX);
  return boxes;
}

/** An array for `n` upvalues, none of which may stay as it is. */
function emptyUpvalues(n: number): Box[] {
  switch (n) {
    case 0:
      return [];
    case 1:
      return [NO_BOX];
    case 2:
      return [NO_BOX, NO_BOX];
    case 3:
      return [NO_BOX, NO_BOX, NO_BOX];
  }
  return (templates[n] ??= template(n)).slice();
}

/** Creates the closure of nested function `index` for the active frame. */
export function makeClosure(
  rt: Runtime,
  stack: Value[],
  closure: Closure,
  index: number,
  base: number,
): Closure {
  const code = closure.code.child(index);
  const descriptors = code.proto.upvalues;
  const upvalues = emptyUpvalues(descriptors.length);
  for (let i = 0; i < descriptors.length; i++) {
    const { fromParentLocal, index } = descriptors[i]!;
    upvalues[i] = fromParentLocal ? stack[base + index] as unknown as Box : closure.upvalues[index]!;
  }
  rt.heap.used += COST.closure + 8 * upvalues.length;
  return new Closure(code, upvalues, closure.env);
}

/** Turns whatever a builtin or the engine threw into something the VM knows. */
export function asThrow(error: unknown): LuaThrow | LimitTrap | undefined {
  if (error instanceof LuaThrow || error instanceof LimitTrap) return error;
  if (error instanceof RangeError) {
    // the engine's own limits: string or array length, or its stack; never catchable by a script. No regular
    // expression: compiling one takes more stack than may be left
    return error.message.includes("call stack")
      ? new LimitTrap("depth", "host stack exhausted")
      : new LimitTrap("memory", "not enough memory");
  }
  return undefined;
}
