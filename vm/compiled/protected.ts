/**
 * `pcall` and `xpcall` in compiled code, and what else compiled code calls that is no Lua function.
 *
 * What is called runs as compiled code further up the JS stack. An error below (`raise.ts`) comes as a result;
 * if its frames were kept on the way, they are dropped here, or handed over with the error to the interpreter,
 * when it has to go on.
 *
 * Everything here returns one value bare and none or several as an array, or `EXIT`: with nothing kept when
 * the interpreter shall make the call.
 *
 * @module
 */

import { argumentMessage, positionAt, where } from "../debug_info.ts";
import { LimitTrap, LuaThrow } from "../errors.ts";
import { COST } from "../heap.ts";
import { flat } from "../ropes.ts";
import type { Runtime } from "../runtime.ts";
import { typeMessage } from "../type_errors.ts";
import { Builtin, Closure, Continuation, Intrinsic, type Value } from "../value.ts";
import { CONTEXT as imported } from "./context.ts";
import { all, chargeMoved, keepNative, resume } from "./coroutines.ts";
import { MAX_NEST, NATIVE_BYTES } from "./js_stack.ts";
import { callClosure, MAX_ARGUMENTS } from "./nested.ts";
import { Ended, ERROR_STEPS, Guard, levelOf, located, type Raised } from "./raise.ts";
import { SavedKind } from "./saved.ts";
import { EXIT as LEFT, PRESSURE, Retry } from "./signals.ts";

// see coroutines.ts
const CONTEXT = imported;
const EXIT = LEFT;

/**
 * Calls `f`, which is no Lua function, from the CALL at word `pc` of `closure`. `depth` is that of what it
 * calls.
 */
export function callSpecial(
  f: Value,
  closure: Closure,
  pc: number,
  depth: number,
  func: number,
  args: Value[],
): Value {
  if (f instanceof Builtin) return dispatch(f, closure, pc, depth, func, args);
  // a tail call of an object is a tail call of its metamethod: the interpreter replaces the frame
  return (closure.code.code[pc]! & 255) === 58 ? EXIT : callObject(f, depth, func, args);
}

/** Calls an object through `__call`. */
function callObject(f: Value, depth: number, func: number, args: Value[]): Value {
  const handler = CONTEXT.rt.callMetamethod(f);
  if (!(handler instanceof Closure) || args.length >= MAX_ARGUMENTS) return EXIT;
  if (!CONTEXT.fits(depth, func + args.length + 2)) return EXIT;
  return handler.code.jitN(handler, depth, func + 1, f, ...args);
}

/** `closure` is null if the caller is a builtin. */
function dispatch(
  f: Builtin,
  closure: Closure | null,
  pc: number,
  depth: number,
  func: number,
  args: Value[],
): Value {
  if (args.length > MAX_ARGUMENTS) return EXIT;
  switch (f.intrinsic) {
    case Intrinsic.Pcall:
      return pcall(f, closure, pc, depth, func, args);
    case Intrinsic.Xpcall:
      return xpcall(f, closure, pc, depth, func, args);
    case Intrinsic.Resume:
      return args.length === 0 ? EXIT : resumeAny(f, depth, func, args);
    case Intrinsic.Wrapped:
      return resume(f, f.held, args as unknown as Value, depth, func, true);
    case Intrinsic.Yield:
      return yieldFrom(f, depth, func, args);
  }
  return EXIT;
}

function yieldFrom(f: Builtin, depth: number, func: number, args: Value[]): Value {
  const context = CONTEXT;
  if (context.yields(f, depth, func, args.length)) {
    context.yielding = true;
    context.yielded = args as unknown as Value;
    // as `coroutine.yield` charges for looking through the frames
    context.meter.left -= (depth - 1) >> 3;
  }
  return EXIT;
}

/** `coroutine.resume` where something else was expected. */
function resumeAny(f: Builtin, depth: number, func: number, args: Value[]): Value {
  const values = resume(f, args[0], allButFirst(args) as unknown as Value, depth, func, false);
  return values === EXIT ? EXIT : [CONTEXT.ok, ...all(values)] as unknown as Value;
}

// ---- protected calls --------------------------------------------------------------------------------

function pcall(
  f: Builtin,
  closure: Closure | null,
  pc: number,
  depth: number,
  func: number,
  args: Value[],
): Value {
  const context = CONTEXT;
  const g = args[0];
  if (args.length === 0 || !context.protects(depth, func + args.length + 8)) return EXIT;
  const guard = context.enter(Guard.Pcall);
  const result = g instanceof Closure
    ? callClosure(g, depth + 1, func + 2, args)
    : callNative(g, closure, pc, depth + 1, func + 1, allButFirst(args));
  context.leave(guard);
  return withOk(recover(result, f, closure, pc, args.length, depth, func, undefined));
}

function xpcall(
  f: Builtin,
  closure: Closure | null,
  pc: number,
  depth: number,
  func: number,
  args: Value[],
): Value {
  const context = CONTEXT;
  const [g, handler] = args;
  if (!(g instanceof Closure) || args.length < 2 || !context.protects(depth, func + args.length + 8)) {
    return EXIT;
  }
  const guard = context.enter(Guard.Xpcall);
  context.handlers.push(handler);
  const result = g.code.jitN(g, depth + 1, func + 2);
  context.handlers.pop();
  context.leave(guard);
  return withOk(recover(result, f, closure, pc, args.length, depth, func, handler));
}

/** The results of a protected call, with those of `recover`. */
function withOk(result: Value): Value {
  if (result === EXIT) return EXIT;
  const { ok } = CONTEXT;
  if (!Array.isArray(result)) return [ok, result] as unknown as Value;
  if (result.length === 2) return [ok, result[0], result[1]] as unknown as Value;
  return [ok, ...result] as unknown as Value;
}

/** A list without its first value; `slice` takes longer for short ones. */
function allButFirst(args: Value[]): Value[] {
  switch (args.length) {
    case 1:
      return [];
    case 2:
      return [args[1]];
    case 3:
      return [args[1], args[2]];
  }
  return args.slice(1);
}

/**
 * What a protected call returns after `CONTEXT.ok`, when what it has called has returned `result`. It was called
 * with `nargs` arguments from the CALL at word `pc` of `closure`, if that is no builtin, and `depth` and `func` are
 * those of its frame.
 */
export function recover(
  result: Value,
  f: Builtin,
  closure: Closure | null,
  pc: number,
  nargs: number,
  depth: number,
  func: number,
  handler: Value,
): Value {
  const context = CONTEXT;
  const kind = f.intrinsic === Intrinsic.Xpcall ? SavedKind.Xpcall : SavedKind.Pcall;
  if (result !== EXIT) {
    if (!Array.isArray(result)) return result;
    context.grow(func + result.length + 2);
    if (!chargeMoved(result.length)) keepNative(kind, f, nargs, null, null, false, handler);
    else if (chargeMoved(result.length + 1)) return result;
    return EXIT;
  }
  context.ok = false;
  if (context.throwing) {
    context.throwing = false;
    context.mixed = false;
    const value = context.thrown;
    context.thrown = undefined;
    return kind === SavedKind.Pcall ? failure(value) : value;
  }
  const { raising } = context;
  if (raising !== undefined) {
    context.raising = undefined;
    const found = located(context, raising, context.saved, closure, pc);
    if (found === undefined) handOver(raising);
    else if (kind === SavedKind.Pcall) {
      dropFrames();
      return failure(found.value);
    } else {
      const handled = handle({ ...raising, value: found.value, level: 0 }, handler, depth);
      context.ok = false;
      if (handled !== EXIT) return Array.isArray(handled) ? handled[0] : handled;
    }
  }
  if (context.out()) keepNative(kind, f, nargs, null, null, false, handler);
  return EXIT;
}

/** What `pcall` returns after false. */
function failure(value: Value): Value {
  const { caught } = CONTEXT.rt;
  if (caught === null) return value;
  const values = caught(value);
  return (values.length === 1 ? values[0] : values) as Value;
}

/**
 * Calls what is no Lua function from a `pcall`, which is called by `closure`. No name and no position is known
 * for it, so its errors are complete at once.
 */
function callNative(
  f: Value,
  closure: Closure | null,
  pc: number,
  depth: number,
  func: number,
  args: Value[],
): Value {
  if (!(f instanceof Builtin)) {
    const handler = CONTEXT.rt.callMetamethod(f);
    return handler instanceof Closure || handler instanceof Builtin
      ? callObject(f, depth, func, args)
      : failAt("", typeMessage("call", f, undefined));
  }
  if (f.direct) return callDirect(f, depth, func, args);
  if (f.intrinsic !== Intrinsic.Error) {
    const result = dispatch(f, null, 0, depth, func, args);
    const { failed } = CONTEXT;
    if (failed === undefined) return result;
    CONTEXT.failed = undefined;
    return failed instanceof Ended ? fail(failed.behind("")) : failAt("", (failed as Retry).message!);
  }
  const level = levelOf(args[1]);
  const value = args[0];
  if (level < 0 || level > 2) return EXIT;
  if (level === 0 || (typeof value !== "string" && typeof value !== "number")) return fail(value);
  const { meter, rt } = CONTEXT;
  const position = level === 2 && closure !== null ? positionAt(closure.code, pc + 1) : "";
  const text = rt.basicToString(value);
  const work = (position.length + text.length) >>> 4;
  if (meter.left < work || position.length + text.length > rt.limits.stringLength) return EXIT;
  const result = failAt(position, text);
  if (CONTEXT.throwing) meter.left -= work;
  return result;
}

/** Raises `value` in a builtin that a `pcall` has called. */
function fail(value: Value): Value {
  const context = CONTEXT;
  context.meter.left -= ERROR_STEPS;
  context.throwing = true;
  context.thrown = value;
  return EXIT;
}

/** The same for a text that has to be charged for; `EXIT` alone when that meets a bound. */
function failAt(position: string, message: string): Value {
  const { heap } = CONTEXT;
  const text = flat(position, message);
  const used = heap.used + COST.string + text.length;
  if (used > heap.limit) return EXIT;
  heap.used = used;
  return fail(text);
}

/** Calls a direct builtin from a `pcall`. */
function callDirect(f: Builtin, depth: number, func: number, args: Value[]): Value {
  const context = CONTEXT;
  const { rt, meter, heap } = context;
  const { granted, left } = meter;
  const { used } = heap;
  rt.argCount = args.length;
  rt.callee = f;
  let result: unknown;
  try {
    result = context.invoke(f, args);
  } catch (error) {
    if (error instanceof LimitTrap) {
      context.trap = error;
      return EXIT;
    }
    if (error instanceof LuaThrow) return fail(error.value);
    if (error instanceof Retry && error.message !== undefined) {
      const { message, argument } = error;
      const text = argument === 0 ? message : argumentMessage(undefined, argument, message);
      const work = text.length > 255 ? text.length >>> 4 : 0;
      if (meter.left >= work) {
        const result = failAt("", text);
        meter.left -= work;
        if (context.throwing) return result;
      }
    } else if (!(error instanceof Retry) && error !== PRESSURE) throw error;
    context.rewind(granted, left, used);
    return EXIT;
  }
  if (result instanceof Continuation) return context.drive(f, result.generator, args.length, depth, func);
  return (Array.isArray(result) && result.length === 1 ? result[0] : result) as Value;
}

// ---- errors that keep their frames ----------------------------------------------------------------

/** Nobody wants to see the frames that were kept. */
function dropFrames(): void {
  CONTEXT.saved = null;
  CONTEXT.mixed = false;
}

/** Has the interpreter raise the error once the frames are in place. */
function handOver(raised: Raised): void {
  const { rt, meter } = CONTEXT;
  meter.left += ERROR_STEPS;
  CONTEXT.pendingError = () => raiseAgain(rt, raised);
}

function raiseAgain(rt: Runtime, { value, level, callee }: Raised): LuaThrow {
  rt.callee = callee;
  if (level === 0) return new LuaThrow(value);
  const text = flat(where(rt, level), value as string);
  rt.chargeString(text.length);
  return new LuaThrow(text);
}

/** Calls an error handler above the frames that were kept, the outermost of which is that of the `xpcall` at `depth`. */
function handle(raised: Raised, handler: Value, depth: number): Value {
  const context = CONTEXT;
  const { saved } = context;
  const { closure, base } = saved!;
  let inner = depth + 1;
  for (let entry = saved; entry !== null; entry = entry.outer) inner++;
  context.saved = null;
  const result = callHandler(raised, handler, inner, Math.max(base + closure.code.maxStack, raised.top));
  if (result !== EXIT) {
    dropFrames();
    return result;
  }
  const left = CONTEXT.saved;
  if (left === null) context.saved = saved;
  else {
    left.last.outer = saved;
    left.last = saved!.last;
  }
  return EXIT;
}

/**
 * Calls an error handler, whose frame is the one above that at index `depth`, with `func` for the end of the registers
 * below: its results, or `EXIT` with what has left, or with the error left to the interpreter.
 */
export function callHandler(raised: Raised, handler: Value, depth: number, func: number): Value {
  const context = CONTEXT;
  const { nest, pool, guard } = context;
  const { value, callee } = raised;
  if (
    value === "error in error handling" || pool < NATIVE_BYTES || raised.nest >= MAX_NEST ||
    !context.fits(depth, func + 8)
  ) {
    handOver(raised);
    return EXIT;
  }
  context.pool -= NATIVE_BYTES;
  context.nest = raised.nest + 1;
  context.guard = Guard.None;
  let result = EXIT;
  if (handler instanceof Closure) result = handler.code.jitN(handler, depth + 1, func + 2, value);
  else if (handler instanceof Builtin && handler.direct) result = attempt(handler, value);
  context.guard = guard;
  context.nest = nest;
  context.pool = pool;
  if (Array.isArray(result)) {
    context.grow(func + result.length + 2);
    if (!chargeMoved(result.length)) result = EXIT;
  }
  if (result !== EXIT) return result;
  if (context.out()) keepNative(SavedKind.Handler, callee, 0, null, null, false, value);
  else handOver(raised);
  return EXIT;
}

/** The results of a direct builtin; `EXIT` with nothing done when it fails or calls functions. */
function attempt(f: Builtin, value: Value): Value {
  const context = CONTEXT;
  const { rt, meter, heap } = context;
  const { granted, left } = meter;
  const { used } = heap;
  rt.argCount = 1;
  rt.callee = f;
  try {
    const result = context.invoke(f, [value]);
    if (!(result instanceof Continuation)) return result as Value;
  } catch (error) {
    if (!(error instanceof LuaThrow || error instanceof Retry || error === PRESSURE)) {
      if (!(error instanceof LimitTrap)) throw error;
      context.trap = error;
      return EXIT;
    }
  }
  context.rewind(granted, left, used);
  return EXIT;
}
