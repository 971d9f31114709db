/**
 * Instructions whose everyday form the interpreter loop could not carry out: other types of operands, metamethods,
 * tables that grow, stacks that do.
 *
 * @module
 */

import type { Constant } from "../compiler/proto.ts";
import { index, indexField, setField, setIndex } from "./access.ts";
import { callAt, ensureStack, pushLua } from "./call.ts";
import { type Coroutine, Finish, type Frame } from "./coroutine.ts";
import {
  arithmetic,
  concat,
  equalityHandler,
  equalityWork,
  jumpIfEqual,
  jumpIfLess,
  jumpIfLessEqual,
  lengthOf,
  negate,
} from "./operators.ts";
import { joined } from "./ropes.ts";
import type { Runtime } from "./runtime.ts";
import { LuaTable } from "./table.ts";
import { Builtin, Closure, type Value } from "./value.ts";

/** Work on strings up to this length is part of an instruction's one step. */
export const LONG_STRING = 255;

/**
 * Carries out instruction `word` of the active frame, whose `pc` is behind that word and comes to be where the
 * function goes on. Whether the loop must reload: other frames, or another coroutine, are active.
 */
export function carryOut(rt: Runtime, co: Coroutine, frame: Frame, word: number): boolean {
  const { stack } = co;
  const { base } = frame;
  const { code, constants, sites } = frame.closure!.code;
  const op = word & 255;
  const a = base + ((word >>> 8) & 255);
  const b = base + ((word >>> 16) & 255);
  const c = base + (word >>> 24);
  switch (op) {
    case 10: // GETGLOBAL
      return indexField(rt, co, frame.closure!.env, sites[code[frame.pc++]!]!, a, -1);
    case 11: // SETGLOBAL
      return setField(rt, co, frame.closure!.env, sites[code[frame.pc++]!]!, stack[a], -1);
    case 12: // GETTABLE
      return index(rt, co, stack[b], stack[c], a, b);
    case 13: // GETFIELD
      return indexField(rt, co, stack[b], sites[code[frame.pc++]!]!, a, b);
    case 14: // SETTABLE
      return setTable(rt, co, a, stack[b], stack[c]);
    case 15: { // SETFIELD
      const { heap } = rt;
      const before = heap.used;
      if (setField(rt, co, stack[a], sites[code[frame.pc++]!]!, stack[b], a)) return true;
      // what the cache holds must not decide when a trace is made
      if (heap.used > heap.threshold && heap.used !== before) rt.collect();
      return false;
    }
    case 16: { // SELF
      const object = stack[b];
      stack[a + 1] = object;
      return indexField(rt, co, object, sites[code[frame.pc++]!]!, a, b);
    }
    case 18: { // SETLIST
      const count = (word >>> 16) & 255;
      const n = count === 0 ? co.top - a - 1 : count;
      rt.meter.left -= n >>> 4;
      (stack[a] as unknown as LuaTable).storeList(rt.heap, code[frame.pc++]!, stack, a + 1, n);
      return false;
    }
    case 19: // ADD
    case 20: // SUB
    case 21: // MUL
    case 22: // DIV
    case 23: // MOD
    case 24: // POW
      return arithmetic(rt, co, op - 19, stack[b], stack[c], a);
    case 25: // ADDK
    case 26: // SUBK
    case 27: // MULK
    case 28: // DIVK
    case 29: // MODK
    case 30: { // POWK
      const constant = constants[code[frame.pc++]!];
      return word >>> 24 !== 0
        ? arithmetic(rt, co, op - 25, constant, stack[b], a)
        : arithmetic(rt, co, op - 25, stack[b], constant, a);
    }
    case 31: // KSUB
      return arithmetic(rt, co, 1, constants[code[frame.pc++]!], stack[b], a);
    case 32: // KDIV
      return arithmetic(rt, co, 3, constants[code[frame.pc++]!], stack[b], a);
    case 33: // UNM
      return negate(rt, co, stack[b], a);
    case 35: // LEN
      return lengthOf(rt, co, stack[b], a);
    case 36: // CONCAT
      return concatenate(rt, co, b, c, a);
    case 57: { // CALL
      const count = (word >>> 16) & 255;
      return call(rt, co, a, count === 0 ? co.top - a - 1 : count - 1, a, (word >>> 24) - 1, Finish.None);
    }
    case 58: { // TAILCALL
      const count = (word >>> 16) & 255;
      return tailCall(rt, co, frame, a, count === 0 ? co.top - a - 1 : count - 1);
    }
    case 62: // FORPREP
      prepareLoop(rt, stack, a, frame);
      frame.pc = code[frame.pc - 1]!;
      return false;
    case 64: { // TFORCALL
      const wanted = word >>> 24;
      const func = a + 3 + (wanted < 3 ? 3 : wanted);
      ensureStack(rt, co, func + 4);
      for (let r = 0; r < 3; r++) co.stack[func + r] = co.stack[a + r];
      // as in the reference, a call like those of metamethods: it counts as a C call
      return call(rt, co, func, 2, a + 3, wanted, Finish.Meta);
    }
  }
  return compare(rt, co, frame, word, stack[a], constants, stack[b]);
}

/** The comparisons, which jump or go on behind their second word. */
function compare(
  rt: Runtime,
  co: Coroutine,
  frame: Frame,
  word: number,
  x: Value,
  constants: readonly Constant[],
  y: Value,
): boolean {
  const target = frame.closure!.code.code[frame.pc++]!;
  const k = constants[word >>> 16];
  switch (word & 255) {
    case 41: // JEQ
      return compareEqual(rt, co, frame, x, y, true, target);
    case 42: // JNE
      return compareEqual(rt, co, frame, x, y, false, target);
    case 43: // JLT
      return jumpIfLess(rt, co, x, y, true, target);
    case 44: // JNLT
      return jumpIfLess(rt, co, x, y, false, target);
    case 45: // JLE
      return jumpIfLessEqual(rt, co, x, y, true, target);
    case 46: // JNLE
      return jumpIfLessEqual(rt, co, x, y, false, target);
    case 47: // JEQK
      return compareEqual(rt, co, frame, x, k, true, target);
    case 48: // JNEK
      return compareEqual(rt, co, frame, x, k, false, target);
    case 49: // JLTK
      return jumpIfLess(rt, co, x, k, true, target);
    case 50: // JNLTK
      return jumpIfLess(rt, co, x, k, false, target);
    case 51: // JLEK
      return jumpIfLessEqual(rt, co, x, k, true, target);
    case 52: // JNLEK
      return jumpIfLessEqual(rt, co, x, k, false, target);
    case 53: // JGTK
      return jumpIfLess(rt, co, k, x, true, target);
    case 54: // JNGTK
      return jumpIfLess(rt, co, k, x, false, target);
    case 55: // JGEK
      return jumpIfLessEqual(rt, co, k, x, true, target);
    case 56: // JNGEK
      return jumpIfLessEqual(rt, co, k, x, false, target);
  }
  throw new Error(`no opcode ${word & 255}`);
}

/** Equality of objects and of long strings. */
function compareEqual(
  rt: Runtime,
  co: Coroutine,
  frame: Frame,
  x: Value,
  y: Value,
  sense: boolean,
  target: number,
): boolean {
  if (typeof x === "string" && x.length > LONG_STRING) rt.meter.left -= equalityWork(x, y);
  const same = x === y;
  if (!same && typeof x === "object" && equalityHandler(x, y) !== undefined) {
    return jumpIfEqual(rt, co, x, y, sense, target);
  }
  if (same === sense) frame.pc = target;
  return false;
}

/** `stack[at][key] := value`. */
function setTable(rt: Runtime, co: Coroutine, at: number, key: Value, value: Value): boolean {
  const object = co.stack[at];
  if (!(object instanceof LuaTable) || object.metatable !== undefined || key === undefined || key !== key) {
    return setIndex(rt, co, object, key, value, at);
  }
  // with a long key
  const { heap } = rt;
  if (typeof key === "string" && key.length > LONG_STRING) rt.meter.left -= key.length >>> 4;
  object.set(heap, key, value);
  if (heap.used > heap.threshold) rt.collect();
  return false;
}

/** `stack[dest] := stack[first] .. ... .. stack[last]`. */
function concatenate(rt: Runtime, co: Coroutine, first: number, last: number, dest: number): boolean {
  const { stack } = co;
  const b = stack[first];
  const c = stack[last];
  if (last === first + 1 && typeof b === "string" && typeof c === "string") {
    rt.chargeString(b.length + c.length);
    stack[dest] = joined(b, c);
  } else if (concat(rt, co, first, last, dest)) return true;
  if (rt.heap.used > rt.heap.threshold) rt.collect();
  return false;
}

/** A call with everything that may be called. */
function call(
  rt: Runtime,
  co: Coroutine,
  func: number,
  nargs: number,
  ret: number,
  wanted: number,
  finish: Finish,
): boolean {
  if (callAt(rt, co, func, nargs, ret, wanted, finish)) return true;
  if (rt.heap.used > rt.heap.threshold) rt.collect();
  return false;
}

/** A call that replaces the frame if the callee is a Lua function, and otherwise is a call with all its results. */
function tailCall(rt: Runtime, co: Coroutine, frame: Frame, at: number, nargs: number): boolean {
  let f = co.stack[at];
  if (!(f instanceof Closure || f instanceof Builtin)) {
    const handler = rt.callMetamethod(f);
    if (handler instanceof Closure) {
      ensureStack(rt, co, at + nargs + 3);
      for (let r = nargs; r >= 0; r--) co.stack[at + r + 1] = co.stack[at + r];
      co.stack[at] = f = handler;
      nargs++;
    }
  }
  if (!(f instanceof Closure)) return call(rt, co, at, nargs, at, -1, Finish.None);
  const { func, ret, wanted, finish, tailCalls } = frame;
  const extra = f.code.isVararg && nargs > f.code.numParams ? nargs : 0;
  ensureStack(rt, co, func + 1 + extra + f.code.maxStack);
  const { stack } = co;
  for (let r = 0; r <= nargs; r++) stack[func + r] = stack[at + r];
  co.depth--;
  pushLua(rt, co, f, func, nargs, ret, wanted, finish).tailCalls = tailCalls + 1;
  return true;
}

/** FORPREP with a string that spells a number, or with what is no number. */
function prepareLoop(rt: Runtime, stack: Value[], at: number, frame: Frame): void {
  frame.pc++;
  rt.callee = null;
  const start = rt.toNumber(stack[at]);
  if (start === undefined) rt.error("'for' initial value must be a number");
  const limit = rt.toNumber(stack[at + 1]);
  if (limit === undefined) rt.error("'for' limit must be a number");
  const step = rt.toNumber(stack[at + 2]);
  if (step === undefined) rt.error("'for' step must be a number");
  stack[at] = start - step;
  stack[at + 1] = limit;
  stack[at + 2] = step;
}
