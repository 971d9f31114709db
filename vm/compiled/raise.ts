/**
 * Errors raised by compiled code.
 *
 * Compiled code knows nothing of errors: it leaves at an instruction it cannot carry out. When the first
 * activation leaves below a protected call of compiled code, what is kept of it is looked at here, and if
 * the interpreter could only raise an error at that instruction, it is raised at once, and the handler of an
 * `xpcall` is called. Then the error travels as a result, and no activation is kept. Only if its message wants
 * the position of another function than the innermost they are kept on the way to the protected call.
 *
 * Nothing is raised here that meets a bound of steps or memory, or whose message depends on anything but the
 * function and its registers.
 *
 * @module
 */

import type { Code } from "../code.ts";
import { argumentMessage, nameCalledAt, type Payer, positionAt, registerName } from "../debug_info.ts";
import { LuaThrow } from "../errors.ts";
import { COST } from "../heap.ts";
import { Event, metaOf } from "../meta.ts";
import { toNumber, toStringValue } from "../number.ts";
import { flat } from "../ropes.ts";
import type { Runtime } from "../runtime.ts";
import { LuaTable } from "../table.ts";
import { ARITHMETIC, hasTwoRegisters, orderMessage, typeMessage } from "../type_errors.ts";
import { Builtin, Closure, Intrinsic, type Value } from "../value.ts";
import type { Context } from "./context.ts";
import { decodeAt, type Instruction } from "./decode.ts";
import type { Saved } from "./saved.ts";
import { EXIT, type Retry } from "./signals.ts";

/** What stops an error of compiled code in the running coroutine. */
export const enum Guard {
  /** nothing that compiled code knows of: the interpreter raises it */
  None = 0,
  /** a `pcall`: the frames above it are of no interest */
  Pcall = 1,
  /** an `xpcall`: its handler runs above the frames */
  Xpcall = 2,
  /** a `resume`: the coroutine dies and keeps its frames */
  Resume = 3,
}

/** An error that has ended a coroutine, on its way out of the function that `wrap` has made of it. */
export class Ended {
  declare readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
  /** The error behind the position of the function's caller. */
  behind(position: string): Value {
    const { value } = this;
    return typeof value === "string" || typeof value === "number" ? position + toStringValue(value) : value;
  }
}

/** An error on its way to what stops it. */
export interface Raised {
  readonly value: Value;
  /** the level whose position is put in front of the value; 0 when that is done, or is not asked for */
  readonly level: number;
  /** the builtin that raised it */
  readonly callee: Builtin | null;
  /** end of the open list that the instruction reads, 0 for none */
  readonly top: number;
  /** how calls were nested */
  readonly nest: number;
}

/** Steps charged for an error in flight, as in `vm/native_frames.ts`. */
export const ERROR_STEPS = 16;
/** Strings up to this length are converted to numbers and used as keys at no charge. */
const LONG_NUMERAL = 64;
const LONG_KEY = 255;
/** Bytes of a position, at most. */
const POSITION = 90;
/** Levels whose position is found by looking at few frames. */
const MAX_LEVEL = 6;

/** Finds out what it costs to look for a name. */
class Bill implements Payer {
  steps = 0;
  charge(steps: number): void {
    this.steps += steps;
  }
}

const bill = new Bill();

/** The registers that were kept of the activation that is looked at. */
let known: readonly number[] = [];
let kept: readonly Value[] = [];
/** a register was asked for that was not kept */
let missed = false;

function read(register: number): Value {
  const at = known.indexOf(register);
  if (at < 0) missed = true;
  return kept[at];
}

/**
 * Raises the error of the instruction at word `pc` of `closure`, if that is certain: -1 when it travels as a
 * result, the word the frame goes on at when frames are kept, and `pc` when nothing was done. `open` is what
 * lies from stack index `openAt` on, if the instruction reads an open list.
 */
export function raise(
  context: Context,
  closure: Closure,
  pc: number,
  depth: number,
  base: number,
  registers: readonly number[],
  values: readonly Value[],
  openAt: number,
  open: readonly Value[] | undefined,
): number {
  const { rt, meter, heap, failed } = context;
  context.failed = undefined;
  const { code } = closure;
  const i = decodeAt(code.code, pc);
  let left = meter.left - 1;
  let used = heap.used;
  let value: Value;
  let level = 0;
  let callee: Builtin | null = null;
  bill.steps = 0;
  if (failed !== undefined) {
    left = context.failedLeft;
    used = context.failedUsed;
    callee = rt.callee;
    if (failed instanceof LuaThrow) value = failed.value;
    else if (failed instanceof Ended) value = failed.behind(positionAt(code, i.next));
    else {
      const message = messageOf(failed, code, pc);
      if (message === undefined) return pc;
      value = flat(positionAt(code, i.next), message);
      used += COST.string + (value as string).length;
    }
  } else {
    known = registers;
    kept = values;
    missed = false;
    const f = i.op === 57 || i.op === 58 ? read(i.a) : undefined;
    if (f instanceof Builtin) {
      if (f.intrinsic !== Intrinsic.Error) return pc;
      callee = f;
      value = argument(i, 0, openAt, open);
      level = levelOf(argument(i, 1, openAt, open));
      if (missed || level < 0) return pc;
      if (level > 0 && (typeof value === "string" || typeof value === "number")) {
        const message = rt.basicToString(value);
        if (level === 1) value = flat(positionAt(code, i.next), message);
        else value = message;
        const length = level === 1 ? (value as string).length : message.length + POSITION;
        if (length > rt.limits.stringLength) return pc;
        used += COST.string + length;
        left -= length >>> 4;
      } else level = 0;
    } else {
      // the interpreter lays the call of an iterator out before it finds out
      if (i.op === 64 && base + i.a + Math.max(i.c, 3) + 7 > context.top) return pc;
      const message = fault(rt, code, i);
      if (message === undefined || missed) return pc;
      if (message.length > 255) bill.charge(message.length >>> 4);
      value = flat(positionAt(code, i.next), message);
      used += COST.string + (value as string).length;
    }
  }
  left -= bill.steps;
  // what has ended a coroutine cannot be left to be done again
  if ((left < 0 || used > heap.limit) && !(failed instanceof Ended)) return pc;
  meter.left = left - ERROR_STEPS;
  heap.used = used;
  const { nest, guard, handlers } = context;
  const top = open === undefined ? 0 : base + openAt + open.length;
  if (level > 1) {
    // what the position takes is charged when it is known
    const length = (value as string).length + POSITION;
    heap.used -= COST.string + length;
    meter.left += length >>> 4;
  }
  if (level > 1 || guard === Guard.Resume) {
    context.raising = { value, level: level > 1 ? level : 0, callee, top, nest };
    return i.next;
  }
  if (guard === Guard.Xpcall) {
    const func = Math.max(base + code.maxStack, top);
    const raised = { value, level: 0, callee, top, nest };
    const result = context.callHandler(raised, handlers[handlers.length - 1], depth + 1, func);
    if (result === EXIT) return i.next;
    value = Array.isArray(result) ? result[0] : result;
  }
  context.throwing = true;
  context.thrown = value;
  return -1;
}

/** What a builtin that has thrown says; undefined when that takes frames. */
function messageOf({ message, argument }: Retry, code: Code, pc: number): string | undefined {
  if (message === undefined) return undefined;
  const text = argument === 0
    ? message
    : argumentMessage(nameCalledAt(code.proto, pc, bill), argument, message);
  if (text.length > 255) bill.charge(text.length >>> 4);
  return text;
}

/** Argument `n`, from 0, of the call at `i`, if what it reads from register `openAt` on is `open`. */
function argument(
  { a, b }: Instruction,
  n: number,
  openAt: number,
  open: readonly Value[] | undefined,
): Value {
  const register = a + 1 + n;
  if (b !== 0) return n < b - 1 ? read(register) : undefined;
  return open === undefined || register < openAt ? read(register) : open[register - openAt];
}

/**
 * The value of an error with the position it asks for, charged for; undefined when that is not to be found in the
 * frames it has passed through and in `closure`, which has made the protected call. `ends`: there are no others.
 */
export function located(
  { heap, meter }: Context,
  { value, level }: Raised,
  innermost: Saved | null,
  closure: Closure | null,
  pc: number,
  ends = false,
): { value: Value } | undefined {
  if (level === 0) return { value };
  const position = positionOf(level, innermost, closure, pc) ?? (ends ? "" : undefined);
  if (position === undefined) return undefined;
  const text = flat(position, value as string);
  heap.used += COST.string + text.length;
  meter.left -= text.length >>> 4;
  return { value: text };
}

/** The position of the activation at `level`, as `where` gives it. */
function positionOf(
  level: number,
  innermost: Saved | null,
  closure: Closure | null,
  pc: number,
): string | undefined {
  let at = 1;
  for (let entry = innermost; entry !== null; entry = entry.outer) {
    const { native, closure, pc, tailCalls } = entry;
    if (at === level) return native === null ? positionAt(closure.code, pc) : "";
    at += 1 + tailCalls;
    if (at > level) return "";
  }
  if (at === level) return "";
  return at + 1 === level && closure !== null ? positionAt(closure.code, pc + 1) : undefined;
}

/** The level that `error` is given; -1 when it is nothing everyday. */
export function levelOf(value: Value): number {
  if (value === undefined) return 1;
  if (typeof value !== "number" || value > MAX_LEVEL) return -1;
  return value >= 1 ? Math.trunc(value) : value > -1 ? 0 : -1;
}

function handlerOf(rt: Runtime, value: Value, event: number): Value {
  const metatable = rt.metatableOf(value);
  return metatable === undefined ? undefined : metaOf(metatable).events[event];
}

function isNumeral(value: Value): boolean {
  return typeof value === "number" || (typeof value === "string" && toNumber(value) !== undefined);
}

function isLong(value: Value, length: number): boolean {
  return typeof value === "string" && value.length > length;
}

/** The message of the error that the instruction must raise; undefined if it need not. */
function fault(rt: Runtime, code: Code, i: Instruction): string | undefined {
  const { op, a, b, c, d } = i;
  const { proto } = code;
  const name = (register: number) => registerName(proto, i.pc, register, bill);
  switch (op) {
    case 12: // GETTABLE
    case 13: // GETFIELD
    case 16: { // SELF
      const object = read(b);
      if (missed || object instanceof LuaTable) return undefined;
      const key = op === 12 ? read(c) : code.sites[d]!.key;
      const metatable = rt.metatableOf(object);
      if (isLong(key, LONG_KEY) || metatable !== undefined && metaOf(metatable).index !== undefined) {
        return undefined;
      }
      return typeMessage("index", object, name(b));
    }
    case 14: // SETTABLE
    case 15: { // SETFIELD
      const object = read(a);
      const key = op === 14 ? read(b) : code.sites[d]!.key;
      if (missed || isLong(key, LONG_KEY)) return undefined;
      if (object instanceof LuaTable) {
        return key === undefined ? "table index is nil" : key !== key ? "table index is NaN" : undefined;
      }
      const metatable = rt.metatableOf(object);
      if (metatable !== undefined && metaOf(metatable).newindex !== undefined) return undefined;
      return typeMessage("index", object, name(a));
    }
    case 33: // UNM
      return arithmeticFault(rt, op, Event.Unm, read(b), read(b), b, b, name);
    case 35: { // LEN
      const object = read(b);
      if (object instanceof LuaTable || typeof object === "string") return undefined;
      return handlerOf(rt, object, Event.Len) === undefined
        ? typeMessage("get length of", object, name(b))
        : undefined;
    }
    case 36: { // CONCAT: the last two operands come first
      const left = read(c - 1);
      const right = read(c);
      const text = typeof left === "string" || typeof left === "number";
      if (text && (typeof right === "string" || typeof right === "number")) return undefined;
      const handler = handlerOf(rt, left, Event.Concat) ?? handlerOf(rt, right, Event.Concat);
      if (handler !== undefined) return undefined;
      return typeMessage("concatenate", text ? right : left, name(text ? c : c - 1));
    }
    case 57: // CALL
    case 58: // TAILCALL
    case 64: { // TFORCALL
      const f = read(a);
      if (f instanceof Closure || f instanceof Builtin) return undefined;
      const handler = rt.callMetamethod(f);
      if (handler instanceof Closure || handler instanceof Builtin) return undefined;
      // the reference copies an iterator to where the loop's first variable will be
      return typeMessage("call", f, name(op === 64 ? a + 3 : a));
    }
    case 62: // FORPREP
      return loopFault(read(a), "initial value") ?? loopFault(read(a + 1), "limit") ??
        loopFault(read(a + 2), "step");
  }
  if (op >= 19 && op <= 24) return arithmeticFault(rt, op, op - 19, read(b), read(c), b, c, name);
  if (op >= 25 && op <= 32) {
    const constant = code.constants[d];
    const event = op < 31 ? op - 25 : op === 31 ? Event.Sub : Event.Div;
    const first = op > 30 || c === 1;
    return first
      ? arithmeticFault(rt, op, event, constant, read(b), b, b, name)
      : arithmeticFault(rt, op, event, read(b), constant, b, b, name);
  }
  if (op >= 43 && op <= 46) return orderFault(rt, op < 45 ? Event.Lt : Event.Le, read(a), read(b));
  if (op >= 49 && op <= 56) {
    const constant = code.constants[i.bc];
    const event = (op - 49 & 2) === 0 ? Event.Lt : Event.Le;
    return op < 53 ? orderFault(rt, event, read(a), constant) : orderFault(rt, event, constant, read(a));
  }
  return undefined;
}

function arithmeticFault(
  rt: Runtime,
  op: number,
  event: number,
  left: Value,
  right: Value,
  b: number,
  c: number,
  name: (register: number) => ReturnType<typeof registerName>,
): string | undefined {
  if (isLong(left, LONG_NUMERAL) || isLong(right, LONG_NUMERAL)) return undefined;
  const second = isNumeral(left);
  if (second && isNumeral(right)) return undefined;
  if ((handlerOf(rt, left, event) ?? handlerOf(rt, right, event)) !== undefined) return undefined;
  return typeMessage(ARITHMETIC, second ? right : left, name(second && hasTwoRegisters(op) ? c : b));
}

function orderFault(rt: Runtime, event: number, a: Value, b: Value): string | undefined {
  // objects may have metamethods
  if (typeof a === "object" && typeof b === "object") {
    if (handlerOf(rt, a, Event.Lt) !== undefined || handlerOf(rt, a, event) !== undefined) return undefined;
    return orderMessage(a, b);
  }
  if (typeof a !== typeof b) return orderMessage(a, b);
  if (typeof a === "string" || typeof a === "number") return undefined;
  return handlerOf(rt, a, Event.Lt) === undefined && handlerOf(rt, a, event) === undefined
    ? orderMessage(a, b)
    : undefined;
}

/** `missed` values count as numbers. */
function loopFault(value: Value, what: string): string | undefined {
  return missed || isLong(value, LONG_NUMERAL) || isNumeral(value)
    ? undefined
    : `'for' ${what} must be a number`;
}
