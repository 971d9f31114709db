/**
 * Doubles as text, the way C's `printf("%.17g")` writes them: enough digits to read the same double back.
 *
 * @module
 */

import { toExponential } from "../../vm/decimal.ts";
import { signOfNaN } from "../../vm/number.ts";

/** `printf("%.17g", x)`. */
export function formatDouble17(x: number): string {
  if ((x | 0) === x) return x === 0 && 1 / x < 0 ? "-0" : "" + x;
  if (x !== x) return signOfNaN(x) ? "-nan" : "nan";
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  const text = toExponential(Math.abs(x), 16);
  const e = text.indexOf("e");
  const exponent = Number(text.slice(e + 1));
  const sign = x < 0 ? "-" : "";
  const digits = text.slice(0, e).replace(".", "").replace(/0+$/, "");
  if (exponent < -4 || exponent >= 17) {
    const fraction = digits.length > 1 ? "." + digits.slice(1) : "";
    const power = Math.abs(exponent);
    const shown = power < 10 ? "0" + power : "" + power;
    return sign + digits.charAt(0) + fraction + (exponent < 0 ? "e-" : "e+") + shown;
  }
  if (exponent < 0) return sign + "0." + "0".repeat(-exponent - 1) + digits;
  if (digits.length <= exponent + 1) return sign + digits + "0".repeat(exponent + 1 - digits.length);
  return sign + digits.slice(0, exponent + 1) + "." + digits.slice(exponent + 1);
}
