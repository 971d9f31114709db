/**
 * Arithmetic of x87 long doubles (64 bits of mantissa), in which `INCRBYFLOAT` and `HINCRBYFLOAT` count.
 *
 * A value is `mantissa * 2^exponent` with a mantissa of at most 64 bits. Exponents are taken as unbounded: what a
 * script can spell in a few thousand digits stays far below 2^16384 or is refused by {@linkcode parseLongDouble}.
 *
 * @module
 */

import { trimZeros } from "./numbers.ts";

/** A finite long double: `mantissa * 2^exponent`, at most 64 bits of mantissa. */
export interface LongDouble {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const HEX = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?\d+))?$/;
/** longest text the server takes */
const LONGEST = 5 * 1024;

function bitLength(x: bigint): number {
  const hex = x.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(parseInt(hex.charAt(0), 16)));
}

/** Rounds `numerator * 2^exponent / denominator` to 64 bits, ties to even. */
function round(negative: boolean, numerator: bigint, denominator: bigint, exponent: number): LongDouble {
  if (numerator === 0n) return { mantissa: 0n, exponent: 0 };
  // scale so that the quotient has 66 bits or more; a sticky bit stands for the remainder
  const shift = Math.max(0, 67 - (bitLength(numerator) - bitLength(denominator)));
  const scaled = numerator << BigInt(shift);
  let quotient = scaled / denominator;
  const sticky = quotient * denominator !== scaled;
  exponent -= shift;
  const drop = bitLength(quotient) - 64;
  if (drop > 0) {
    const half = 1n << BigInt(drop - 1);
    const rest = quotient & ((1n << BigInt(drop)) - 1n);
    quotient >>= BigInt(drop);
    if (rest > half || rest === half && (sticky || (quotient & 1n) === 1n)) quotient += 1n;
    exponent += drop;
  }
  return { mantissa: negative ? -quotient : quotient, exponent };
}

/**
 * The long double a string spells; `"infinite"` for the words of infinity, undefined for anything else, NaN and what
 * overflows.
 */
export function parseLongDouble(text: string): LongDouble | "infinite" | undefined {
  if (text.length === 0 || text.length >= LONGEST) return undefined;
  const decimal = DECIMAL.exec(text);
  if (decimal !== null) {
    const digits = (decimal[2] ?? "") + (decimal[3] ?? "");
    if (digits === "") return undefined;
    const power = Number(decimal[4] ?? "0") - (decimal[3] ?? "").length;
    const value = BigInt(digits);
    if (value === 0n) return { mantissa: 0n, exponent: 0 };
    const size = digits.length + power;
    if (size > 4940 || size < -4950) return undefined;
    const negative = decimal[1] === "-";
    return power >= 0
      ? round(negative, value * 10n ** BigInt(power), 1n, 0)
      : round(negative, value, 10n ** BigInt(-power), 0);
  }
  const hex = HEX.exec(text);
  if (hex !== null) {
    const digits = (hex[2] ?? "") + (hex[3] ?? "");
    if (digits === "") return undefined;
    const power = Number(hex[4] ?? "0") - 4 * (hex[3] ?? "").length;
    if (Math.abs(power) > 16000) return undefined;
    return round(hex[1] === "-", BigInt("0x" + digits), 1n, power);
  }
  return /^[+-]?inf(inity)?$/i.test(text) ? "infinite" : undefined;
}

/** The sum, rounded once. */
export function addLongDoubles(a: LongDouble, b: LongDouble): LongDouble {
  if (a.mantissa === 0n) return b;
  if (b.mantissa === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  return round(sum < 0n, sum < 0n ? -sum : sum, 1n, exponent);
}

/** A double as a long double: exact. */
export function fromDouble(x: number): LongDouble {
  if (x === 0) return { mantissa: 0n, exponent: 0 };
  let exponent = 0;
  while (!Number.isInteger(x)) {
    x *= 2;
    exponent--;
  }
  return { mantissa: BigInt(x), exponent };
}

/** `%.17Lf` without trailing zeros: how the server writes long doubles for people. */
export function formatLongDouble(x: LongDouble): string {
  const negative = x.mantissa < 0n;
  const size = negative ? -x.mantissa : x.mantissa;
  let scaled: bigint;
  if (x.exponent >= 0) {
    scaled = (size << BigInt(x.exponent)) * 10n ** 17n;
  } else {
    const shift = BigInt(-x.exponent);
    const product = size * 10n ** 17n;
    scaled = product >> shift;
    const rest = product - (scaled << shift);
    const half = 1n << (shift - 1n);
    if (rest > half || rest === half && (scaled & 1n) === 1n) scaled += 1n;
  }
  const digits = scaled.toString().padStart(18, "0");
  const text = trimZeros(digits.slice(0, -17) + "." + digits.slice(-17));
  return negative && text !== "0" ? "-" + text : text;
}
