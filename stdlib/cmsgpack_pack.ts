/**
 * `cmsgpack.pack`: Lua values as MessagePack, byte for byte what lua-cmsgpack 0.4.0 writes.
 *
 * @module
 */

import { signOfNaN } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import { LuaTable, traversal } from "../vm/table.ts";
import type { Value } from "../vm/value.ts";
import { StringBuilder } from "./string_tools.ts";

/** Tables nested deeper become nil. This also bounds the recursion here. */
const MAX_NESTING = 16;

const bytes = new DataView(new ArrayBuffer(8));

/** All strings of one char. */
const CHARS: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

/** The first `count` bytes of the buffer. */
function written(count: number): string {
  let text = "";
  for (let i = 0; i < count; i++) text += CHARS[bytes.getUint8(i)]!;
  return text;
}

function unsigned16(tag: string, n: number): string {
  return tag + CHARS[n >>> 8]! + CHARS[n & 255]!;
}

function unsigned32(tag: string, n: number): string {
  bytes.setUint32(0, n);
  return tag + written(4);
}

function packInteger(n: number): string {
  if (n >= 0) {
    if (n <= 127) return CHARS[n]!;
    if (n <= 0xff) return "\xcc" + CHARS[n]!;
    if (n <= 0xffff) return unsigned16("\xcd", n);
    if (n <= 0xffffffff) return unsigned32("\xce", n);
    bytes.setBigUint64(0, BigInt(n));
    return "\xcf" + written(8);
  }
  if (n >= -32) return CHARS[n + 256]!;
  if (n >= -128) return "\xd0" + CHARS[n + 256]!;
  if (n >= -32768) return unsigned16("\xd1", n + 65536);
  if (n >= -2147483648) return unsigned32("\xd2", n + 4294967296);
  bytes.setBigInt64(0, BigInt(n));
  return "\xd3" + written(8);
}

/** The MessagePack form of a number: the shortest integer, float or double that holds it. */
export function packNumber(n: number): string {
  if (Math.trunc(n) === n && n >= -0x8000000000000000 && n < 0x8000000000000000) return packInteger(n);
  if (Math.fround(n) === n) {
    bytes.setFloat32(0, n);
    return "\xca" + written(4);
  }
  bytes.setFloat64(0, n === n ? n : NaN);
  if (n !== n) bytes.setUint8(0, signOfNaN(n) ? 0xff : 0x7f);
  return "\xcb" + written(8);
}

function stringHead(length: number): string {
  if (length < 32) return CHARS[0xa0 | length]!;
  if (length <= 0xff) return "\xd9" + CHARS[length]!;
  if (length <= 0xffff) return unsigned16("\xda", length);
  return unsigned32("\xdb", length);
}

/** Head of an array (`small` 0x90, `tag` 0xdc) or map (0x80, 0xde) of `length` entries. */
function containerHead(length: number, small: number, tag: number): string {
  if (length <= 15) return CHARS[small | length]!;
  if (length <= 0xffff) return unsigned16(CHARS[tag]!, length);
  return unsigned32(CHARS[tag + 1]!, length);
}

/** Whether the keys of a table are exactly 1 to n. */
function isArray(rt: Runtime, table: LuaTable): boolean {
  let max = 0;
  let count = 0;
  let key: Value = undefined;
  if (table.array.length > 0 && !table.holes) {
    key = count = max = table.array.length;
    rt.charge(count >>> 2);
  }
  for (let p = table.nextPosition(key); p >= 0; p = table.nextPosition(key)) {
    rt.charge(1 + (traversal.skipped >>> 3));
    key = table.keyAt(p);
    if (typeof key !== "number" || key <= 0 || Math.trunc(key) !== key || key === Infinity) return false;
    // a C int: keys that do not fit become its smallest value
    if (key > max) max = key <= 0x7fffffff ? key : -0x80000000;
    count++;
  }
  return max === count;
}

/** Appends the MessagePack form of `value` to `out`. `level`: tables around it. */
export function packValue(rt: Runtime, out: StringBuilder, value: Value, level: number): void {
  rt.charge(1);
  switch (typeof value) {
    case "string":
      out.add(stringHead(value.length));
      return out.add(value);
    case "number":
      return out.add(packNumber(value));
    case "boolean":
      return out.add(value ? "\xc3" : "\xc2");
  }
  if (value instanceof LuaTable && level < MAX_NESTING) packTable(rt, out, value, level + 1);
  else out.add("\xc0");
}

function packTable(rt: Runtime, out: StringBuilder, table: LuaTable, level: number): void {
  if (isArray(rt, table)) {
    const n = rt.border(table);
    out.add(containerHead(n, 0x90, 0xdc));
    for (let i = 1; i <= n; i++) packValue(rt, out, table.getNumber(i), level);
    return;
  }
  let count = 0;
  let key: Value = undefined;
  for (let p = table.nextPosition(key); p >= 0; p = table.nextPosition(key)) {
    rt.charge(1 + (traversal.skipped >>> 3));
    key = table.keyAt(p);
    count++;
  }
  out.add(containerHead(count, 0x80, 0xde));
  key = undefined;
  for (let p = table.nextPosition(key); p >= 0; p = table.nextPosition(key)) {
    rt.charge(1 + (traversal.skipped >>> 3));
    key = table.keyAt(p);
    packValue(rt, out, key, level);
    packValue(rt, out, table.valueAt(p), level);
  }
}
