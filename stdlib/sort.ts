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
import { orderError } from "../vm/type_errors.ts";
import { type Builtin, type BuiltinGenerator, Continuation, Userdata, type Value } from "../vm/value.ts";
import { type CallSteps, isFunction, raise } from "./continuations.ts";
import { checkTable, fixed, truthy } from "./lib.ts";

/** `table.sort(table [, comp])` */
export const sort: Builtin = fixed("sort", (rt: Runtime, t: Value, comparator: Value) => {
  const table = checkTable(rt, t, 1);
  const n = table.length();
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
  for (let i = 0; i < n; i++) {
    const value = array[i];
    if (typeof value !== "number" || value !== value) return false;
    // 0 and -0 are equal, and which comes first is up to the algorithm
    if (value === 0) zeros |= 1 / value > 0 ? 1 : 2;
  }
  if (zeros === 3) return false;
  rt.charge(n * rounds(n));
  rt.heap.charge(8 * n);
  const sorted = new Float64Array(n);
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
  if (typeof a === "string" && typeof b === "string") return a < b;
  if (lessHandler(a, b) === undefined) orderError(rt, a, b);
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

/** `a < b`, or what the comparison function says. */
function* less(rt: Runtime, comparator: Value, a: Value, b: Value): CallSteps<boolean> {
  if (comparator !== undefined) return truthy((yield [comparator, a, b])[0]);
  return plainLess(rt, a, b) ?? truthy((yield [lessHandler(a, b), a, b])[0]);
}

/**
 * Sorts `t[1..n]`. Calls of a comparison function are yielded in place: delegating to {@linkcode less}
 * for each would cost more than the call.
 */
function* quicksort(rt: Runtime, table: LuaTable, n: number, comparator: Value): BuiltinGenerator {
  const heap = rt.heap;
  const called = comparator !== undefined;
  // ranges still to be sorted, as pairs; the smaller part of a split goes first, so this stays small
  const pending: number[] = [1, n];
  while (pending.length > 0) {
    let upper = pending.pop()!;
    let lower = pending.pop()!;
    while (lower < upper) {
      rt.charge(upper - lower);
      // order t[lower], t[middle], t[upper]
      let a = table.getNumber(lower);
      let b = table.getNumber(upper);
      if (yield* less(rt, comparator, b, a)) {
        table.setNumber(heap, lower, b);
        table.setNumber(heap, upper, a);
      }
      if (upper - lower === 1) break;
      const middle = (lower + upper) >>> 1;
      a = table.getNumber(middle);
      b = table.getNumber(lower);
      if (yield* less(rt, comparator, a, b)) {
        table.setNumber(heap, middle, b);
        table.setNumber(heap, lower, a);
      } else {
        b = table.getNumber(upper);
        if (yield* less(rt, comparator, b, a)) {
          table.setNumber(heap, middle, b);
          table.setNumber(heap, upper, a);
        }
      }
      if (upper - lower === 2) break;
      const pivot = table.getNumber(middle);
      b = table.getNumber(upper - 1);
      table.setNumber(heap, middle, b);
      table.setNumber(heap, upper - 1, pivot);
      // t[lower] <= pivot = t[upper - 1] <= t[upper]: split what is between
      let i = lower;
      let j = upper - 1;
      for (;;) {
        for (;;) {
          a = table.getNumber(++i);
          const below = called
            ? truthy((yield [comparator, a, pivot])[0])
            : plainLess(rt, a, pivot) ?? (yield* less(rt, comparator, a, pivot));
          if (!below) break;
          if (i > upper) raise(rt, "invalid order function for sorting");
        }
        for (;;) {
          b = table.getNumber(--j);
          const above = called
            ? truthy((yield [comparator, pivot, b])[0])
            : plainLess(rt, pivot, b) ?? (yield* less(rt, comparator, pivot, b));
          if (!above) break;
          if (j < lower) raise(rt, "invalid order function for sorting");
        }
        if (j < i) break;
        table.setNumber(heap, i, b);
        table.setNumber(heap, j, a);
      }
      a = table.getNumber(upper - 1);
      b = table.getNumber(i);
      table.setNumber(heap, upper - 1, b);
      table.setNumber(heap, i, a);
      // the smaller part now, the larger one later
      if (i - lower < upper - i) {
        pending.push(i + 1, upper);
        upper = i - 1;
      } else {
        pending.push(lower, i - 1);
        lower = i + 1;
      }
    }
  }
  return [];
}
