/**
 * Conversions between numbers and strings: C's `strtod` and `%.14g` as Lua 5.1 uses them.
 *
 * @module
 */

import { toExponential, toPrecision } from "./decimal.ts";
import type { Value } from "./value.ts";

const DECIMAL = /^[ \t-\r]*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)[ \t-\r]*$/;
const HEX =
  /^[ \t-\r]*([+-]?)0[xX](?:([0-9a-fA-F]+)(?:\.([0-9a-fA-F]*))?|\.([0-9a-fA-F]+))(?:[pP]([+-]?\d+))?[ \t-\r]*$/;
const WORD = /^[ \t-\r]*([+-]?)(inf(?:inity)?|nan(?:\([0-9a-zA-Z_]*\))?)[ \t-\r]*$/i;

/** Powers of ten, all exact. */
const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14];

/**
 * `luaO_str2d`: the number a string spells, or undefined. Accepts what C's `strtod` accepts (decimal,
 * hexadecimal with optional fraction and binary exponent, `inf`, `nan`) with white space around it. As in
 * C the string ends at its first NUL.
 */
export function stringToNumber(text: string): number | undefined {
  const plain = plainDecimal(text);
  if (plain !== undefined) return plain;
  const end = text.indexOf("\0");
  if (end >= 0) text = text.slice(0, end);
  const decimal = DECIMAL.exec(text);
  if (decimal !== null) return Number(decimal[1]);
  const hex = HEX.exec(text);
  if (hex !== null) return hexToNumber(hex);
  const word = WORD.exec(text);
  if (word === null) return undefined;
  const negative = word[1] === "-";
  if (word[2]!.charAt(0).toLowerCase() === "n") return negative ? negativeNaN() : positiveNaN();
  return negative ? -Infinity : Infinity;
}

/**
 * The common case: few digits, perhaps with a sign and a point; undefined for anything else. On its own, since V8
 * would make plain doubles of all that a function with such arithmetic returns, and a NaN would lose its sign.
 */
function plainDecimal(text: string): number | undefined {
  const n = text.length;
  if (n > 0 && n < 16) {
    const negative = text.charCodeAt(0) === 45;
    let value = 0;
    let point = -1;
    let i = negative ? 1 : 0;
    const begin = i;
    for (; i < n; i++) {
      const c = text.charCodeAt(i);
      if (c >= 48 && c <= 57) value = value * 10 + (c - 48);
      else if (c === 46 && point < 0) point = i;
      else break;
    }
    if (i === n && i - begin > (point < 0 ? 0 : 1)) {
      // both are exact, so the quotient is rounded once
      if (point >= 0) value /= POWERS[n - 1 - point]!;
      return negative ? -value : value;
    }
  }
  return undefined;
}

function hexToNumber(match: RegExpExecArray): number {
  const whole = match[2] ?? "";
  const fraction = match[3] ?? match[4] ?? "";
  const digits = (whole + fraction).replace(/^0+/, "");
  let exponent = Number(match[5] ?? "0") - 4 * fraction.length;
  // keep 64 bits and a sticky bit: enough for one correct rounding
  let mantissa = 0n;
  if (digits !== "") {
    const kept = digits.slice(0, 32);
    mantissa = BigInt("0x" + kept);
    exponent += 4 * (digits.length - kept.length);
    if (/[^0]/.test(digits.slice(32))) mantissa |= 1n;
  }
  const value = scale(mantissa, exponent);
  return match[1] === "-" ? -value : value;
}

/** mantissa * 2^exponent, rounded once. */
function scale(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  let length = mantissa.toString(2).length;
  if (length + exponent > 1024) return Infinity;
  if (length + exponent < -1075) return 0;
  // drop the bits below the last one a double of this size can hold
  const keep = Math.min(53, length + exponent + 1074);
  let drop = length - keep;
  if (drop > 0) {
    const half = 1n << BigInt(drop - 1);
    const rest = mantissa & ((1n << BigInt(drop)) - 1n);
    mantissa >>= BigInt(drop);
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n;
    exponent += drop;
  } else {
    drop = 0;
  }
  length = mantissa.toString(2).length;
  if (length + exponent > 1024) return Infinity;
  let value = Number(mantissa);
  for (; exponent > 900; exponent -= 900) value *= 2 ** 900;
  for (; exponent < -900; exponent += 900) value *= 2 ** -900;
  return value * 2 ** exponent;
}

/** `lua_tonumber`: a number, or the number a string spells; undefined otherwise. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string") return stringToNumber(value);
  return undefined;
}

/** `lua_Number2str`, that is `%.14g`. */
export function numberToString(x: number): string {
  if ((x | 0) === x) return x === 0 && 1 / x < 0 ? "-0" : "" + x;
  const shortest = "" + x;
  // 14 significant digits or fewer, written without an exponent by both: the shortest form is the answer
  if (shortest.length <= 15 && (x < 1e14 && x > 1e-4 || x > -1e14 && x < -1e-4)) {
    return shortest.length <= 14 || shortest.includes(".") ? shortest : general14(x);
  }
  return general14(x);
}

function general14(x: number): string {
  if (x !== x) return signOfNaN(x) ? "-nan" : "nan";
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  const size = Math.abs(x);
  if (size >= 1e-4 && size < 1e13) {
    // no exponent, and even rounding up needs none
    const text = toPrecision(size, 14);
    let end = text.length;
    while (text.charCodeAt(end - 1) === 48) end--;
    if (text.charCodeAt(end - 1) === 46) end--;
    return (x < 0 ? "-" : "") + text.slice(0, end);
  }
  // digits and exponent after rounding to 14 digits
  const text = toExponential(size, 13);
  const e = text.indexOf("e");
  const exponent = Number(text.slice(e + 1));
  const sign = x < 0 ? "-" : "";
  const digits = text.slice(0, e).replace(".", "").replace(/0+$/, "");
  if (exponent < -4 || exponent >= 14) {
    const fraction = digits.length > 1 ? "." + digits.slice(1) : "";
    const power = Math.abs(exponent);
    return sign + digits.charAt(0) + fraction + (exponent < 0 ? "e-" : "e+") + (power < 10 ? "0" : "") +
      power;
  }
  if (exponent < 0) return sign + "0." + "0".repeat(-exponent - 1) + digits;
  if (digits.length <= exponent + 1) return sign + digits + "0".repeat(exponent + 1 - digits.length);
  return sign + digits.slice(0, exponent + 1) + "." + digits.slice(exponent + 1);
}

const nanBits = new Float64Array(1);
const nanBytes = new Uint8Array(nanBits.buffer);

/**
 * Whether a NaN is shown as `-nan`, as nearly all are that arithmetic makes on x86. JS engines do not keep the
 * sign bit: they put a NaN of their own in the place of one they know, and in lists of numbers. So a NaN is negative
 * unless it bears a mark, which only what makes positive ones gives it.
 */
export function signOfNaN(x: number): boolean {
  nanBits[0] = x;
  return nanBytes[7]! >= 0x80 || nanBytes[0] !== MARK;
}

const MARK = 0x55;

function makeNaN(high: number, low: number): number {
  nanBytes.fill(0);
  nanBytes[7] = high;
  nanBytes[6] = 0xf8;
  nanBytes[0] = low;
  return nanBits[0]!;
}

/** What invalid operations produce, shown as `-nan`. */
export function negativeNaN(): number {
  return makeNaN(0xff, 0);
}

/** A NaN shown as `nan`. */
export function positiveNaN(): number {
  return makeNaN(0x7f, MARK);
}

/** `-x` for a NaN: one with the other sign. Engines may negate by multiplying, which keeps it. */
export function negatedNaN(x: number): number {
  return signOfNaN(x) ? positiveNaN() : negativeNaN();
}

/** A string or number as a string (`lua_tostring` on a value known to be one of the two). */
export function toStringValue(value: string | number): string {
  return typeof value === "string" ? value : numberToString(value);
}
