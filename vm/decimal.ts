/**
 * Decimal digits of a double, rounded as C's `printf` does: from the exact binary value, ties to even.
 *
 * JS rounds the exact value too, but a tie always up. A tie needs a double that ends exactly one bit, or
 * one power of ten, behind the last digit, which is cheap to recognise; everything else is left to the
 * engine.
 *
 * @module
 */

/** `x.toExponential(digits)` for finite x >= 0, with ties to even. `digits` is 0 to 100. */
export function toExponential(x: number, digits: number): string {
  const text = x.toExponential(digits);
  const e = text.indexOf("e");
  const last = text.charCodeAt(e - 1);
  // a tie was rounded up: an even last digit is right in any case
  if ((last & 1) === 0) return text;
  const decimals = digits - Number(text.slice(e + 1));
  if (!(decimals >= 0 ? tieAfterPoint(x, decimals) : tieBeforePoint(x, -decimals))) return text;
  return text.slice(0, e - 1) + String.fromCharCode(last - 1) + text.slice(e);
}

/** Point and digits of every fraction of so many digits, made when first asked for. */
const fractions: string[][] = [[""], [], [], []];

/** As `toFixed`, for 0 to 3 digits and x below 10^6; undefined where it is too close to a tie to say. */
function toShortFixed(x: number, digits: number): string | undefined {
  const table = fractions[digits]!;
  const unit = 10 ** digits;
  if (table.length === 0) {
    for (let n = 0; n < unit; n++) table.push("." + ("" + n).padStart(digits, "0"));
  }
  // less than 10^9, so its error is below 2^-23
  const scaled = x * unit;
  const below = scaled | 0;
  const rest = scaled - below;
  if (rest > 0.499999 && rest < 0.500001) return undefined;
  const n = rest > 0.5 ? below + 1 : below;
  const whole = (n / unit) | 0;
  return "" + whole + table[n - whole * unit]!;
}

/** `x.toFixed(digits)` for finite x >= 0 of any size, with ties to even. `digits` is 0 to 100. */
export function toFixed(x: number, digits: number): string {
  if (x < 1e6 && digits < 4) {
    const short = toShortFixed(x, digits);
    if (short !== undefined) return short;
  }
  if (x >= 1e21) return BigInt(x).toString() + (digits > 0 ? "." + "0".repeat(digits) : "");
  const text = x.toFixed(digits);
  const last = text.charCodeAt(text.length - 1);
  if ((last & 1) === 0 || !tieAfterPoint(x, digits)) return text;
  return text.slice(0, -1) + String.fromCharCode(last - 1);
}

/**
 * `x.toPrecision(digits)` for 1e-4 <= x < 10^digits, with ties to even: plain digits, with trailing zeros,
 * unless rounding carried x to 10^digits. `digits` is 1 to 100.
 */
export function toPrecision(x: number, digits: number): string {
  const text = x.toPrecision(digits);
  const last = text.charCodeAt(text.length - 1);
  if ((last & 1) === 0) return text;
  const point = text.indexOf(".");
  if (!tieAfterPoint(x, point < 0 ? 0 : text.length - 1 - point)) return text;
  return text.slice(0, -1) + String.fromCharCode(last - 1);
}

/** Whether x lies exactly between two neighbouring numbers of `decimals` decimals. */
function tieAfterPoint(x: number, decimals: number): boolean {
  // x * 10^decimals = q + 1/2 with an integer q exactly when the lowest bit of x is 2^-(decimals+1)
  return isOdd(x * 2 ** (decimals + 1));
}

/** Whether x lies exactly between two neighbouring multiples of 10^places; places >= 1. */
function tieBeforePoint(x: number, places: number): boolean {
  // x = (2q + 1) * 5^places * 2^(places-1), and the odd part of a double is below 2^53 < 5^23
  if (places > 22) return false;
  const odd = x / 2 ** (places - 1);
  return isOdd(odd) && odd % 5 ** places === 0;
}

function isOdd(y: number): boolean {
  return Math.floor(y) === y && Math.floor(y / 2) !== y / 2;
}
