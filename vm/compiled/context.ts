/**
 * What compiled code runs in: the accounts of the instance at work, the slow halves of instructions, and what
 * is kept of compiled activations on the way out.
 *
 * There is one context for the whole process. Compiled code of one instance at most is on the JS stack above
 * any entry, and entering saves and restores what it finds (`vm/compiled/tier.ts`).
 *
 * Slow halves return {@linkcode EXIT} without having done anything when they leave the instruction to the
 * interpreter. None of them throws.
 *
 * @module
 */

import type { InlineCache } from "../code.ts";
import { LimitTrap, LuaThrow } from "../errors.ts";
import type { Heap } from "../heap.ts";
import { metaOf } from "../meta.ts";
import type { Meter } from "../meter.ts";
import { toNumber, toStringValue } from "../number.ts";
import { compute, equalityHandler, modulo, power } from "../operators.ts";
import { joined } from "../ropes.ts";
import type { Runtime } from "../runtime.ts";
import type { Shape, ShapeRoot } from "../shape.ts";
import { LuaTable } from "../table.ts";
import { type Builtin, type Closure, Continuation, type Value } from "../value.ts";
import { EXIT, PRESSURE } from "./signals.ts";

/** An activation of compiled code on its way to becoming a frame. */
export interface Saved {
  readonly closure: Closure;
  readonly pc: number;
  /** the registers whose values were kept */
  readonly registers: readonly number[];
  readonly values: readonly Value[];
  readonly varargs: readonly Value[] | undefined;
  /** register at which an open list begins, -1 for none */
  readonly openAt: number;
  readonly open: readonly Value[] | undefined;
  tailCalls: number;
}

/** Strings up to this length are worked on at no charge. */
const LONG = 255;
/** Links of `__index` followed at no charge. */
const FREE_LINKS = 4;
/** Strings up to this length are converted to numbers at no charge. */
const LONG_NUMERAL = 64;

/** See the module comment. */
export class Context {
  rt: Runtime = null as unknown as Runtime;
  meter: Meter = null as unknown as Meter;
  heap: Heap = null as unknown as Heap;
  shapes: ShapeRoot = null as unknown as ShapeRoot;
  /** depth units that may be used */
  max = 0;
  /** depth units the JS stack is known to have room for, and what the call depth limit leaves */
  stackUnits = 0;
  callUnits = 0;
  /** a trace is due once the frames are in place */
  collect = false;
  /** the limit that ends the run once the frames are in place */
  trap: unknown = undefined;
  /** activations that have left, innermost first */
  readonly saved: Saved[] = [];
  private redoCall = false;
  private bump = 0;

  // ---- leaving ------------------------------------------------------------------------------------

  /** Keeps an activation that leaves with `left` steps to go on at word `pc`. */
  save(
    closure: Closure,
    pc: number,
    left: number,
    registers: readonly number[],
    values: readonly Value[],
    varargs: readonly Value[] | undefined,
    tailCalls: number,
    openAt = -1,
    open?: readonly Value[],
  ): Value {
    this.meter.left = left;
    this.saved.push({
      closure,
      pc: pc + this.bump,
      registers,
      values,
      varargs,
      openAt,
      open,
      tailCalls,
    });
    this.bump = 0;
    return EXIT;
  }

  /** A callee could not be entered: its caller leaves before the call. */
  refuseCall(): Value {
    this.redoCall = true;
    return EXIT;
  }

  /** Whether the callee was not entered at all. */
  redone(): boolean {
    const redo = this.redoCall;
    this.redoCall = false;
    return redo;
  }

  /** The activation saved last was called by a tail call. */
  tailed(): void {
    this.saved[this.saved.length - 1]!.tailCalls++;
  }

  /** Called when `depth` is past `max`: true when there is no more room. */
  deep(depth: number): boolean {
    if (this.stackUnits === FIRST_UNITS) this.stackUnits = depth + roomBelow();
    this.max = Math.min(this.stackUnits, this.callUnits);
    if (depth <= this.max) return false;
    this.redoCall = true;
    return true;
  }

  /**
   * A builtin has thrown. It is called again by the interpreter, whose frames its error needs; only a limit
   * ends it here. Gives the steps left.
   */
  caught(error: unknown, granted: number, left: number, used: number): number {
    const { meter } = this;
    if (error instanceof LuaThrow || error === PRESSURE) {
      this.rewind(granted, left, used);
      return meter.left + 1;
    }
    if (!(error instanceof LimitTrap)) throw error;
    this.trap = error;
    this.bump = 1;
    return meter.left;
  }

  private rewind(granted: number, left: number, used: number): void {
    const { meter } = this;
    meter.left = meter.granted - (granted - left);
    this.heap.used = used;
  }

  // ---- steps --------------------------------------------------------------------------------------

  /** Steps left after the `n` of a block, negative when the interpreter has to count them one by one. */
  more(left: number, n: number): number {
    const { meter } = this;
    meter.left = left;
    try {
      if (!meter.grant(n)) return -1;
    } catch (error) {
      this.trap = error;
      this.bump = 1;
      return -1;
    }
    return meter.left -= n;
  }

  // ---- results of builtins ------------------------------------------------------------------------

  /** Calls builtin `f` with a list of arguments. */
  invoke(f: Builtin, args: Value[]): unknown {
    if (f.kind !== 0) return f.fn(this.rt, args);
    return f.fn(this.rt, args[0], args[1], args[2], args[3], args[4], args[5]);
  }

  /** The first of a builtin's results. */
  one(result: unknown, left: number, granted: number, used: number): Value {
    if (result instanceof Continuation) {
      this.rewind(granted, left, used);
      return EXIT;
    }
    if (!Array.isArray(result)) return result as Value;
    this.chargeResults(result.length);
    return result.length > 0 ? result[0] : undefined;
  }

  /** All of a builtin's results. */
  many(result: unknown, left: number, granted: number, used: number): Value[] {
    if (result instanceof Continuation) {
      this.rewind(granted, left, used);
      return EXIT as unknown as Value[];
    }
    if (!Array.isArray(result)) return [result as Value];
    this.chargeResults(result.length);
    return result;
  }

  /** All of a builtin's results: one bare, none or several as an array. */
  several(result: unknown, left: number, granted: number, used: number): Value | Value[] {
    if (result instanceof Continuation) {
      this.rewind(granted, left, used);
      return EXIT;
    }
    if (!Array.isArray(result)) return result as Value;
    this.chargeResults(result.length);
    return result.length === 1 ? result[0] : result;
  }

  /** The results of an iterator. */
  list(result: unknown, left: number, granted: number, used: number): Value[] {
    if (result instanceof Continuation) {
      this.rewind(granted, left, used);
      return EXIT as unknown as Value[];
    }
    if (!Array.isArray(result)) return [result as Value];
    if (result.length > 15) this.meter.charge(result.length >>> 3);
    return result;
  }

  private chargeResults(count: number): void {
    // as the interpreter does where results are moved
    if (count > 15 && this.rt.callee!.kind !== 0) this.meter.charge(count >>> 3);
  }

  // ---- indexing -----------------------------------------------------------------------------------

  /** `object[cache.key]` past the first case of the cache. */
  getField(object: Value, cache: InlineCache): Value {
    const key = cache.key;
    if (key.length > LONG) return EXIT;
    if (object instanceof LuaTable) {
      if (object.shape === cache.missing) {
        const metatable = object.metatable;
        if (metatable !== undefined) {
          const holder = metaOf(metatable).index;
          if (holder instanceof LuaTable && holder.shape === cache.holder) {
            const value = holder.slots[cache.holderIndex];
            if (value !== undefined) return value;
          }
        }
      }
      if (cache.loads !== null) {
        const known = knownCase(cache, object);
        if (known !== undefined) return known;
      }
      return findField(object, cache);
    }
    if (typeof object !== "string") return EXIT;
    const metatable = this.rt.stringMeta;
    if (metatable === undefined) return EXIT;
    const holder = metaOf(metatable).index;
    if (!(holder instanceof LuaTable)) return EXIT;
    const at = holder.shape === cache.holder ? cache.holderIndex : holder.findString(key);
    const value = at < 0 ? undefined : holder.slots[at];
    if (value === undefined) return EXIT;
    cache.missing = null;
    cache.holder = holder.shape;
    cache.holderIndex = at;
    return value;
  }

  /** `object[key]`, any types. */
  get(object: Value, key: Value): Value {
    if (typeof key === "string" && key.length > LONG) return EXIT;
    for (let i = 0; i < FREE_LINKS; i++) {
      if (!(object instanceof LuaTable)) return EXIT;
      const value = object.get(key);
      if (value !== undefined) return value;
      const metatable: LuaTable | undefined = object.metatable;
      if (metatable === undefined) return undefined;
      const handler = metaOf(metatable).index;
      if (handler === undefined) return undefined;
      object = handler;
    }
    return EXIT;
  }

  /** `object[key] = value`; 0 when done, 1 when done and the interpreter has to go on. */
  set(object: Value, key: Value, value: Value): Value {
    if (!(object instanceof LuaTable)) return EXIT;
    const { heap } = this;
    if (object.metatable !== undefined) {
      const own = object.get(key);
      if (own === undefined && metaOf(object.metatable).newindex !== undefined) return EXIT;
    }
    if (typeof key === "number") {
      const i = key | 0;
      const array = object.array;
      const n = array.length;
      if (i === key && i === n + 1 && n > 0 && value !== undefined && i <= object.arraySize) {
        if (object.metatable === undefined) {
          array.push(value);
          if ((heap.used += 16) > heap.threshold) {
            this.collect = true;
            return 1;
          }
          return 0;
        }
      }
      if (key !== key) return EXIT;
    } else if (key === undefined) return EXIT;
    else if (typeof key === "string" && key.length > LONG) return EXIT;
    if (heap.used + 256 + 4 * object.bytes > heap.limit) return EXIT;
    try {
      object.set(heap, key, value);
    } catch (error) {
      return this.stopped(error);
    }
    if (heap.used > heap.threshold && object.metatable === undefined) {
      this.collect = true;
      return 1;
    }
    return 0;
  }

  /** A limit was reached in the middle of an instruction. */
  private stopped(error: unknown): Value {
    if (!(error instanceof LimitTrap)) throw error;
    this.trap = error;
    return 1;
  }

  /** `object[cache.key] = value`; results as those of `set`. */
  setField(object: Value, cache: InlineCache, value: Value): Value {
    const { heap } = this;
    const before = heap.used;
    const done = this.storeField(object, cache, value);
    if (done === 0 && heap.used > heap.threshold && heap.used !== before) {
      this.collect = true;
      return 1;
    }
    return done;
  }

  /** `env[cache.key] = value`; results as those of `set`. */
  setGlobal(object: Value, cache: InlineCache, value: Value): Value {
    return this.storeField(object, cache, value);
  }

  private storeField(object: Value, cache: InlineCache, value: Value): Value {
    const key = cache.key;
    if (key.length > LONG || !(object instanceof LuaTable)) return EXIT;
    const metatable = object.metatable;
    if (object.shape === cache.from && value !== undefined) {
      if (metatable === undefined || metaOf(metatable).newindex === undefined) {
        const at = cache.from.count;
        if (at < object.slots.length) {
          object.slots[at] = value;
          object.shape = cache.to!;
          return 0;
        }
      }
    }
    if (cache.stores !== null && storeKnown(cache, object, value)) return 0;
    const own = object.findString(key);
    if (own >= 0) {
      // a sealed table's error comes from the interpreter
      if (object.shape.sealed) return EXIT;
      if (object.slots[own] !== undefined || metatable === undefined) {
        // what a removed key leaves behind is the table's business
        if (value === undefined) object.losing(this.heap);
        if (cache.isEvent) object.meta = null;
        else cache.learnStore(object.shape, own, null);
        object.slots[own] = value;
        return 0;
      }
      if (metaOf(metatable).newindex !== undefined) return EXIT;
    } else if (metatable !== undefined && metaOf(metatable).newindex !== undefined) return EXIT;
    const { heap } = this;
    if (heap.used + 256 + 4 * object.bytes > heap.limit) return EXIT;
    const before = object.shape;
    try {
      object.setString(heap, key, value);
    } catch (error) {
      return this.stopped(error);
    }
    const after = object.shape;
    if (own < 0 && !cache.isEvent && !object.isDictionary && after.count === before.count + 1) {
      cache.learnStore(before, before.count, after);
    }
    return 0;
  }

  /** `SETLIST`; results as those of `set`. */
  setList(table: LuaTable, first: number, values: Value[]): Value {
    const { heap, meter } = this;
    const n = values.length;
    if (heap.used + 256 + 32 * n + 4 * table.bytes > heap.limit) return EXIT;
    meter.left -= n >>> 4;
    try {
      table.storeList(heap, first, values, 0, n);
    } catch (error) {
      return this.stopped(error);
    }
    return 0;
  }

  /** `#value`; negative when the interpreter has to find it. */
  length(value: Value): number {
    if (value instanceof LuaTable) return value.length();
    return typeof value === "string" ? value.length : -1;
  }

  // ---- operators ----------------------------------------------------------------------------------

  /** `b % c`. */
  mod(b: number, c: number): number {
    if (c > 0 && (b | 0) === b && (c | 0) === c) {
      // exact for integers, and the sign of a zero is that of the formula
      const r = (b % c) | 0;
      return r < 0 ? r + c : r;
    }
    return modulo(b, c);
  }

  /** `b ^ c`. */
  pow(b: number, c: number): number {
    return power(b, c);
  }

  /** Arithmetic on values that are not both numbers. */
  arith(op: number, b: Value, c: Value): Value {
    const x = numeral(b);
    if (x === undefined) return EXIT;
    const y = numeral(c);
    return y === undefined ? EXIT : compute(op, x, y);
  }

  /** `b < c`. */
  lt(b: Value, c: Value): Value {
    if (typeof b === "string" && typeof c === "string" && (b.length <= LONG || c.length <= LONG)) {
      return b < c;
    }
    return typeof b === "number" && typeof c === "number" ? b < c : EXIT;
  }

  /** `b <= c`. */
  le(b: Value, c: Value): Value {
    if (typeof b === "string" && typeof c === "string" && (b.length <= LONG || c.length <= LONG)) {
      return b <= c;
    }
    return typeof b === "number" && typeof c === "number" ? b <= c : EXIT;
  }

  /** `b == c`. */
  equal(b: Value, c: Value): Value {
    if (b === c) return typeof b === "string" && b.length > LONG ? EXIT : true;
    if (typeof b === "string") {
      return b.length > LONG && typeof c === "string" && c.length === b.length ? EXIT : false;
    }
    return typeof b === "object" && equalityHandler(b, c) !== undefined ? EXIT : false;
  }

  /** `b .. c`. */
  concat2(b: Value, c: Value): Value {
    if (typeof b === "string" && typeof c === "string") {
      return this.chargeText(b.length + c.length) ? joined(b, c) : EXIT;
    }
    return this.concatList([b, c]);
  }

  /** The concatenation of several values. */
  concatList(values: Value[]): Value {
    let length = 0;
    for (let i = 0; i < values.length; i++) {
      const piece = values[i];
      if (typeof piece === "string") length += piece.length;
      else if (typeof piece === "number") length += (values[i] = toStringValue(piece)).length;
      else return EXIT;
    }
    if (!this.chargeText(length)) return EXIT;
    if (length < SHORT_RESULT) return values.join("");
    let text = values[0] as string;
    for (let i = 1; i < values.length; i++) text = joined(text, values[i] as string);
    return text;
  }

  /** Charges for a string of `length` bytes, if that raises no question. */
  private chargeText(length: number): boolean {
    const { heap, meter } = this;
    const used = heap.used + 24 + length;
    const left = meter.left - (length >>> 4);
    if (used > heap.threshold || left < 0 || length > this.rt.limits.stringLength) return false;
    heap.used = used;
    meter.left = left;
    return true;
  }
}

/** Results of several operands that are shorter than this are written out at once, as in `vm/operators.ts`. */
const SHORT_RESULT = 256;

function numeral(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.length <= LONG_NUMERAL ? toNumber(value) : undefined;
}

function knownCase(cache: InlineCache, object: LuaTable): Value {
  const cases = cache.loads!;
  const shape = object.shape;
  next: for (let c = 0; c < cases.length; c++) {
    const known = cases[c]!;
    if (known.shape !== shape) continue;
    let holder = object;
    const path = known.path;
    for (let i = 0; i < path.length; i++) {
      const metatable = holder.metatable;
      if (metatable === undefined) continue next;
      const handler = metaOf(metatable).index;
      if (!(handler instanceof LuaTable) || handler.shape !== path[i]) continue next;
      holder = handler;
    }
    return holder.slots[known.index];
  }
  return undefined;
}

function findField(object: LuaTable, cache: InlineCache): Value {
  const key = cache.key;
  const path: Shape[] = [];
  let cacheable = true;
  let holder = object;
  for (let depth = 0; depth <= FREE_LINKS; depth++) {
    const at = holder.findString(key);
    if (at >= 0) {
      const value = holder.slots[at];
      if (value !== undefined) {
        if (cacheable) cache.learnLoad(object.shape, path, at);
        return value;
      }
    }
    if (at >= 0 || holder.isDictionary) cacheable = false;
    const metatable = holder.metatable;
    const handler = metatable === undefined ? undefined : metaOf(metatable).index;
    if (handler === undefined) return undefined;
    if (!(handler instanceof LuaTable)) return EXIT;
    path.push(handler.shape);
    holder = handler;
  }
  return EXIT;
}

function storeKnown(cache: InlineCache, object: LuaTable, value: Value): boolean {
  if (value === undefined) return false;
  const cases = cache.stores!;
  const shape = object.shape;
  for (let c = 0; c < cases.length; c++) {
    const known = cases[c]!;
    if (known.shape !== shape) continue;
    const { index, to } = known;
    if (to === null) {
      if (object.slots[index] === undefined) continue;
      object.slots[index] = value;
      return true;
    }
    if (index >= object.slots.length) continue;
    const metatable = object.metatable;
    if (metatable !== undefined && metaOf(metatable).newindex !== undefined) continue;
    object.slots[index] = value;
    object.shape = to;
    return true;
  }
  return false;
}

// ---- the JS stack -----------------------------------------------------------------------------------

/** Depth units that are used without asking. */
export const FIRST_UNITS = 75;
/** Bytes of JS stack a depth unit stands for: no tier of the engine takes more for a frame of one unit. */
const UNIT_BYTES = 640;
/** Bytes left for what is called from the deepest frame. */
const MARGIN = 160 * 1024;

/** Arguments that push 32 KB. */
const PROBE: undefined[] = Array.from({ length: 4096 }, () => undefined);
let reached = 0;

function descend(): void {
  if (++reached < 64) Reflect.apply(descend, undefined, PROBE);
}

/** Depth units the JS stack has room for below here. */
function roomBelow(): number {
  reached = 0;
  try {
    descend();
  } catch {
    // as far as it goes
  }
  return Math.max(0, Math.floor(((reached - 1) * 32 * 1024 - MARGIN) / UNIT_BYTES));
}

/** The one context. */
export const CONTEXT = new Context();
