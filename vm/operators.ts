/**
 * Arithmetic, concatenation, length and comparison where operands are not plain numbers or strings.
 *
 * Each function returns whether the loop must reload (a metamethod was called as a frame).
 *
 * @module
 */

import { scratch } from "./access.ts";
import { callAt, ensureStack } from "./call.ts";
import { type Coroutine, Finish, type Frame } from "./coroutine.ts";
import { Event, metaOf } from "./meta.ts";
import { negatedNaN, toStringValue } from "./number.ts";
import { joinedList } from "./ropes.ts";
import type { Runtime } from "./runtime.ts";
import { LuaTable } from "./table.ts";
import { arithmeticError, concatError, operandSlots, orderError, typeError } from "./type_errors.ts";
import { Userdata, type Value } from "./value.ts";

/** C's `pow`: like JS, but 1 to any power and -1 to an infinite one are 1, and a NaN keeps its sign. */
export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (x === 1 || (x === -1 && (y === Infinity || y === -Infinity))) return 1;
  if (y !== y && x === x) return y;
  return Math.pow(x, y);
}

/** `a - floor(a/b)*b`, as 5.1 defines `%`. */
export function modulo(a: number, b: number): number {
  return a - Math.floor(a / b) * b;
}

/** One arithmetic operation on numbers; `op` is 0-5 in the order of the opcodes ADD...POW. */
export function compute(op: number, b: number, c: number): number {
  switch (op) {
    case 0:
      return b + c;
    case 1:
      return b - c;
    case 2:
      return b * c;
    case 3:
      return b / c;
    case 4:
      return modulo(b, c);
  }
  return power(b, c);
}

function eventOf(rt: Runtime, value: Value, event: number): Value {
  const metatable = rt.metatableOf(value);
  return metatable === undefined ? undefined : metaOf(metatable).events[event];
}

function callBinary(
  rt: Runtime,
  co: Coroutine,
  handler: Value,
  b: Value,
  c: Value,
  dest: number,
  finish: Finish,
): boolean {
  const func = scratch(co);
  ensureStack(rt, co, func + 4);
  const stack = co.stack;
  stack[func] = handler;
  stack[func + 1] = b;
  stack[func + 2] = c;
  return callAt(rt, co, func, 2, dest < 0 ? func : dest, 1, finish);
}

/** Steps that comparing a long string with `c` for equality costs beyond its instruction. */
export function equalityWork(b: string, c: Value): number {
  return typeof c === "string" && c.length === b.length ? b.length >>> 6 : 0;
}

/** Charges for finding out which of two strings comes first. */
function chargeOrder(rt: Runtime, a: string, b: string): void {
  const length = a.length < b.length ? a.length : b.length;
  if (length > 255) rt.charge(length >>> 6);
}

/** `stack[dest] := b op c` with coercions and metamethods. */
export function arithmetic(
  rt: Runtime,
  co: Coroutine,
  op: number,
  b: Value,
  c: Value,
  dest: number,
): boolean {
  const x = rt.toNumber(b);
  if (x !== undefined) {
    const y = rt.toNumber(c);
    if (y !== undefined) {
      co.stack[dest] = compute(op, x, y);
      return false;
    }
  }
  const handler = eventOf(rt, b, op) ?? eventOf(rt, c, op);
  if (handler === undefined) return arithmeticError(rt, co, b, c);
  return callBinary(rt, co, handler, b, c, dest, Finish.Meta);
}

/** `stack[dest] := -b`. */
export function negate(rt: Runtime, co: Coroutine, b: Value, dest: number): boolean {
  const x = rt.toNumber(b);
  if (x !== undefined) {
    co.stack[dest] = x === x ? -x : negatedNaN(x);
    return false;
  }
  const handler = eventOf(rt, b, Event.Unm);
  if (handler === undefined) return arithmeticError(rt, co, b, b);
  return callBinary(rt, co, handler, b, b, dest, Finish.Meta);
}

/** `stack[dest] := #b`. Tables have no `__len` in 5.1. */
export function lengthOf(rt: Runtime, co: Coroutine, b: Value, dest: number): boolean {
  if (b instanceof LuaTable) {
    co.stack[dest] = rt.border(b);
    return false;
  }
  if (typeof b === "string") {
    co.stack[dest] = b.length;
    return false;
  }
  const handler = eventOf(rt, b, Event.Len);
  if (handler === undefined) {
    return typeError(rt, co, "get length of", b, operandSlots(co.frames[co.depth]!).b);
  }
  return callBinary(rt, co, handler, b, undefined, dest, Finish.Meta);
}

// ---- concatenation --------------------------------------------------------------------------------

/** `stack[dest] := stack[first] .. ... .. stack[last]`, right to left. Destroys the operands. */
export function concat(rt: Runtime, co: Coroutine, first: number, last: number, dest: number): boolean {
  const stack = co.stack;
  while (last > first) {
    const right = stack[last];
    const left = stack[last - 1];
    if (!isText(left) || !isText(right)) {
      const handler = eventOf(rt, left, Event.Concat) ?? eventOf(rt, right, Event.Concat);
      if (handler === undefined) return concatError(rt, co, last - 1);
      // the result replaces the two operands and the rest is concatenated when it is there
      if (
        callBinary(rt, co, handler, left, right, last - 1, last - 1 > first ? Finish.Concat : Finish.Meta)
      ) {
        if (last - 1 === first) retarget(co, last - 1, dest);
        return true;
      }
      last--;
      continue;
    }
    // take as many strings and numbers as there are
    let start = last - 1;
    while (start > first && isText(stack[start - 1])) start--;
    let length = 0;
    for (let i = start; i <= last; i++) {
      const piece = stack[i];
      const text = typeof piece === "string" ? piece : toStringValue(piece as number);
      stack[i] = text;
      length += text.length;
    }
    rt.chargeString(length);
    stack[start] = joinedList(stack, start, last, length);
    last = start;
  }
  stack[dest] = stack[first];
  return false;
}

/** A frame just pushed for the last step of a concatenation returns straight to the destination. */
function retarget(co: Coroutine, from: number, dest: number): void {
  const frame = co.frames[co.depth]!;
  if (frame.ret === from) frame.ret = dest;
}

function isText(value: Value): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Goes on with a `CONCAT` whose metamethod has left its result at stack index `at`. */
export function resumeConcat(rt: Runtime, co: Coroutine, frame: Frame, at: number): void {
  const slots = operandSlots(frame);
  concat(rt, co, slots.b, at, slots.a);
}

// ---- comparison -----------------------------------------------------------------------------------

/**
 * `a == b` for values that are not identical, as a jump: when the truth of the comparison equals `sense`,
 * the active frame goes to `target`.
 */
export function jumpIfEqual(
  rt: Runtime,
  co: Coroutine,
  a: Value,
  b: Value,
  sense: boolean,
  target: number,
): boolean {
  const frame = co.frames[co.depth]!;
  const handler = equalityHandler(a, b);
  if (handler === undefined) {
    if (!sense) frame.pc = target;
    return true;
  }
  return compareBy(rt, co, handler, a, b, sense, target);
}

/** The `__eq` both operands share, if they are tables or userdata (§2.8). */
export function equalityHandler(a: Value, b: Value): Value {
  if (
    !(a instanceof LuaTable && b instanceof LuaTable) && !(a instanceof Userdata && b instanceof Userdata)
  ) return undefined;
  const left = a.metatable;
  const right = b.metatable;
  if (left === undefined || right === undefined) return undefined;
  const handler = metaOf(left).events[Event.Eq];
  if (handler === undefined) return undefined;
  return left === right || metaOf(right).events[Event.Eq] === handler ? handler : undefined;
}

function compareBy(
  rt: Runtime,
  co: Coroutine,
  handler: Value,
  a: Value,
  b: Value,
  sense: boolean,
  target: number,
): boolean {
  const frame = co.frames[co.depth]!;
  frame.finishPc = target;
  frame.finishSense = sense;
  callBinary(rt, co, handler, a, b, -1, Finish.Compare);
  return true;
}

/** The metamethod `event` that both operands share. */
function orderHandler(rt: Runtime, a: Value, b: Value, event: number): Value {
  const handler = eventOf(rt, a, event);
  return handler !== undefined && handler === eventOf(rt, b, event) ? handler : undefined;
}

/** `a < b` as a jump. */
export function jumpIfLess(
  rt: Runtime,
  co: Coroutine,
  a: Value,
  b: Value,
  sense: boolean,
  target: number,
): boolean {
  if (typeof a === "string" && typeof b === "string") {
    chargeOrder(rt, a, b);
    return decide(co, a < b, sense, target);
  }
  if (typeof a === "number" && typeof b === "number") return decide(co, a < b, sense, target);
  const handler = sameType(a, b) ? orderHandler(rt, a, b, Event.Lt) : undefined;
  if (handler === undefined) return orderError(rt, a, b);
  return compareBy(rt, co, handler, a, b, sense, target);
}

/** `a <= b` as a jump; falls back to `not (b < a)`. */
export function jumpIfLessEqual(
  rt: Runtime,
  co: Coroutine,
  a: Value,
  b: Value,
  sense: boolean,
  target: number,
): boolean {
  if (typeof a === "string" && typeof b === "string") {
    chargeOrder(rt, a, b);
    return decide(co, a <= b, sense, target);
  }
  if (typeof a === "number" && typeof b === "number") return decide(co, a <= b, sense, target);
  if (sameType(a, b)) {
    const handler = orderHandler(rt, a, b, Event.Le);
    if (handler !== undefined) return compareBy(rt, co, handler, a, b, sense, target);
    const less = orderHandler(rt, b, a, Event.Lt);
    if (less !== undefined) return compareBy(rt, co, less, b, a, !sense, target);
  }
  return orderError(rt, a, b);
}

function decide(co: Coroutine, result: boolean, sense: boolean, target: number): boolean {
  if (result === sense) co.frames[co.depth]!.pc = target;
  return false;
}

function sameType(a: Value, b: Value): boolean {
  if (typeof a !== "object" || typeof b !== "object") return typeof a === typeof b;
  if (a instanceof LuaTable) return b instanceof LuaTable;
  if (a instanceof Userdata) return b instanceof Userdata;
  return !(b instanceof LuaTable) && !(b instanceof Userdata);
}
