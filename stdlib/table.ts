/**
 * The `table` library (Lua 5.1 §5.5). All functions work on raw tables, as in 5.1.
 *
 * Whatever moves or visits n elements charges steps in proportion to n before it begins, and what builds
 * a string charges its memory first.
 *
 * @module
 */

import { LuaThrow } from "../vm/errors.ts";
import { numberToString } from "../vm/number.ts";
import { type Runtime, typeName } from "../vm/runtime.ts";
import { type LuaTable, traversal } from "../vm/table.ts";
import { type Builtin, type BuiltinGenerator, Continuation, type Value } from "../vm/value.ts";
import { isFunction } from "./continuations.ts";
import { checkInt, checkTable, checkWritable, direct, fixed, optInt, optString } from "./lib.ts";
import { sort } from "./sort.ts";

/** `table.concat(table [, sep [, i [, j]]])` */
const concat = direct("concat", (rt: Runtime, t: Value, separator: Value, from: Value, to: Value) => {
  const sep = optString(rt, separator, 2, "");
  const table = checkTable(rt, t, 1);
  const first = optInt(rt, from, 3, 1);
  const last = to === undefined ? rt.border(table) : checkInt(rt, to, 4);
  if (first > last) return "";
  const array = table.array;
  // first what it will take, so that the result is paid for before it is built
  let bound = 0;
  let numbers = false;
  const listed = first > 0 && last <= array.length;
  for (let i = first; i <= last; i++) {
    const value = listed ? array[i - 1] : table.getNumber(i);
    if (typeof value === "string") bound += value.length;
    else if (typeof value === "number") {
      bound += NUMBER_LENGTH;
      numbers = true;
    } else rt.error(`invalid value (${typeName(value)}) at index ${i} in table for 'concat'`);
    if ((i & 1023) === 0) rt.charge(1024);
  }
  const count = last - first + 1;
  bound += sep.length * (count - 1);
  rt.charge(count & 1023);
  if (!numbers) rt.chargeString(bound);
  else rt.heap.chargeString(bound);
  let result = "";
  for (let i = first; i <= last; i += PORTION) {
    const end = Math.min(last, i + PORTION - 1);
    const portion = listed && !numbers
      ? (i === 1 && end === array.length ? array : array.slice(i - 1, end)).join(sep)
      : joinRange(table, i, end, sep);
    if (result.length + portion.length > rt.limits.stringLength) rt.error("string length overflow");
    result = i === first ? portion : result + sep + portion;
  }
  if (numbers) {
    rt.heap.used -= bound - result.length;
    rt.charge(result.length >>> 4);
  }
  return result;
});

/** No number is longer as a string. */
const NUMBER_LENGTH = 24;

/** Elements joined at a time, which bounds what is held besides table and result. */
const PORTION = 4096;

function joinRange(table: LuaTable, first: number, last: number, sep: string): string {
  const pieces: string[] = [];
  for (let i = first; i <= last; i++) {
    const value = table.getNumber(i);
    pieces.push(typeof value === "string" ? value : numberToString(value as number));
  }
  return pieces.length === 1 ? pieces[0]! : pieces.join(sep);
}

/** `table.insert(table, [pos,] value)` */
const insert = direct("insert", (rt: Runtime, t: Value, second: Value, third: Value) => {
  const table = checkTable(rt, t, 1);
  const end = rt.border(table) + 1;
  rt.leaveIfTight(table);
  if (rt.argCount === 2) {
    checkWritable(table);
    table.setNumber(rt.heap, end, second);
    return [];
  }
  if (rt.argCount !== 3) rt.error("wrong number of arguments to 'insert'");
  const position = checkInt(rt, second, 2);
  checkWritable(table);
  if (position < end) openGap(rt, table, position, end);
  table.setNumber(rt.heap, position, third);
  return [];
});

/** Moves `t[position..end-1]` up by one. */
function openGap(rt: Runtime, table: LuaTable, position: number, end: number): void {
  if (position > 0 && table.shiftUp(rt.heap, position, end - 1)) {
    rt.charge((end - position) >>> 4);
    return;
  }
  // charged at once, few are moved whole or not at all
  if (end - position > MOVED_AT_ONCE) rt.leaveCompiled();
  for (let i = end; i > position;) {
    const stop = Math.max(position, i - MOVED_AT_ONCE);
    rt.charge(i - stop);
    for (; i > stop; i--) table.setNumber(rt.heap, i, table.getNumber(i - 1));
  }
}

/** Elements moved one by one that are charged together. */
const MOVED_AT_ONCE = 1024;

/** `table.remove(table [, pos])` */
const remove = direct("remove", (rt: Runtime, t: Value, at: Value) => {
  const table = checkTable(rt, t, 1);
  const end = rt.border(table);
  const position = at === undefined ? end : checkInt(rt, at, 2);
  if (position < 1 || position > end) return [];
  const value = table.getNumber(position);
  if (position < end) {
    if (table.shiftDown(position, end)) {
      rt.charge((end - position) >>> 4);
      return value;
    }
    rt.leaveIfTight(table);
    rt.charge(end - position);
    for (let i = position; i < end; i++) table.setNumber(rt.heap, i, table.getNumber(i + 1));
  }
  table.setNumber(rt.heap, end, undefined);
  return value;
});

/** `table.maxn(table)` */
const maxn = direct("maxn", (rt: Runtime, t: Value) => {
  const table = checkTable(rt, t, 1);
  rt.charge((table.array.length + table.slots.length) >>> 2);
  let max = 0;
  let key: Value = undefined;
  for (let p = table.nextPosition(key); p >= 0; p = table.nextPosition(key)) {
    key = table.keyAt(p);
    if (typeof key === "number" && key > max) max = key;
  }
  return max;
});

/** `table.getn(table)`, deprecated: `#table` */
const getn = direct("getn", (rt: Runtime, t: Value) => rt.border(checkTable(rt, t, 1)));

/** `table.setn(table, n)`, obsolete */
const setn = direct("setn", (rt: Runtime, t: Value) => {
  checkTable(rt, t, 1);
  rt.error("'setn' is obsolete");
});

/** `table.foreach(table, f)`, deprecated */
const foreach = fixed("foreach", (rt: Runtime, t: Value, f: Value) => {
  const table = checkTable(rt, t, 1);
  if (!isFunction(f)) rt.argTypeError(2, "function", f);
  return new Continuation(visitAll(rt, table, f));
}, { mayCall: true });

function* visitAll(rt: Runtime, table: LuaTable, f: Value): BuiltinGenerator {
  let key: Value = undefined;
  for (;;) {
    const position = table.nextPosition(key);
    rt.charge(1 + (traversal.skipped >>> 3));
    if (position === -1) return [];
    if (position < 0) throw new LuaThrow("invalid key to 'next'");
    key = table.keyAt(position);
    const result = (yield [f, key, table.valueAt(position)])[0];
    if (result !== undefined) return result;
  }
}

/** `table.foreachi(table, f)`, deprecated */
const foreachi = fixed("foreachi", (rt: Runtime, t: Value, f: Value) => {
  const table = checkTable(rt, t, 1);
  if (!isFunction(f)) rt.argTypeError(2, "function", f);
  return new Continuation(visitArray(rt, table, f));
}, { mayCall: true });

function* visitArray(rt: Runtime, table: LuaTable, f: Value): BuiltinGenerator {
  const n = rt.border(table);
  for (let i = 1; i <= n; i++) {
    rt.charge(1);
    const result = (yield [f, i, table.getNumber(i)])[0];
    if (result !== undefined) return result;
  }
  return [];
}

/** The functions of `table`. */
export const tableLibrary: readonly Builtin[] = Object.freeze([
  concat,
  foreach,
  foreachi,
  getn,
  insert,
  maxn,
  remove,
  setn,
  sort,
]);
