/**
 * Calls that compiled code makes by way of a builtin: `pcall`, `error`, coroutines, and builtins that call
 * back (`table.sort`, `string.gsub`). What is called runs as compiled code further up the JS stack; when it
 * leaves, an entry for the builtin's own activation is kept between its and its caller's.
 *
 * A coroutine that yields in compiled code keeps its activations as they are (`Coroutine.frozen`), and is
 * continued from them. Its frames are made when anything else wants to see them.
 *
 * Everything here returns one value bare and none or several as an array, or `EXIT`: with nothing kept when
 * the interpreter shall make the call.
 *
 * @module
 */

import { ensureStack, pushFrame } from "../call.ts";
import { Coroutine } from "../coroutine.ts";
import { LimitTrap, LuaThrow } from "../errors.ts";
import { COST } from "../heap.ts";
import { flat } from "../ropes.ts";
import type { Runtime } from "../runtime.ts";
import { wrappedFunction } from "../specials.ts";
import { Builtin, type BuiltinGenerator, Closure, Intrinsic, type Value } from "../value.ts";
import { refuseResumption, resumptionAt } from "./build.ts";
import { CONTEXT } from "./context.ts";
import { decodeAt } from "./decode.ts";
import { freeze } from "./frames.ts";
import { Saved, SavedKind } from "./saved.ts";
import { EXIT, REFUSED, Retry } from "./signals.ts";

/** Arguments that are handed over one by one. */
const MAX_ARGUMENTS = 50;
/** Bytes of JS stack for the frames of what runs a builtin here. */
const NATIVE_BYTES = 1000;
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
      return args.length === 0 ? EXIT : resume(f, args[0], depth, func, args.slice(1), false);
    case Intrinsic.Wrapped:
      return resume(f, f.held, depth, func, args, true);
    case Intrinsic.Yield:
      return yieldFrom(f, depth, func, args);
    case Intrinsic.Create:
      return newCoroutine(args, depth, func, false);
    case Intrinsic.Wrap:
      return newCoroutine(args, depth, func, true);
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

function all(result: Value): Value[] {
  return Array.isArray(result) ? result : [result];
}

function keep(kind: SavedKind, builtin: Builtin, nargs: number): Saved {
  const entry = new Saved();
  entry.kind = kind;
  entry.builtin = builtin;
  entry.nargs = nargs;
  CONTEXT.saved.push(entry);
  CONTEXT.mixed = true;
  return entry;
}

/** Charges for results that are moved, as `finishReturn` does; false when that ends the run. */
function chargeMoved(count: number): boolean {
  if (count <= 15) return true;
  try {
    CONTEXT.meter.charge(count >>> 3);
    return true;
  } catch (error) {
    CONTEXT.trap = error;
    return false;
  }
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
      keep(SavedKind.Pcall, f, args.length);
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
  if (context.saved.length > 0) keep(SavedKind.Pcall, f, args.length);
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
  for (;;) {
    if (
      heap.used > heap.threshold || context.nest + 1 >= context.nestMax || pool < NATIVE_BYTES ||
      !context.fits(depth, base + 7)
    ) {
      context.pendingResults = results;
      keep(SavedKind.Generator, f, nargs).generator = generator;
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
      keep(SavedKind.Generator, f, nargs).generator = generator;
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
    if (
      g instanceof Closure && call.length <= MAX_ARGUMENTS && context.fits(depth, base + call.length + 2)
    ) {
      context.pool = pool - NATIVE_BYTES;
      context.nest++;
      result = call.length === 3
        ? g.code.jitN(g, depth + 1, base + 1, call[1], call[2])
        : g.code.jitN(g, depth + 1, base + 1, ...call.slice(1));
      context.nest--;
      context.pool = pool;
    }
    if (result === EXIT) {
      if (context.throwing) return EXIT;
      if (!context.out()) context.pendingCall = call;
      keep(SavedKind.Generator, f, nargs).generator = generator;
      return EXIT;
    }
    results = all(result);
    context.grow(base + results.length + 1);
    chargeMoved(results.length);
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

function newCoroutine(args: Value[], depth: number, func: number, wrap: boolean): Value {
  const { rt, heap } = CONTEXT;
  const body = args[0];
  if (!CONTEXT.fits(depth, func + args.length + 8)) return EXIT;
  const charge = COST.coroutine + (wrap ? COST.iterator : 0);
  if (!(body instanceof Closure) || heap.used + charge > heap.threshold) return EXIT;
  heap.used += charge;
  const target = new Coroutine(rt.current.globals, body);
  return wrap ? wrappedFunction(target) : target;
}

function yieldFrom(f: Builtin, depth: number, func: number, args: Value[]): Value {
  const context = CONTEXT;
  if (!context.fits(depth, func + args.length + 8)) return EXIT;
  if (context.coroutines === 0 || (context.rt.strictYield && context.nest > 0)) return EXIT;
  context.yielded = args;
  context.yieldedBy = f;
  return EXIT;
}

function resume(
  f: Builtin,
  target: Value,
  depth: number,
  func: number,
  args: Value[],
  wrapped: boolean,
): Value {
  const context = CONTEXT;
  const { rt } = context;
  if (!(target instanceof Coroutine) || target.status !== "suspended" || rt.hooked > 0) return EXIT;
  const from = rt.current;
  const calls = from.cCalls + context.nest;
  if (calls >= 200 || context.pool < 4 * NATIVE_BYTES) return EXIT;
  if (!context.fits(depth, func + args.length + (wrapped ? 8 : 9))) return EXIT;
  const { body } = target;
  let entries: Saved[] = [];
  if (body === undefined) {
    const frozen = target.frozen ?? freeze(target);
    if (frozen === undefined) return EXIT;
    target.frozen = frozen;
    if (frozen.mixed) return EXIT;
    entries = frozen.entries;
    // the values are laid where `coroutine.yield` was
    const { base, closure, pc } = entries[0]!;
    const yielded = base + decodeAt(closure.code.code, pc - 1).a;
    if (yielded + args.length + 8 > target.stack.length) return EXIT;
    target.frozen = null;
  } else if (args.length + 8 > target.stack.length) return EXIT;
  const { nest, nestMax, protect, pool, jsDepth, jsTop } = context;
  from.status = "normal";
  target.status = "running";
  target.resumer = from;
  rt.current = target;
  if (calls > target.cCalls) target.cCalls = calls;
  if (body !== undefined) target.cCalls++;
  context.nest = 0;
  context.nestMax = 200 - target.cCalls;
  context.protect = 0;
  context.coroutines++;
  context.co = target;
  context.pool = pool - 2 * NATIVE_BYTES;
  context.jsDepth = jsDepth - depth;
  context.jsTop = jsTop - func;
  context.refresh();
  let result: Value;
  let done = 0;
  if (body !== undefined) {
    target.body = undefined;
    result = body.code.jitN(body, 1, 2, ...args);
  } else {
    chargeMoved(args.length);
    result = proceed(entries[0]!, args, entries.length);
    for (done = 1; result !== EXIT && done < entries.length; done++) {
      result = proceed(entries[done]!, all(result), entries.length - done);
    }
  }
  context.coroutines--;
  context.nest = nest;
  context.nestMax = nestMax;
  context.protect = protect;
  context.co = from;
  context.pool = pool;
  context.jsDepth = jsDepth;
  context.jsTop = jsTop;
  context.refresh();
  rt.current = from;
  from.status = "running";
  target.resumer = null;
  if (result !== EXIT) {
    target.status = "dead";
    const values = all(result);
    chargeMoved(values.length);
    return handedOver(values, func, wrapped);
  }
  target.status = "suspended";
  if (!context.out()) {
    // it could not begin
    target.body = body;
    target.cCalls--;
    return EXIT;
  }
  const { saved, yielded } = context;
  for (let k = done; k < entries.length; k++) saved.push(entries[k]!);
  if (yielded !== undefined) {
    context.yielded = undefined;
    // as `coroutine.yield` charges for looking through the frames
    context.meter.left -= saved.length >> 3;
    target.frozen = { entries: saved, builtin: context.yieldedBy!, mixed: context.mixed };
    context.saved = [];
    context.mixed = false;
    return handedOver(yielded, func, wrapped);
  }
  const entry = keep(SavedKind.Resume, f, args.length + (wrapped ? 0 : 1));
  entry.target = target;
  entry.wrapped = wrapped;
  return EXIT;
}

/** What `resume` or a wrapped function returns. */
function handedOver(values: Value[], func: number, wrapped: boolean): Value {
  CONTEXT.grow(func + values.length + 2);
  if (wrapped) {
    chargeMoved(values.length);
    return (values.length === 1 ? values[0] : values) as Value;
  }
  chargeMoved(values.length + 1);
  return (values.length === 1 ? [true, values[0]] : [true, ...values]) as unknown as Value;
}

/** Continues an activation with the results of the call it waits for. */
function proceed(entry: Saved, results: Value[], depth: number): Value {
  const { closure, pc, registers, values } = entry;
  const { code } = closure;
  for (;;) {
    const known = code.unit === null ? undefined : code.unit.resumptions[pc];
    const resumption = known === undefined
      ? resumptionAt(code, closure, pc, (r) => values[registers.indexOf(r)])
      : known;
    if (resumption === null) break;
    const live = resumption.live === registers
      ? values
      : resumption.live.map((r) => values[registers.indexOf(r)]);
    const result = resumption.run(closure, depth, entry.base, live, results, entry.varargs);
    if (result === REFUSED) {
      refuseResumption(code, pc);
      continue;
    }
    if (result === EXIT && entry.tailCalls > 0) {
      const { saved } = CONTEXT;
      if (saved.length > 0) saved[saved.length - 1]!.tailCalls += entry.tailCalls;
    }
    return result;
  }
  leaveWith(entry, results);
  return EXIT;
}

/** Leaves an activation as it is after the call it waited for. */
function leaveWith(entry: Saved, results: Value[]): void {
  const { op, a, c } = decodeAt(entry.closure.code.code, entry.pc - 1);
  if (op === 58 || c === 0) {
    entry.openAt = a;
    entry.open = results;
  } else {
    const first = op === 64 ? a + 3 : a;
    const count = op === 64 ? c : c - 1;
    const registers = entry.registers.filter((r) => r < first);
    const values = registers.map((r) => entry.values[entry.registers.indexOf(r)]);
    for (let r = 0; r < count; r++) {
      registers.push(first + r);
      values.push(r < results.length ? results[r] : undefined);
    }
    entry.registers = registers;
    entry.values = values;
  }
  CONTEXT.saved.push(entry);
}
