/**
 * Coroutines in compiled code: `resume`, functions made by `wrap`, and how activations are continued.
 *
 * `resume` calls the coroutine's function on the JS stack. `yield` leaves through the coroutine's activations;
 * what is kept of them stays as it is (`Coroutine.frozen`), and the innermost one is continued from there, those
 * around it when it returns. So a turn costs the same at any depth. What yields itself where it was continued
 * does not leave at all, but pauses: it returns what it yields (`Context.pausing`).
 *
 * Values are handed over as results are: one bare, none or several as an array.
 *
 * @module
 */

import { Coroutine } from "../coroutine.ts";
import { where } from "../debug_info.ts";
import { LuaThrow } from "../errors.ts";
import type { Builtin, BuiltinGenerator, Closure, Value } from "../value.ts";
import { refuseResumption, type Resumption, resumptionAt } from "./build.ts";
import { CONTEXT as imported } from "./context.ts";
import { decodeAt } from "./decode.ts";
import { freeze } from "./frames.ts";
import { Ended, Guard, located } from "./raise.ts";
import { type Native, type Saved, SavedKind, savedNative } from "./saved.ts";
import { EXIT as LEFT, REFUSED as NOT_MADE_FOR, Retry } from "./signals.ts";

// V8 relies on what is a constant here, but reads and checks what is imported each time.
const CONTEXT = imported;
const EXIT = LEFT;
const REFUSED = NOT_MADE_FOR;

/** `NATIVE_BYTES` and `Guard.Resume` once more, for the same reason. */
const enum Local {
  Native = 1000,
  Guard = 3,
}

/** The values of a list that may be one value bare. */
export function all(values: Value): Value[] {
  return Array.isArray(values) ? values : [values];
}

/** Charges for values that are moved, as `finishReturn` does; false when that ends the run. */
export function chargeMoved(count: number): boolean {
  if (count <= 15) return true;
  try {
    CONTEXT.meter.charge(count >>> 3);
    return true;
  } catch (error) {
    CONTEXT.trap = error;
    return false;
  }
}

/** Values that are handed over without asking what they take. */
const FEW = 8;

/**
 * Resumes `thread` with `values`, called at index `depth` of the frames and `func` of the stack: what it yields or
 * returns. `wrapped` says that `f` is a function made by `wrap` and not `coroutine.resume`, which then returns
 * `CONTEXT.ok` first. `EXIT` as everywhere, with nothing kept when the interpreter shall make the call.
 */
export function resume(
  f: Builtin,
  thread: Value,
  values: Value,
  depth: number,
  func: number,
  wrapped: boolean,
): Value {
  const context = CONTEXT;
  const { rt, nest } = context;
  if (!(thread instanceof Coroutine) || rt.hooked > 0) return EXIT;
  const count = Array.isArray(values) ? values.length : 1;
  let entry = thread.frozen;
  let resumption: Resumption | null = null;
  if (
    entry === null || entry.resumption === null || thread.plain !== true || nest >= 200 ||
    context.pool < 4 * Local.Native || depth > context.max ||
    count > FEW || func + count + 9 > context.top
  ) {
    const refusal = prepare(f, thread, values, depth, func, wrapped);
    if (refusal !== undefined) return refusal;
    entry = thread.frozen;
  } else ({ resumption } = entry);
  const { current } = rt;
  const { guard, pool, room, jsDepth, jsTop, max, top } = context;
  thread.resumer = current;
  thread.frozen = null;
  rt.current = thread;
  context.nest = nest > thread.cCalls ? thread.cCalls = nest : thread.cCalls;
  context.guard = Local.Guard as number;
  context.pool = pool - 2 * Local.Native;
  context.jsDepth = jsDepth - depth;
  context.jsTop = jsTop - func;
  context.refresh();
  let result: Value;
  if (entry === null) result = begin(thread, values);
  else {
    const { outer } = entry;
    const d = thread.yieldDepth - 1;
    result = resumption === null ? REFUSED : resumption.run(entry, d, values);
    if (context.pausing) thread.frozen = entry;
    else if (result === REFUSED || outer !== null) result = carryOn(thread, entry, outer, d, values, result);
  }
  context.nest = nest;
  context.guard = guard;
  context.pool = pool;
  context.jsDepth = jsDepth;
  context.jsTop = jsTop;
  context.max = max;
  context.top = top;
  rt.current = current;
  if (context.room !== room) context.gained(room);
  thread.resumer = null;
  context.ok = true;
  if (!context.pausing) return over(f, thread, values, func, wrapped, result);
  context.pausing = false;
  return handedOver(result, func, wrapped);
}

/**
 * Sees to it that `thread` can be resumed where that is not certain: undefined if so, else what `resume` returns.
 */
function prepare(
  f: Builtin,
  thread: Coroutine,
  values: Value,
  depth: number,
  func: number,
  wrapped: boolean,
): Value {
  const context = CONTEXT;
  if (thread.dead) return refused(f, values, depth, func, wrapped);
  if (thread.resumer !== null || context.nest >= 200) return EXIT;
  if (context.pool < 4 * Local.Native && (context.drained() || context.pool < 4 * Local.Native)) return EXIT;
  const count = Array.isArray(values) ? values.length : 1;
  if (context.deep(depth, func + count + (wrapped ? 8 : 9))) return EXIT;
  // the values are laid where `yield` was, if it has begun
  let at = 0;
  if (thread.body === undefined) {
    if ((thread.frozen === null && !freeze(thread)) || thread.mixed) return EXIT;
    at = thread.yieldAt;
  }
  return at + count + 8 > thread.stack.length ? EXIT : undefined;
}

/**
 * Goes on where `thread` was suspended in `entry` at depth `d`, the first of its activations, whose continuation has
 * returned `result`, or has not been called if that is `REFUSED`.
 */
function carryOn(
  thread: Coroutine,
  entry: Saved,
  outer: Saved | null,
  d: number,
  values: Value,
  result: Value,
): Value {
  const context = CONTEXT;
  // what lies below a deep one is not on the JS stack
  const deep = d > 32;
  let base = 0;
  if (deep) {
    context.jsDepth += d;
    base = context.begin(base, entry.base);
  }
  if (result === REFUSED) {
    chargeMoved(Array.isArray(values) ? values.length : 1);
    result = proceed(entry, values, d);
  }
  while (result !== EXIT && !context.pausing && outer !== null) {
    entry = outer;
    outer = entry.outer;
    if (deep) base = context.begin(base, entry.base);
    result = proceed(entry, result, --d);
  }
  if (context.pausing) thread.frozen = entry;
  else if (result === EXIT && outer !== null) {
    // those that are not on the JS stack
    const innermost = thread.frozen!;
    innermost.last.outer = outer;
    if (!context.yielding) { for (; outer !== null; outer = outer.outer) innermost.last = outer; }
  }
  return result;
}

/** What `resume` returns when the turn of `thread` is over that was given `values`, but not by `Context.pause`. */
function over(
  f: Builtin,
  thread: Coroutine,
  values: Value,
  func: number,
  wrapped: boolean,
  result: Value,
): Value {
  const context = CONTEXT;
  if (result !== EXIT) {
    thread.dead = true;
    if (Array.isArray(result)) chargeMoved(result.length);
    return handedOver(result, func, wrapped);
  }
  if (context.yielding) {
    context.yielding = false;
    if (context.mixed) {
      context.mixed = false;
      thread.mixed = true;
      thread.plain = false;
    }
    return handedOver(context.yielded, func, wrapped);
  }
  // it could not begin
  if (thread.body !== undefined) return EXIT;
  // all of it leaves
  if (context.raising !== undefined) return died(f, thread, wrapped);
  const { current } = context.rt;
  current.frozen = thread.frozen;
  thread.frozen = null;
  const count = Array.isArray(values) ? values.length : 1;
  keepNative(SavedKind.Resume, f, count + (wrapped ? 0 : 1), null, thread, wrapped);
  return EXIT;
}

/** What `resume` or a wrapped function does with a coroutine that is dead. */
function refused(
  f: Builtin,
  values: Value,
  depth: number,
  func: number,
  wrapped: boolean,
): Value {
  const context = CONTEXT;
  const { rt } = context;
  const reason = "cannot resume dead coroutine";
  if (wrapped) {
    if (context.guard === Guard.None) return EXIT;
    rt.callee = f;
    context.fail(new Retry(() => rt.error(reason), reason));
    return EXIT;
  }
  const count = Array.isArray(values) ? values.length : 1;
  if (!context.fits(depth, func + count + 9)) return EXIT;
  context.ok = false;
  return reason;
}

/**
 * An error has ended `target`, which keeps what has left for its frames. `resume` returns the error, a wrapped
 * function raises it.
 */
function died(f: Builtin, target: Coroutine, wrapped: boolean): Value {
  const context = CONTEXT;
  const { rt } = context;
  const { callee } = context.raising!;
  const { value } = located(context, context.raising!, target.frozen, null, 0, true)!;
  let depth = 0;
  for (let entry = target.frozen; entry !== null; entry = entry.outer) depth++;
  target.dead = true;
  target.plain = false;
  target.yieldDepth = depth;
  target.yieldedBy = null;
  target.diedIn = callee;
  context.raising = undefined;
  context.mixed = false;
  if (!wrapped) {
    context.ok = false;
    return value;
  }
  rt.callee = f;
  const ended = new Ended(value);
  if (context.guard !== Guard.None) context.fail(ended);
  else {
    context.pendingError = () => {
      rt.callee = f;
      return new LuaThrow(ended.behind(where(rt, 1)));
    };
  }
  return EXIT;
}

/** Calls the body of a coroutine. */
function begin(thread: Coroutine, values: Value): Value {
  const body = thread.body!;
  thread.body = undefined;
  CONTEXT.nest = ++thread.cCalls;
  const result = call(body, values);
  if (result === EXIT && !CONTEXT.out()) {
    thread.body = body;
    thread.cCalls--;
  }
  return result;
}

function call(body: Closure, values: Value): Value {
  const { code } = body;
  if (!Array.isArray(values)) return code.jitN(body, 1, 2, values);
  switch (values.length) {
    case 0:
      return code.jitN(body, 1, 2);
    case 2:
      return code.jitN(body, 1, 2, values[0], values[1]);
  }
  return code.jitN(body, 1, 2, ...values);
}

/** What `resume` returns after `CONTEXT.ok`, or a wrapped function. */
function handedOver(values: Value, func: number, wrapped: boolean): Value {
  // there is room for a few
  if (Array.isArray(values) && values.length > 6) {
    CONTEXT.grow(func + values.length + 2);
    chargeMoved(values.length + (wrapped ? 0 : 1));
  }
  return values;
}

/** Adds the activation of builtin `builtin` to those that have left. */
export function keepNative(
  kind: Native["kind"],
  builtin: Builtin | null,
  nargs: number,
  generator: BuiltinGenerator | null,
  target: Coroutine | null = null,
  wrapped = false,
  handler?: Value,
): void {
  CONTEXT.keep(savedNative({ kind, builtin, nargs, generator, target, wrapped, handler }));
  CONTEXT.mixed = true;
}

/** How an activation is continued, which is told what it is made for; null if it cannot be. */
function resumptionOf(entry: Saved): Resumption | null {
  const { closure, pc, registers, values } = entry;
  const value = (r: number): Value => values[registers.indexOf(r)];
  const resumption = resumptionAt(closure.code, closure, pc, value);
  if (resumption !== null && resumption.live !== registers) {
    entry.values = [...resumption.live.map(value), undefined];
    entry.registers = resumption.live;
  }
  return entry.resumption = resumption;
}

/** No results; nobody writes to a list of results. */
const NOTHING: readonly Value[] = [];

/** Continues the activation with frame index `depth` with the results of the call it waits for. */
function proceed(entry: Saved, results: Value, depth: number): Value {
  for (;;) {
    const resumption = entry.resumption ?? resumptionOf(entry);
    if (resumption === null) break;
    const { meter } = CONTEXT;
    if (resumption.returns && meter.left > 0) {
      meter.left--;
      return NOTHING as unknown as Value;
    }
    const { tailCalls } = entry;
    const result = resumption.run(entry, depth, results);
    if (result !== EXIT && result !== REFUSED) return result;
    if (result === EXIT) {
      const { saved } = CONTEXT;
      if (tailCalls > 0 && saved !== null && saved.last !== entry) saved.last.tailCalls += tailCalls;
      return EXIT;
    }
    refuseResumption(entry.closure.code, entry.pc);
    entry.resumption = null;
  }
  leaveWith(entry, all(results));
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
  CONTEXT.keep(entry);
}
