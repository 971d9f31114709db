/**
 * `table.sort` (Lua 5.1 §5.5).
 *
 * What a script can observe is the sequence of comparisons, so the general case performs the same
 * quicksort as the reference (median of three, pivot parked at `upper - 1`, smaller part first): a
 * comparison function sees the same calls, an inconsistent one gets the same result or error. Arrays of
 * only numbers or only strings without a comparison function have one possible result, and take a
 * native sort.
 *
 * @module
 */

import { Event, metaOf } from "../vm/meta.ts";
import type { Runtime } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import { orderMessage } from "../vm/type_errors.ts";
import {
  type Builtin,
  type BuiltinGenerator,
  Comparing,
  Continuation,
  Userdata,
  type Value,
} from "../vm/value.ts";
import { isFunction, raise } from "./continuations.ts";
import { checkTable, direct, truthy } from "./lib.ts";

/** `table.sort(table [, comp])` */
export const sort: Builtin = direct("sort", (rt: Runtime, t: Value, comparator: Value) => {
  const table = checkTable(rt, t, 1);
  const n = rt.border(table);
  if (comparator !== undefined) {
    if (!isFunction(comparator)) rt.argTypeError(2, "function", comparator);
  } else if (n < 2 || sortPrimitives(rt, table, n)) return [];
  return new Continuation(quicksort(rt, table, n, comparator));
}, { mayCall: true });

// ---- only numbers or only strings -------------------------------------------------------------------

/** Sorts `t[1..n]` if these lie in the array part and have one obvious order. */
function sortPrimitives(rt: Runtime, table: LuaTable, n: number): boolean {
  const array = table.array;
  if (n > array.length) return false;
  const sample = typeof array[0];
  if (sample === "number") return sortNumbers(rt, array, n);
  return sample === "string" && sortStrings(rt, array, n);
}

function rounds(n: number): number {
  return 32 - Math.clz32(n);
}

function sortNumbers(rt: Runtime, array: Value[], n: number): boolean {
  let zeros = 0;
  let integers = true;
  for (let i = 0; i < n; i++) {
    const value = array[i];
    if (typeof value !== "number" || value !== value) return false;
    if ((value | 0) !== value) integers = false;
    // 0 and -0 are equal, and which comes first is up to the algorithm
    if (value === 0) zeros |= 1 / value > 0 ? 1 : 2;
  }
  if (zeros === 3) return false;
  rt.charge(n * rounds(n));
  rt.heap.charge(8 * n);
  // integers are faster, and stay what they are for the JS engine; with a negative zero they are doubles
  const sorted = integers && (zeros & 2) === 0 ? new Int32Array(n) : new Float64Array(n);
  for (let i = 0; i < n; i++) sorted[i] = array[i] as number;
  sorted.sort();
  for (let i = 0; i < n; i++) array[i] = sorted[i];
  return true;
}

function sortStrings(rt: Runtime, array: Value[], n: number): boolean {
  let bytes = 0;
  for (let i = 0; i < n; i++) {
    const value = array[i];
    if (typeof value !== "string") return false;
    bytes += value.length;
  }
  rt.charge((n + (bytes >>> 6)) * rounds(n));
  rt.heap.charge(8 * n);
  const sorted = array.slice(0, n) as string[];
  sorted.sort(compareStrings);
  for (let i = 0; i < n; i++) array[i] = sorted[i];
  return true;
}

function compareStrings(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1;
}

// ---- the general case -------------------------------------------------------------------------------

/** `a < b` where no call is needed; undefined where a metamethod or a comparison function decides. */
function plainLess(rt: Runtime, a: Value, b: Value): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return a < b;
  if (typeof a === "string" && typeof b === "string") {
    rt.charge(1 + ((a.length < b.length ? a.length : b.length) >>> 6));
    return a < b;
  }
  if (lessHandler(a, b) === undefined) {
    rt.callee = null;
    rt.error(orderMessage(a, b));
  }
  return undefined;
}

/** The `__lt` both operands share (§2.8). */
function lessHandler(a: Value, b: Value): Value {
  const bothTables = a instanceof LuaTable && b instanceof LuaTable;
  if (!bothTables && !(a instanceof Userdata && b instanceof Userdata)) return undefined;
  const left = a.metatable;
  const right = b.metatable;
  if (left === undefined || right === undefined) return undefined;
  const handler = metaOf(left).events[Event.Lt];
  return handler !== undefined && handler === metaOf(right).events[Event.Lt] ? handler : undefined;
}

/** What a comparison under way decides. */
const enum Asked {
  /** nothing: take the next range */
  Nothing = 0,
  /** `t[upper] < t[lower]` */
  Ends = 1,
  /** `t[middle] < t[lower]` */
  MiddleLow = 2,
  /** `t[upper] < t[middle]` */
  MiddleHigh = 3,
  /** `t[i] < pivot`, going up */
  Up = 4,
  /** `pivot < t[j]`, going down */
  Down = 5,
}

/**
 * A sort in progress: what a generator would be, written as a machine because it is resumed for every
 * comparison and a generator's resumption would cost more than the comparison.
 */
class Quicksort extends Comparing {
  declare private readonly rt: Runtime;
  declare private readonly table: LuaTable;
  /** ranges still to be sorted, as pairs; the smaller part of a split goes first, so this stays small */
  declare private readonly pending: number[];
  private lower = 0;
  private upper = 0;
  private middle = 0;
  private i = 0;
  private j = 0;
  private pivot: Value = undefined;
  /** `t[i]` as it was when the way up ended there, whatever a comparison function has done since */
  private found: Value = undefined;
  private asked = Asked.Nothing;
  /** the call to make, and the step that says so; used again each time */
  declare private readonly call: Value[];
  declare private readonly step: IteratorYieldResult<Value[]>;

  constructor(rt: Runtime, table: LuaTable, n: number, comparator: Value) {
    super(comparator);
    this.rt = rt;
    this.table = table;
    this.pending = [1, n];
    this.call = [comparator, undefined, undefined];
    this.step = { done: false, value: this.call };
  }

  /** What it was called with, for traces. */
  get args(): readonly Value[] {
    return [this.table, this.comparator];
  }

  /** Goes on with the results of the last comparison, up to the next one that needs a call. */
  next(results: Value[]): IteratorResult<Value[], Value[]> {
    let answer = truthy(results[0]);
    for (;;) {
      if (!this.advance(answer)) return { done: true, value: [] };
      const { left, right, call } = this;
      if (this.comparator === undefined) {
        const known = plainLess(this.rt, left, right);
        if (known !== undefined) {
          answer = known;
          continue;
        }
        call[0] = lessHandler(left, right);
      }
      call[1] = left;
      call[2] = right;
      return this.step;
    }
  }

  /** Uses an answer and asks the next question; false when everything is sorted. */
  override advance(answer: boolean): boolean {
    const { table } = this;
    switch (this.asked) {
      case Asked.Nothing:
        return this.nextRange();
      case Asked.Ends: {
        if (answer) this.exchange(this.lower, this.right, this.upper, this.left);
        if (this.upper - this.lower === 1) return this.nextRange();
        this.middle = (this.lower + this.upper) >>> 1;
        return this.ask(Asked.MiddleLow, table.getNumber(this.middle), table.getNumber(this.lower));
      }
      case Asked.MiddleLow:
        if (answer) {
          this.exchange(this.middle, this.left, this.lower, this.right);
          return this.split();
        }
        return this.ask(Asked.MiddleHigh, table.getNumber(this.upper), this.left);
      case Asked.MiddleHigh:
        if (answer) this.exchange(this.middle, this.right, this.upper, this.left);
        return this.split();
      case Asked.Up:
        if (answer) {
          if (this.i > this.upper) raise(this.rt, "invalid order function for sorting");
          return this.ask(Asked.Up, table.getNumber(++this.i), this.pivot);
        }
        this.found = this.left;
        return this.ask(Asked.Down, this.pivot, table.getNumber(--this.j));
      case Asked.Down:
        if (answer) {
          if (this.j < this.lower) raise(this.rt, "invalid order function for sorting");
          return this.ask(Asked.Down, this.pivot, table.getNumber(--this.j));
        }
        if (this.j < this.i) return this.divide();
        this.exchange(this.i, this.found, this.j, this.right);
        return this.ask(Asked.Up, table.getNumber(++this.i), this.pivot);
    }
  }

  private ask(asked: Asked, left: Value, right: Value): boolean {
    this.asked = asked;
    this.left = left;
    this.right = right;
    return true;
  }

  /** Exchanges `a` at position `p` and `b` at position `q`. */
  private exchange(p: number, a: Value, q: number, b: Value): void {
    const { heap } = this.rt;
    this.table.setNumber(heap, p, b);
    this.table.setNumber(heap, q, a);
  }

  private nextRange(): boolean {
    for (;;) {
      const upper = this.pending.pop();
      if (upper === undefined) return false;
      this.upper = upper;
      this.lower = this.pending.pop()!;
      if (this.lower < upper) return this.begin();
    }
  }

  private begin(): boolean {
    const { table, lower, upper } = this;
    this.rt.charge(upper - lower);
    return this.ask(Asked.Ends, table.getNumber(upper), table.getNumber(lower));
  }

  /** `t[lower] <= t[middle] <= t[upper]`: parks the middle one as pivot and splits what is between. */
  private split(): boolean {
    const { table, middle, upper } = this;
    if (upper - this.lower === 2) return this.nextRange();
    const pivot = table.getNumber(middle);
    this.exchange(middle, pivot, upper - 1, table.getNumber(upper - 1));
    this.pivot = pivot;
    this.i = this.lower + 1;
    this.j = upper - 1;
    return this.ask(Asked.Up, table.getNumber(this.i), pivot);
  }

  /** Puts the pivot between the two parts; the smaller one is sorted now, the larger one later. */
  private divide(): boolean {
    const { table, lower, upper, i } = this;
    this.exchange(upper - 1, table.getNumber(upper - 1), i, table.getNumber(i));
    if (i - lower < upper - i) this.pending.push(i + 1, upper, lower, i - 1);
    else this.pending.push(lower, i - 1, i + 1, upper);
    return this.nextRange();
  }
}

/** The sort of `t[1..n]` as the interpreter runs it; of a generator it only needs `next`. */
function quicksort(rt: Runtime, table: LuaTable, n: number, comparator: Value): BuiltinGenerator {
  return new Quicksort(rt, table, n, comparator) as unknown as BuiltinGenerator;
}
