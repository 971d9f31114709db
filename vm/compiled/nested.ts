/**
 * Calls that compiled code makes by way of builtins that call back (`table.sort`, `string.gsub`). What is called
 * runs as compiled code further up the JS stack; when it leaves, an entry for the builtin's own activation is kept
 * between its and its caller's.
 *
 * Everything here returns one value bare and none or several as an array, or `EXIT`: with nothing kept when
 * the interpreter shall make the call.
 *
 * @module
 */

import { ensureStack, pushFrame } from "../call.ts";
import { LimitTrap, LuaThrow } from "../errors.ts";
import type { Held } from "../heap.ts";
import type { Runtime } from "../runtime.ts";
import { Builtin, type BuiltinGenerator, Closure, Comparing, Mapping, type Value } from "../value.ts";
import { CONTEXT } from "./context.ts";
import { chargeMoved, keepNative } from "./coroutines.ts";
import { MAX_NEST, NATIVE_BYTES } from "./js_stack.ts";
import { SavedKind } from "./saved.ts";
import { EXIT, PRESSURE, Retry } from "./signals.ts";

/** Arguments that are handed over one by one. */
export const MAX_ARGUMENTS = 50;

const NOTHING: Value[] = [];

/** Runs a builtin that calls functions; `results` are those of the call it waits for, if it has begun. */
export function drive(
  f: Builtin,
  generator: BuiltinGenerator,
  nargs: number,
  depth: number,
  func: number,
  results: Value[] = NOTHING,
): Value {
  const context = CONTEXT;
  const { rt, heap, pool } = context;
  const base = func + nargs + 1;
  if (depth > rt.limits.callDepth) {
    // the builtin has no frame to run in, which its caller is told
    context.pendingError = () => overflow(rt, base + 7);
    return EXIT;
  }
  if (generator instanceof Comparing && generator.comparator instanceof Closure) {
    return compare(f, generator, generator.comparator, nargs, depth, base, results[0]);
  }
  if (generator instanceof Mapping) {
    const g = generator.call[0];
    if (g instanceof Closure && generator.call.length <= MAX_ARGUMENTS) {
      return map(f, generator, g, nargs, depth, base, results[0]);
    }
  }
  if ((generator as Held).interpreted === true) return paused(f, generator, nargs, results);
  // bare results are handed over in here: no builtin keeps or changes the list
  const one: Value[] = [undefined];
  for (;;) {
    if (
      heap.used > heap.threshold || context.nest >= MAX_NEST || pool < NATIVE_BYTES ||
      !context.fits(depth, base + 7)
    ) {
      return paused(f, generator, nargs, results);
    }
    rt.callee = f;
    rt.driving++;
    let step;
    try {
      step = generator.next(results);
    } catch (error) {
      return failed(error, f, generator, nargs);
    } finally {
      rt.driving--;
    }
    if (step.done === true) {
      const value = step.value;
      if (!Array.isArray(value)) return value;
      takeIn(base, value.length);
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
    if (result === EXIT) return calledLeft(f, generator, nargs, call);
    if (Array.isArray(result)) {
      results = result;
      takeIn(base, results.length);
    } else {
      one[0] = result;
      results = one;
    }
  }
}

/** What `drive` does for a builtin that compares values by function `g`. */
function compare(
  f: Builtin,
  machine: BuiltinGenerator & Comparing,
  g: Closure,
  nargs: number,
  depth: number,
  base: number,
  result: Value,
): Value {
  const context = CONTEXT;
  const { rt, heap, pool } = context;
  for (;;) {
    if (
      heap.used > heap.threshold || context.nest >= MAX_NEST || pool < NATIVE_BYTES ||
      !context.fits(depth, base + 7)
    ) {
      return paused(f, machine, nargs, [result]);
    }
    rt.callee = f;
    rt.driving++;
    try {
      if (!machine.advance(result !== undefined && result !== false)) break;
    } catch (error) {
      return failed(error, f, machine, nargs);
    } finally {
      rt.driving--;
    }
    context.pool = pool - NATIVE_BYTES;
    context.nest++;
    result = g.code.jitN(g, depth + 1, base + 1, machine.left, machine.right);
    context.nest--;
    context.pool = pool;
    if (result === EXIT) return calledLeft(f, machine, nargs, [g, machine.left, machine.right]);
    if (Array.isArray(result)) {
      const results: Value[] = result;
      takeIn(base, results.length);
      result = results[0];
    }
  }
  context.grow(base + 1);
  return [] as unknown as Value;
}

/** What `drive` does for a builtin that calls function `g` alone. */
function map(
  f: Builtin,
  machine: BuiltinGenerator & Mapping,
  g: Closure,
  nargs: number,
  depth: number,
  base: number,
  result: Value,
): Value {
  const context = CONTEXT;
  const { rt, heap, pool } = context;
  const { call } = machine;
  const top = base + Math.max(7, call.length + 2);
  for (;;) {
    if (
      heap.used > heap.threshold || context.nest >= MAX_NEST || pool < NATIVE_BYTES ||
      !context.fits(depth, top)
    ) {
      return paused(f, machine, nargs, [result]);
    }
    rt.callee = f;
    rt.driving++;
    try {
      if (!machine.advance(result)) break;
    } catch (error) {
      return failed(error, f, machine, nargs);
    } finally {
      rt.driving--;
    }
    context.pool = pool - NATIVE_BYTES;
    context.nest++;
    result = callClosure(g, depth + 1, base + 1, call);
    context.nest--;
    context.pool = pool;
    if (result === EXIT) return calledLeft(f, machine, nargs, call);
    if (Array.isArray(result)) {
      const values: Value[] = result;
      takeIn(base, values.length);
      result = values[0];
    }
  }
  const results = machine.results();
  takeIn(base, results.length);
  return results as unknown as Value;
}

/** Leaves builtin `f` to the interpreter, which goes on with the results of its last call. */
function paused(f: Builtin, generator: BuiltinGenerator, nargs: number, results: Value[]): Value {
  CONTEXT.pendingResults = results;
  keepNative(SavedKind.Generator, f, nargs, generator);
  return EXIT;
}

/** What builtin `f` has called has left, or has not begun: then the interpreter makes the call. */
function calledLeft(f: Builtin, generator: BuiltinGenerator, nargs: number, call: Value[]): Value {
  const context = CONTEXT;
  if (context.throwing) return EXIT;
  if (!context.out()) context.pendingCall = call;
  keepNative(SavedKind.Generator, f, nargs, generator);
  return EXIT;
}

/** Asks for the stack that `count` results take at `base`, and charges for moving them there. */
function takeIn(base: number, count: number): void {
  CONTEXT.grow(base + count + 1);
  chargeMoved(count);
}

/** Builtin `f` has thrown between two calls. */
function failed(error: unknown, f: Builtin, generator: BuiltinGenerator, nargs: number): Value {
  const context = CONTEXT;
  if (error instanceof LimitTrap) context.trap = error;
  else if (error instanceof LuaThrow) context.pendingError = () => error;
  else if (error instanceof Retry) context.pendingError = error.again;
  else throw error;
  keepNative(SavedKind.Generator, f, nargs, generator);
  return EXIT;
}

/** Calls `g` with the arguments that follow it in `call`. */
export function callClosure(g: Closure, depth: number, base: number, call: readonly Value[]): Value {
  switch (call.length) {
    case 1:
      return g.code.jitN(g, depth, base);
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
    else if (error instanceof LuaThrow || error instanceof Retry || error === PRESSURE) {
      context.rewind(granted, left, used);
    } else throw error;
    return EXIT;
  }
}

/** Pushes a frame there is no room for. */
function overflow(rt: Runtime, top: number): never {
  const co = rt.current;
  ensureStack(rt, co, top);
  pushFrame(rt, co);
  throw new Error("there was room for a frame");
}
