/**
 * Numbers as C's `printf` writes them: the conversions `d i o u x X e E f g G c` with flags, width and
 * precision, as glibc does on x86-64.
 *
 * @module
 */

import { toExponential, toFixed } from "../vm/decimal.ts";
import { signOfNaN } from "../vm/number.ts";
import { truncate } from "./lib.ts";

/** Flags, width and precision of a conversion. */
export interface Layout {
  /** `-`: pad on the right */
  readonly left: boolean;
  /** `+` */
  readonly plus: boolean;
  /** space */
  readonly space: boolean;
  /** `#` */
  readonly alternate: boolean;
  /** `0`: pad with zeros */
  readonly zero: boolean;
  /** least number of characters, 0 to 99 */
  readonly width: number;
  /** 0 to 99, or -1 when there is none */
  readonly precision: number;
}

/** Paddings of each kind, by length. */
const paddings = (char: string): readonly string[] => Array.from({ length: 100 }, (_, n) => char.repeat(n));
const SPACES = paddings(" ");
const ZEROS = paddings("0");

/**
 * Pads `body`, which follows `sign`, to the width. Zeros go between the two. What is put together of several pieces
 * is for the caller to write out.
 */
function pad(sign: string, body: string, layout: Layout, zeros: boolean): string {
  const missing = layout.width - sign.length - body.length;
  if (missing <= 0) return sign + body;
  if (layout.left) return sign + body + SPACES[missing]!;
  return zeros ? sign + ZEROS[missing]! + body : SPACES[missing]! + sign + body;
}

/** Pads text with spaces to the width. */
export function padText(text: string, layout: Layout): string {
  return layout.width > text.length ? pad("", text, layout, false) : text;
}

function signFor(negative: boolean, layout: Layout): string {
  return negative ? "-" : layout.plus ? "+" : layout.space ? " " : "";
}

/** Digits with at least `precision` of them; a precision of 0 writes zero as nothing. */
function withPrecision(digits: string, precision: number): string {
  if (precision === 0 && digits === "0") return "";
  return digits.length < precision ? "0".repeat(precision - digits.length) + digits : digits;
}

/** `%d` and `%i`: a number cut to a 64-bit signed integer. */
export function formatSigned(x: number, layout: Layout): string {
  const integer = truncate(x);
  const size = Math.abs(integer);
  const digits = size <= Number.MAX_SAFE_INTEGER ? "" + size : BigInt(size).toString();
  const body = withPrecision(digits, layout.precision);
  return pad(signFor(integer < 0, layout), body, layout, layout.zero && layout.precision < 0);
}

const TWO_63 = 2 ** 63;

/** The conversion of a double to a 64-bit unsigned integer as x86-64 compilers do it, also out of range. */
function toUnsigned(x: number): bigint {
  // from 2^63 on: subtract, convert as signed, put the top bit back
  if (x >= TWO_63) return BigInt.asUintN(64, BigInt(truncate(x - TWO_63)) ^ (1n << 63n));
  return BigInt.asUintN(64, BigInt(truncate(x)));
}

/** `%o`, `%u`, `%x`, `%X`: a number cut to a 64-bit unsigned integer. */
export function formatUnsigned(x: number, conversion: string, layout: Layout): string {
  const radix = conversion === "o" ? 8 : conversion === "u" ? 10 : 16;
  const small = x >= 0 && x <= Number.MAX_SAFE_INTEGER;
  let digits = small ? Math.floor(x).toString(radix) : toUnsigned(x).toString(radix);
  const isZero = digits === "0";
  if (conversion === "X") digits = digits.toUpperCase();
  let body = withPrecision(digits, layout.precision);
  let prefix = "";
  if (layout.alternate) {
    if (radix === 8 && body.charCodeAt(0) !== 48) body = "0" + body;
    else if (radix === 16 && !isZero) prefix = "0" + conversion;
  }
  return pad(prefix, body, layout, layout.zero && layout.precision < 0);
}

/** `%c`: the character with the low 8 bits of a number cut to a 32-bit integer. */
export function formatCharacter(x: number, layout: Layout): string {
  const integer = Math.trunc(x);
  const code = integer >= -0x80000000 && integer <= 0x7fffffff ? integer & 255 : 0;
  const text = padText(String.fromCharCode(code), layout);
  // the reference takes what `sprintf` wrote as a C string, which a NUL ends
  return code === 0 ? text.slice(0, text.indexOf("\0")) : text;
}

/** `%e`, `%E`, `%f`, `%g`, `%G`. */
export function formatFloat(x: number, conversion: string, layout: Layout): string {
  const nan = x !== x;
  const negative = nan ? signOfNaN(x) : x < 0 || x === 0 && 1 / x < 0;
  const sign = signFor(negative, layout);
  const upper = conversion === "E" || conversion === "G";
  if (nan || x === Infinity || x === -Infinity) {
    const word = nan ? "nan" : "inf";
    return pad(sign, upper ? word.toUpperCase() : word, layout, false);
  }
  const size = Math.abs(x);
  const precision = layout.precision < 0 ? 6 : layout.precision;
  let body: string;
  if (conversion === "f") {
    body = toFixed(size, precision);
    if (precision === 0 && layout.alternate) body += ".";
  } else if (conversion === "e" || conversion === "E") {
    const text = toExponential(size, precision);
    const e = text.indexOf("e");
    const mantissa = precision === 0 && layout.alternate ? text.slice(0, e) + "." : text.slice(0, e);
    body = mantissa + exponentOf(Number(text.slice(e + 1)));
  } else body = general(size, precision === 0 ? 1 : precision, layout.alternate);
  return pad(sign, upper ? body.toUpperCase() : body, layout, layout.zero);
}

function exponentOf(exponent: number): string {
  const size = Math.abs(exponent);
  return (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
}

/** `%g` of x >= 0 with `digits` significant digits; `keepZeros` for the flag `#`. */
function general(x: number, digits: number, keepZeros: boolean): string {
  if (x >= 1e-4 && x < 1e15 && digits <= 15 && !keepZeros) {
    // a shortest form of no more digits is the answer, as long as it is plain
    const shortest = "" + x;
    if (shortest.length <= digits || shortest.length === digits + 1 && shortest.includes(".")) {
      return shortest;
    }
  }
  const text = toExponential(x, digits - 1);
  const e = text.indexOf("e");
  const exponent = Number(text.slice(e + 1));
  let significant = text.charAt(0) + text.slice(2, e);
  if (!keepZeros) {
    let end = significant.length;
    while (end > 1 && significant.charCodeAt(end - 1) === 48) end--;
    significant = significant.slice(0, end);
  }
  let whole: string;
  let fraction: string;
  let suffix = "";
  if (exponent < -4 || exponent >= digits) {
    whole = significant.charAt(0);
    fraction = significant.slice(1);
    suffix = exponentOf(exponent);
  } else if (exponent < 0) {
    whole = "0";
    fraction = "0".repeat(-exponent - 1) + significant;
  } else {
    whole = significant.slice(0, exponent + 1);
    if (whole.length <= exponent) whole += "0".repeat(exponent + 1 - whole.length);
    fraction = significant.slice(exponent + 1);
  }
  return whole + (fraction !== "" || keepZeros ? "." + fraction : "") + suffix;
}

/** `%.{digits}g` of any double; `digits` is 1 to 100. */
export function formatGeneral(x: number, digits: number): string {
  if (x !== x) return signOfNaN(x) ? "-nan" : "nan";
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  return x < 0 || x === 0 && 1 / x < 0 ? "-" + general(-x, digits, false) : general(x, digits, false);
}
