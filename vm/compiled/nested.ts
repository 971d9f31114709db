/**
 * Calls that compiled code makes by way of a builtin: `pcall`, `error`, and builtins that call back (`table.sort`,
 * `string.gsub`). What is called runs as compiled code further up the JS stack; when it leaves, an entry for the
 * builtin's own activation is kept between its and its caller's.
 *
 * Everything here returns one value bare and none or several as an array, or `EXIT`: with nothing kept when
 * the interpreter shall make the call.
 *
 * @module
 */

import { ensureStack, pushFrame } from "../call.ts";
import { LimitTrap, LuaThrow } from "../errors.ts";
import { COST } from "../heap.ts";
import { flat } from "../ropes.ts";
import type { Runtime } from "../runtime.ts";
import { Builtin, type BuiltinGenerator, Closure, Intrinsic, type Value } from "../value.ts";
import { CONTEXT } from "./context.ts";
import { all, chargeMoved, keepNative, resume } from "./coroutines.ts";
import { NATIVE_BYTES } from "./js_stack.ts";
import { SavedKind } from "./saved.ts";
import { EXIT, Retry } from "./signals.ts";

/** Arguments that are handed over one by one. */
const MAX_ARGUMENTS = 50;
/** Steps charged for an error in flight, as in `vm/native_frames.ts`. */
const ERROR_STEPS = 16;

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
  if (!(f instanceof Builtin)) {
    // a tail call of an object is a tail call of its metamethod: the interpreter replaces the frame
    return (closure.code.code[pc]! & 255) === 58 ? EXIT : callObject(f, depth, func, args);
  }
  if (args.length > MAX_ARGUMENTS) return EXIT;
  switch (f.intrinsic) {
    case Intrinsic.Pcall:
      return protectedCall(f, depth, func, args);
    case Intrinsic.Error:
      return raise(closure, pc, args);
    case Intrinsic.Resume:
      return args.length === 0 ? EXIT : resumeAny(f, depth, func, args);
    case Intrinsic.Wrapped:
      return resume(f, f.held, args as unknown as Value, depth, func, true);
    case Intrinsic.Yield:
      return yieldFrom(f, depth, func, args);
  }
  return EXIT;
}

/** Calls an object through `__call`. */
function callObject(f: Value, depth: number, func: number, args: Value[]): Value {
  const handler = CONTEXT.rt.callMetamethod(f);
  if (!(handler instanceof Closure) || args.length >= MAX_ARGUMENTS) return EXIT;
  if (!CONTEXT.fits(depth, func + args.length + 2)) return EXIT;
  return handler.code.jitN(handler, depth, func + 1, f, ...args);
}

// ---- pcall and error --------------------------------------------------------------------------------

function protectedCall(f: Builtin, depth: number, func: number, args: Value[]): Value {
  const context = CONTEXT;
  const g = args[0];
  if (!(g instanceof Closure) || context.nest + 1 >= context.nestMax) return EXIT;
  if (context.pool < NATIVE_BYTES || !context.fits(depth, func + args.length + 8)) return EXIT;
  const { pool } = context;
  context.pool -= NATIVE_BYTES;
  context.nest++;
  context.protect++;
  const { code } = g;
  let result: Value;
  switch (args.length) {
    case 1:
      result = code.jitN(g, depth + 1, func + 2);
      break;
    case 2:
      result = code.jitN(g, depth + 1, func + 2, args[1]);
      break;
    case 3:
      result = code.jitN(g, depth + 1, func + 2, args[1], args[2]);
      break;
    default:
      result = code.jitN(g, depth + 1, func + 2, ...args.slice(1));
  }
  context.protect--;
  context.nest--;
  context.pool = pool;
  if (result !== EXIT) {
    if (!Array.isArray(result)) return [true, result] as unknown as Value;
    context.grow(func + result.length + 2);
    if (!chargeMoved(result.length)) {
      keepNative(SavedKind.Pcall, f, args.length, null);
      return EXIT;
    }
    if (!chargeMoved(result.length + 1)) return EXIT;
    return [true, ...result] as unknown as Value;
  }
  if (context.throwing) {
    context.throwing = false;
    const value = context.thrown;
    context.thrown = undefined;
    return [false, value] as unknown as Value;
  }
  if (context.saved !== null) keepNative(SavedKind.Pcall, f, args.length, null);
  return EXIT;
}

/** `error` under a `pcall` in compiled code: the error travels as a result. */
function raise(closure: Closure, pc: number, args: Value[]): Value {
  const context = CONTEXT;
  if (context.protect === 0) return EXIT;
  const { rt, meter, heap } = context;
  let value = args[0];
  const level = args[1];
  if (level !== undefined && level !== 0 && level !== 1) return EXIT;
  if ((typeof value === "string" || typeof value === "number") && level !== 0) {
    const { code } = closure;
    const text = flat(`${code.chunkId}:${code.proto.lines[pc] ?? 0}: `, rt.basicToString(value));
    const used = heap.used + COST.string + text.length;
    const left = meter.left - (text.length >>> 4);
    if (used > heap.threshold || left < 0 || text.length > rt.limits.stringLength) return EXIT;
    heap.used = used;
    meter.left = left;
    value = text;
  }
  meter.left -= ERROR_STEPS;
  context.throwing = true;
  context.thrown = value;
  return EXIT;
}

// ---- builtins that call back ------------------------------------------------------------------------

/** Runs a builtin that calls functions. */
export function drive(
  f: Builtin,
  generator: BuiltinGenerator,
  nargs: number,
  depth: number,
  func: number,
): Value {
  const context = CONTEXT;
  const { rt, heap, pool } = context;
  const base = func + nargs + 1;
  if (depth > rt.limits.callDepth) {
    // the builtin has no frame to run in, which its caller is told
    context.pendingError = () => overflow(rt, base + 7);
    return EXIT;
  }
  let results: Value[] = [];
  // bare results are handed over in here: no builtin keeps the list
  const one: Value[] = [undefined];
  for (;;) {
    if (
      heap.used > heap.threshold || context.nest + 1 >= context.nestMax || pool < NATIVE_BYTES ||
      !context.fits(depth, base + 7)
    ) {
      context.pendingResults = results;
      keepNative(SavedKind.Generator, f, nargs, generator);
      return EXIT;
    }
    rt.callee = f;
    rt.driving++;
    let step;
    try {
      step = generator.next(results);
    } catch (error) {
      if (error instanceof LimitTrap) context.trap = error;
      else if (error instanceof LuaThrow) context.pendingError = () => raiseAgain(error);
      else if (error instanceof Retry) context.pendingError = error.again;
      else throw error;
      keepNative(SavedKind.Generator, f, nargs, generator);
      return EXIT;
    } finally {
      rt.driving--;
    }
    if (step.done === true) {
      const value = step.value;
      if (!Array.isArray(value)) return value;
      context.grow(base + value.length + 1);
      chargeMoved(value.length);
      return (value.length === 1 ? value[0] : value) as Value;
    }
    const call = step.value;
    const g = call[0];
    let result: Value = EXIT;
    if (g instanceof Closure) {
      if (call.length <= MAX_ARGUMENTS && context.fits(depth, base + call.length + 2)) {
        context.pool = pool - NATIVE_BYTES;
        context.nest++;
        result = callClosure(g, depth + 1, base + 1, call);
        context.nest--;
        context.pool = pool;
      }
    } else if (g instanceof Builtin && g.direct && !g.mayCall) result = callDirect(g, call);
    if (result === EXIT) {
      if (context.throwing) return EXIT;
      if (!context.out()) context.pendingCall = call;
      keepNative(SavedKind.Generator, f, nargs, generator);
      return EXIT;
    }
    if (Array.isArray(result)) {
      results = result;
      context.grow(base + results.length + 1);
      chargeMoved(results.length);
    } else {
      one[0] = result;
      results = one;
    }
  }
}

/** Calls `g` with the arguments that follow it in `call`. */
function callClosure(g: Closure, depth: number, base: number, call: readonly Value[]): Value {
  switch (call.length) {
    case 2:
      return g.code.jitN(g, depth, base, call[1]);
    case 3:
      return g.code.jitN(g, depth, base, call[1], call[2]);
  }
  return g.code.jitN(g, depth, base, ...call.slice(1));
}

/** Calls a builtin with the arguments that follow it in `call`; `EXIT` when it has thrown. */
function callDirect(f: Builtin, call: readonly Value[]): Value {
  const context = CONTEXT;
  const { rt, meter, heap } = context;
  const { granted, left } = meter;
  const { used } = heap;
  rt.argCount = call.length - 1;
  rt.callee = f;
  try {
    return (f.kind === 0
      ? f.fn(rt, call[1], call[2], call[3], call[4], call[5], call[6])
      : f.fn(rt, call.slice(1))) as Value;
  } catch (error) {
    // a limit ends it here; after anything else the interpreter calls it again
    if (error instanceof LimitTrap) context.trap = error;
    else context.caught(error, granted, left, used);
    return EXIT;
  }
}

function raiseAgain(error: LuaThrow): never {
  throw error;
}

/** Pushes a frame there is no room for. */
function overflow(rt: Runtime, top: number): never {
  const co = rt.current;
  ensureStack(rt, co, top);
  pushFrame(rt, co);
  throw new Error("there was room for a frame");
}

// ---- coroutines -------------------------------------------------------------------------------------

function yieldFrom(f: Builtin, depth: number, func: number, args: Value[]): Value {
  const context = CONTEXT;
  if (context.yields(f, depth, func, args.length)) {
    context.yielded = args as unknown as Value;
    // as `coroutine.yield` charges for looking through the frames
    context.meter.left -= (depth - 1) >> 3;
  }
  return EXIT;
}

/** `coroutine.resume` where something else was expected. */
function resumeAny(f: Builtin, depth: number, func: number, args: Value[]): Value {
  const values = resume(f, args[0], args.slice(1) as unknown as Value, depth, func, false);
  return values === EXIT ? EXIT : [CONTEXT.ok, ...all(values)] as unknown as Value;
}
