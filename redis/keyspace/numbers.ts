/**
 * Numbers as a Redis server reads and writes them: strict 64-bit integers, C doubles, `%.17g`.
 *
 * Integers are JS numbers while they are exact and `bigint` beyond 2^53, in one canonical form: a `bigint` here is
 * never a safe integer.
 *
 * @module
 */

import { toExponential, toPrecision } from "../../vm/decimal.ts";
import { signOfNaN, stringToNumber } from "../../vm/number.ts";

/** A 64-bit signed integer: `number` where it is exact, else `bigint`. */
export type Integer = number | bigint;

/** 2^63 - 1 */
export const INT64_MAX: bigint = 0x7fffffffffffffffn;
/** -2^63 */
export const INT64_MIN: bigint = -0x8000000000000000n;
/** 2^64 - 1 */
export const UINT64_MAX: bigint = 0xffffffffffffffffn;

/** The canonical form of a bigint. */
export function toInteger(x: bigint): Integer {
  return x >= -9007199254740991n && x <= 9007199254740991n ? Number(x) : x;
}

/**
 * The 64-bit integer a string spells, or undefined: an optional `-` and digits without leading zeros, nothing else.
 */
export function parseInteger(text: string): Integer | undefined {
  const n = text.length;
  if (n === 0 || n > 20) return undefined;
  let i = 0;
  let c = text.charCodeAt(0);
  const negative = c === 45;
  if (negative) {
    if (n === 1) return undefined;
    i = 1;
    c = text.charCodeAt(1);
  }
  if (c === 48) return n === 1 ? 0 : undefined;
  if (n - i > 15) return parseLong(text, i);
  let value = 0;
  for (; i < n; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

function parseLong(text: string, start: number): Integer | undefined {
  for (let i = start; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
  }
  const value = BigInt(text);
  return value > INT64_MAX || value < INT64_MIN ? undefined : toInteger(value);
}

/**
 * The integer a string spells as a JS number, or undefined. Past 2^53 the value is rounded: for counts, offsets and
 * the like, where only the size matters then.
 */
export function parseCount(text: string): number | undefined {
  const value = parseInteger(text);
  return typeof value === "bigint" ? Number(value) : value;
}

/**
 * The unsigned 64-bit integer a string spells, or undefined: digits, and what C's `strtoull` lets stand in front of
 * them.
 */
export function parseUnsigned(text: string): bigint | undefined {
  if (!/^[ \t-\r]*\+?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  return value > UINT64_MAX ? undefined : value;
}

/** Sum of two 64-bit integers, or undefined where it overflows. */
export function addIntegers(a: Integer, b: Integer): Integer | undefined {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (sum <= Number.MAX_SAFE_INTEGER && sum >= -Number.MAX_SAFE_INTEGER) return sum;
  }
  const sum = BigInt(a) + BigInt(b);
  return sum > INT64_MAX || sum < INT64_MIN ? undefined : toInteger(sum);
}

const SPACE = /^[ \t-\r]/;

/**
 * The double a string spells, or undefined: all C's `strtod` takes (decimal, hexadecimal, `inf`), with nothing around
 * it; no NaN.
 */
export function parseDouble(text: string): number | undefined {
  const integer = fastInteger(text);
  if (integer !== undefined) return integer;
  if (text.length === 0 || SPACE.test(text) || /[ \t-\r\0]$/.test(text)) return undefined;
  const value = parseLoose(text);
  return value === undefined || value !== value ? undefined : value;
}

/** A short run of digits, the common case of a score. */
function fastInteger(text: string): number | undefined {
  const n = text.length;
  if (n === 0 || n > 15) return undefined;
  let value = 0;
  for (let i = 0; i < n; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

function parseLoose(text: string): number | undefined {
  if (text.includes("\0")) return undefined;
  const value = stringToNumber(text);
  if (value === undefined) return undefined;
  // overflow and underflow are errors, unlike a spelled-out infinity or zero
  if ((value === Infinity || value === -Infinity) && !/^[+-]?inf/i.test(text)) return undefined;
  if (value === 0 && /[1-9a-f]/i.test(mantissa(text))) return undefined;
  return value;
}

function mantissa(text: string): string {
  const hex = /^[+-]?0x([0-9a-f.]*)/i.exec(text);
  return hex !== null ? hex[1]! : text.replace(/e.*$/i, "");
}

/**
 * A bound of a score range as C's `strtod` reads it: white space before is skipped, an empty string is 0; undefined
 * when anything follows.
 */
export function parseBound(text: string): number | undefined {
  const integer = fastInteger(text);
  if (integer !== undefined) return integer;
  const end = text.indexOf("\0");
  if (end >= 0) text = text.slice(0, end);
  if (text === "") return 0;
  if (/[ \t-\r]$/.test(text)) return undefined;
  const value = stringToNumber(text);
  return value === undefined || value !== value ? undefined : value;
}

/** `%.17g` */
export function formatDouble(x: number): string {
  if ((x | 0) === x) return x === 0 && 1 / x < 0 ? "-0" : "" + x;
  if (x !== x) return signOfNaN(x) ? "-nan" : "nan";
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  const size = Math.abs(x);
  const sign = x < 0 ? "-" : "";
  if (size >= 1e-4 && size < 1e16) return sign + trimZeros(toPrecision(size, 17));
  const text = toExponential(size, 16);
  const e = text.indexOf("e");
  const exponent = Number(text.slice(e + 1));
  if (exponent >= -4 && exponent < 17) {
    if (exponent >= 0) {
      const digits = text.slice(0, e).replace(".", "");
      return sign + trimZeros(digits.slice(0, exponent + 1) + "." + digits.slice(exponent + 1));
    }
    return sign + trimZeros("0." + "0".repeat(-exponent - 1) + text.slice(0, e).replace(".", ""));
  }
  const power = Math.abs(exponent);
  return sign + trimZeros(text.slice(0, e)) + (exponent < 0 ? "e-" : "e+") + (power < 10 ? "0" : "") + power;
}

/** Drops zeros behind a decimal point, and the point when nothing is left behind it. */
export function trimZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end--;
  if (text.charCodeAt(end - 1) === 46) end--;
  return text.slice(0, end);
}
