/**
 * The `struct` library: values packed into strings by a format, as Redis has it.
 * Not one of the libraries of Lua 5.1 §5.
 *
 * | Letter | Means |
 * | --- | --- |
 * | `>` `<` | big, little endian (the default) from here on |
 * | `!n` | largest alignment n, a power of two (8 without n); 1 at first |
 * | `x` | one zero byte |
 * | `b` `B` `h` `H` `l` `L` `T` | integers of 1, 2, 8 and 8 bytes; small letters are signed |
 * | `in` `In` | integer of n (4) bytes, at most 32 |
 * | `f` `d` | float, double |
 * | `cn` | n (1) bytes of a string; `c0` packs a whole string, and unpacks as many as the number before says |
 * | `s` | a string ended by a zero byte |
 *
 * Formats end at their first zero byte, as in C.
 *
 * @module
 */

import { negativeNaN, positiveNaN, signOfNaN } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { Builtin, Value } from "../vm/value.ts";
import { checkNumber, checkString, direct, directVariadic, optInteger } from "./lib.ts";
import { StringBuilder, substring } from "./string_tools.ts";
import { Format, raiseFault } from "./struct_format.ts";

/** Values a C function may have on its stack. */
const MAX_C_STACK = 8000;

const bytes = new DataView(new ArrayBuffer(8));

/** Bytes to add at a position so that an element of this alignment lies where it should. */
function padding(position: number, align: number): number {
  return (align - (position % 4294967296 & (align - 1))) & (align - 1);
}

// ---- packing ----------------------------------------------------------------------------------------

/** The low and high 32 bits of a number cast to a 64-bit integer as C does on x86-64. */
function splitInteger(n: number): void {
  if (n !== n) {
    bytes.setUint32(0, 0, true);
    bytes.setUint32(4, 0x80000000, true);
    return;
  }
  const whole = Math.trunc(n);
  const size = Math.abs(whole);
  let high = 0;
  let low = 0;
  if (n < 0 ? size >= 2 ** 63 : size >= 2 ** 64) high = n < 0 ? 0x80000000 : 0;
  else {
    high = Math.floor(size / 4294967296);
    low = size - high * 4294967296;
    if (n < 0) {
      low = -low >>> 0;
      high = (~high + (low === 0 ? 1 : 0)) >>> 0;
    }
  }
  bytes.setUint32(0, low, true);
  bytes.setUint32(4, high, true);
}

/** All strings of one char. */
const CHARS: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

function fourBytes(word: number, little: boolean): string {
  const a = word & 255;
  const b = word >>> 8 & 255;
  const c = word >>> 16 & 255;
  const d = word >>> 24;
  return little ? String.fromCharCode(a, b, c, d) : String.fromCharCode(d, c, b, a);
}

function packInteger(n: number, size: number, little: boolean): string {
  let low = n | 0;
  let high = low >> 31;
  if (low !== n) {
    splitInteger(n);
    low = bytes.getInt32(0, true);
    high = bytes.getInt32(4, true);
  }
  if (size === 1) return CHARS[low & 255]!;
  if (size === 2) {
    return little
      ? String.fromCharCode(low & 255, low >>> 8 & 255)
      : String.fromCharCode(low >>> 8 & 255, low & 255);
  }
  if (size === 4) return fourBytes(low, little);
  if (size === 8) {
    return little
      ? fourBytes(low, true) + fourBytes(high, true)
      : fourBytes(high, false) + fourBytes(low, false);
  }
  let text = "";
  for (let i = 0; i < size; i++) {
    const at = little ? i : size - 1 - i;
    text += at < 4 ? CHARS[(low >>> 8 * at) & 255]! : at < 8 ? CHARS[(high >>> 8 * (at - 4)) & 255]! : "\0";
  }
  return text;
}

function packFloat(n: number, size: number, little: boolean): string {
  if (size === 4) bytes.setFloat32(0, n);
  else bytes.setFloat64(0, n === n ? n : NaN);
  // a NaN's sign does not survive the way through the engine
  if (n !== n) bytes.setUint8(0, signOfNaN(n) ? 0xff : 0x7f);
  const first = fourBytes(bytes.getInt32(0), little);
  if (size === 4) return first;
  const second = fourBytes(bytes.getInt32(4), little);
  return little ? second + first : first + second;
}

/** `struct.pack(format, ...)` */
const pack = directVariadic("pack", (rt, args) => {
  // the reference marks the end of the arguments with a nil
  rt.argCount = args.length + (args.length > 0 ? 1 : 0);
  const format = new Format(rt, checkString(rt, args[0], 1));
  const out = new StringBuilder(rt);
  let arg = 2;
  let total = 0;
  for (let item = format.next(); item !== undefined; item = format.next()) {
    if (item.fault !== undefined) raiseFault(rt, item);
    let { size } = item;
    if (item.align > 1) {
      const gap = padding(total, item.align);
      total += gap;
      if (gap > 0) out.add("\0".repeat(gap));
    }
    switch (item.option) {
      case 98: // b
      case 66: // B
      case 104: // h
      case 72: // H
      case 108: // l
      case 76: // L
      case 84: // T
      case 105: // i
      case 73: // I
        out.add(packInteger(checkNumber(rt, args[arg - 1], arg), size, item.little));
        arg++;
        break;
      case 120: // x
        out.add("\0");
        break;
      case 102: // f
      case 100: // d
        out.add(packFloat(checkNumber(rt, args[arg - 1], arg), size, item.little));
        arg++;
        break;
      case 99: // c
      case 115: { // s
        const value = checkString(rt, args[arg - 1], arg);
        arg++;
        if (size === 0) size = value.length;
        // the argument's number is one too high in the reference too
        if (value.length < size) rt.argError(arg, "string too short");
        out.add(size === value.length ? value : value.slice(0, size));
        if (item.option === 115) {
          out.add("\0");
          size++;
        }
        break;
      }
    }
    total += size;
  }
  return out.finish(false);
});

// ---- unpacking --------------------------------------------------------------------------------------

/** An integer of at most four bytes. */
function unpackSmall(data: string, at: number, size: number, little: boolean, signed: boolean): number {
  let word = 0;
  if (little) { for (let i = at + size - 1; i >= at; i--) word = word << 8 | data.charCodeAt(i); }
  else for (let i = at; i < at + size; i++) word = word << 8 | data.charCodeAt(i);
  if (!signed) return word >>> 0;
  const unused = 32 - 8 * size & 31;
  return word << unused >> unused;
}

function unpackInteger(data: string, at: number, size: number, little: boolean, signed: boolean): number {
  if (size <= 4) return unpackSmall(data, at, size, little, signed);
  // the last eight bytes in order of significance; what lies above is shifted out
  let high = 0;
  let low = 0;
  for (let i = 0; i < size; i++) {
    const byte = data.charCodeAt(little ? at + size - 1 - i : at + i);
    high = ((high << 8) | (low >>> 24)) >>> 0;
    low = ((low << 8) | byte) >>> 0;
  }
  if (!signed) return high * 4294967296 + low;
  // the sign bit's position is taken modulo 64, as the machine's shift does
  const shift = (size * 8 - 1) & 63;
  const highMask = shift >= 32 ? -1 << (shift - 32) : -1;
  const lowMask = shift >= 32 ? 0 : -1 << shift;
  if ((high & highMask) !== 0 || (low & lowMask) !== 0) {
    high = (high | highMask) >>> 0;
    low = (low | lowMask) >>> 0;
  }
  return (high | 0) * 4294967296 + low;
}

function unpackFloat(data: string, at: number, size: number, little: boolean): number {
  for (let i = 0; i < size; i++) bytes.setUint8(i, data.charCodeAt(little ? at + size - 1 - i : at + i));
  const n = size === 4 ? bytes.getFloat32(0) : bytes.getFloat64(0);
  if (n === n) return n;
  return bytes.getUint8(0) < 0x80 ? positiveNaN() : negativeNaN();
}

/** `struct.unpack(format, data [, position])`: the values, then the position after them */
const unpack = direct("unpack", (rt: Runtime, formatValue: Value, dataValue: Value, from: Value) => {
  const text = checkString(rt, formatValue, 1);
  const data = checkString(rt, dataValue, 2);
  let position = optInteger(rt, from, 3, 1);
  if (position === 0) rt.argError(3, "offset must be 1 or greater");
  // a negative position is a huge one in C
  position = position < 0 ? 2 ** 64 + position : position - 1;
  const format = new Format(rt, text);
  const { length } = data;
  const results: Value[] = [];
  for (let item = format.next(); item !== undefined; item = format.next()) {
    if (item.fault !== undefined && !item.late) raiseFault(rt, item);
    let { size } = item;
    if (item.align > 1) position += padding(position, item.align);
    if (size > length || position > length - size) rt.argError(2, "data string too short");
    if (rt.argCount + results.length + 2 > MAX_C_STACK) rt.error("stack overflow (too many results)");
    if (item.fault !== undefined) raiseFault(rt, item);
    const { option } = item;
    switch (option) {
      case 98: // b
      case 66: // B
      case 104: // h
      case 72: // H
      case 108: // l
      case 76: // L
      case 84: // T
      case 105: // i
      case 73: // I
        results.push(unpackInteger(data, position, size, item.little, option >= 97));
        break;
      case 120: // x
        break;
      case 102: // f
      case 100: // d
        results.push(unpackFloat(data, position, size, item.little));
        break;
      case 99: // c
        if (size === 0) {
          const before = rt.toNumber(results.at(-1));
          if (results.length === 0 || before === undefined) {
            return rt.error("format 'c0' needs a previous size");
          }
          // what the machine makes of it as an unsigned 64-bit integer
          size = before >= 2 ** 64 ? 0 : Math.trunc(before);
          results.pop();
          if (!(size >= 0 && size <= length && position <= length - size)) {
            rt.argError(2, "data string too short");
          }
        }
        results.push(substring(rt, data, position, position + size));
        break;
      case 115: { // s
        const end = data.indexOf("\0", position);
        rt.charge(((end < 0 ? length : end) - position) >>> 4);
        if (end < 0) rt.error("unfinished string in data");
        results.push(substring(rt, data, position, end));
        size = end - position + 1;
        break;
      }
    }
    position += size;
  }
  results.push(position + 1);
  return results;
});

/** `struct.size(format)`: the bytes a format without strings of open length takes */
const size = direct("size", (rt: Runtime, formatValue: Value) => {
  const format = new Format(rt, checkString(rt, formatValue, 1));
  let position = 0;
  for (let item = format.next(); item !== undefined; item = format.next()) {
    if (item.fault !== undefined && !(item.unknown && isAlphanumeric(item.option))) raiseFault(rt, item);
    position += padding(position, item.align);
    if (item.option === 115) rt.argError(1, "option 's' has no fixed size");
    if (item.option === 99 && item.size === 0) rt.argError(1, "option 'c0' has no fixed size");
    position += item.size;
  }
  return position;
});

function isAlphanumeric(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57);
}

/** The functions of `struct`. */
export const structLibrary: readonly Builtin[] = Object.freeze([pack, size, unpack]);
