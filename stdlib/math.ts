/**
 * The `math` library (Lua 5.1 §5.6).
 *
 * Results are those of the C library to the 14 digits that `tostring` shows; a NaN carries the sign the
 * C library gives it as far as JS engines keep NaN signs.
 *
 * @module
 */

import { EXIT } from "../vm/compiled/signals.ts";
import { negativeNaN, positiveNaN } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { Builtin, QuickFunction, Value } from "../vm/value.ts";
import { checkInt, checkNumber, direct, directVariadic } from "./lib.ts";
import { RAND_MAX, RandomGenerator } from "./random.ts";

const scratch = new Float64Array(1);
/** low and high half of `scratch`, on a little-endian machine; see {@linkcode HIGH} */
const halves = new Uint32Array(scratch.buffer);
scratch[0] = 1;
/** index in `halves` of the half with sign and exponent */
const HIGH = halves[1] === 0x3ff00000 ? 1 : 0;

/** Declares a function of one number; a NaN argument is passed through with its sign. */
function unary(name: string, fn: (x: number) => number, quick?: QuickFunction): Builtin {
  const general = (rt: Runtime, value: Value) => {
    const x = typeof value === "number" ? value : checkNumber(rt, value, 1);
    return x === x ? fn(x) : x;
  };
  return direct(name, general, { quick: [undefined, quick] });
}

// ---- rounding and parts -----------------------------------------------------------------------------

/** `math.abs(x)` */
const abs = direct("abs", (rt: Runtime, value: Value) => {
  const x = checkNumber(rt, value, 1);
  return x === x ? Math.abs(x) : positiveNaN();
}, { quick: [undefined, (_, x: Value) => typeof x === "number" && x === x ? Math.abs(x) : EXIT] });
/** `math.ceil(x)` */
const ceil = direct("ceil", (rt: Runtime, x: Value) => Math.ceil(checkNumber(rt, x, 1)), {
  quick: [undefined, (_, x: Value) => typeof x === "number" ? Math.ceil(x) : EXIT],
});
/** `math.floor(x)` */
const floor = direct("floor", (rt: Runtime, x: Value) => Math.floor(checkNumber(rt, x, 1)), {
  quick: [undefined, (_, x: Value) => typeof x === "number" ? Math.floor(x) : EXIT],
});

/** `math.fmod(x, y)`. The second argument is checked first, here and below, as the reference does. */
const fmod = direct("fmod", (rt: Runtime, a: Value, b: Value) => {
  const y = checkNumber(rt, b, 2);
  const x = checkNumber(rt, a, 1);
  if (x !== x) return x;
  if (y !== y) return y;
  const result = x % y;
  return result === result ? result : negativeNaN();
});

/** `math.modf(x)` */
const modf = direct("modf", (rt: Runtime, value: Value) => {
  const x = checkNumber(rt, value, 1);
  if (x !== x) return [x, x];
  const whole = Math.trunc(x);
  if (whole === x) return [x, x < 0 || 1 / x < 0 ? -0 : 0];
  return [whole, x - whole];
});

/** `math.frexp(x)` */
const frexp = direct("frexp", (rt: Runtime, value: Value) => {
  const x = checkNumber(rt, value, 1);
  if (x === 0 || x !== x || x === Infinity || x === -Infinity) return [x, 0];
  const subnormal = Math.abs(x) < 2 ** -1022;
  scratch[0] = subnormal ? x * 2 ** 54 : x;
  const high = halves[HIGH]!;
  const exponent = ((high >>> 20) & 0x7ff) - 1022 - (subnormal ? 54 : 0);
  halves[HIGH] = (high & 0x800fffff) | 0x3fe00000;
  return [scratch[0]!, exponent];
});

/** `math.ldexp(m, e)` */
const ldexp = direct("ldexp", (rt: Runtime, value: Value, power: Value) => {
  const exponent = checkInt(rt, power, 2);
  return scale(checkNumber(rt, value, 1), exponent);
});

/** x * 2^exponent, rounded once. */
function scale(x: number, exponent: number): number {
  if (x === 0 || x !== x || x === Infinity || x === -Infinity) return x;
  if (exponent > 2200) exponent = 2200;
  if (exponent < -2200) exponent = -2200;
  while (exponent > 1000) {
    x *= 2 ** 1000;
    exponent -= 1000;
  }
  // going down, only the last multiplication may round: 2^-969 leaves every intermediate result normal
  while (exponent < -1022 && Math.abs(x) >= 2 ** -53) {
    x *= 2 ** -969;
    exponent += 969;
  }
  return exponent < -1074 ? x * 2 ** -1074 * 2 ** -1074 : x * 2 ** exponent;
}

// ---- powers and logarithms --------------------------------------------------------------------------

/** `math.sqrt(x)` */
const sqrt = unary(
  "sqrt",
  (x) => x < 0 ? negativeNaN() : Math.sqrt(x),
  (_, x: Value) => typeof x === "number" && x >= 0 ? Math.sqrt(x) : EXIT,
);
/** `math.exp(x)` */
const exp = unary("exp", Math.exp);
/** `math.log(x)` */
const log = unary("log", (x) => x < 0 ? negativeNaN() : Math.log(x));
/** `math.log10(x)` */
const log10 = unary("log10", decimalLogarithm);

/** log10 from the natural logarithm of the fraction and the exponent, exact for powers of ten. */
function decimalLogarithm(x: number): number {
  if (x < 0) return positiveNaN();
  if (x === 0 || x === Infinity) return x === 0 ? -Infinity : x;
  let exponent = 0;
  if (x < 2 ** -1022) {
    x *= 2 ** 54;
    exponent = -54;
  }
  scratch[0] = x;
  const high = halves[HIGH]!;
  exponent += (high >>> 20) - 1023;
  // a fraction from 1 to 2, or from 1/2 to 1 below 1, so that nothing cancels
  const negative = exponent < 0 ? 1 : 0;
  halves[HIGH] = (high & 0xfffff) | ((0x3ff - negative) << 20);
  const y = exponent + negative;
  // log10(2) in two parts, the first with trailing zeros so that its product with y is exact
  const low = y * 3.69423907715893078616e-13 + 4.34294481903251816668e-01 * Math.log(scratch[0]!);
  return low + y * 3.01029995663611771306e-01;
}

/** `math.pow(x, y)`: C's `pow`, where 1 to any power and anything to the power 0 is 1. */
const pow = direct("pow", (rt: Runtime, a: Value, b: Value) => {
  const y = checkNumber(rt, b, 2);
  const x = checkNumber(rt, a, 1);
  if (x === 1 || y === 0) return 1;
  if (x !== x) return x;
  if (y !== y) return y;
  if (x === -1 && (y === Infinity || y === -Infinity)) return 1;
  const result = x ** y;
  return result === result ? result : negativeNaN();
});

// ---- trigonometry -----------------------------------------------------------------------------------

const DEGREE = Math.PI / 180;

const isFinite = Number.isFinite;

/** `math.sin(x)` */
const sin = unary("sin", (x) => isFinite(x) ? Math.sin(x) : negativeNaN());
/** `math.cos(x)` */
const cos = unary("cos", (x) => isFinite(x) ? Math.cos(x) : negativeNaN());
/** `math.tan(x)` */
const tan = unary("tan", (x) => isFinite(x) ? Math.tan(x) : negativeNaN());
/** `math.asin(x)` */
const asin = unary("asin", (x) => x > 1 || x < -1 ? positiveNaN() : Math.asin(x));
/** `math.acos(x)` */
const acos = unary("acos", (x) => x > 1 || x < -1 ? positiveNaN() : Math.acos(x));
/** `math.atan(x)` */
const atan = unary("atan", Math.atan);
/** `math.sinh(x)` */
const sinh = unary("sinh", Math.sinh);
/** `math.cosh(x)` */
const cosh = unary("cosh", Math.cosh);
/** `math.tanh(x)` */
const tanh = unary("tanh", Math.tanh);
/** `math.deg(x)` */
const deg = unary("deg", (x) => x / DEGREE);
/** `math.rad(x)` */
const rad = unary("rad", (x) => x * DEGREE);

/** `math.atan2(y, x)` */
const atan2 = direct("atan2", (rt: Runtime, a: Value, b: Value) => {
  const x = checkNumber(rt, b, 2);
  const y = checkNumber(rt, a, 1);
  if (x !== x) return x;
  if (y !== y) return y;
  return Math.atan2(y, x);
});

// ---- extremes ---------------------------------------------------------------------------------------

/** `math.max(x, ...)`: NaN arguments after the first lose every comparison, as in C. */
const max = directVariadic("max", (rt, args) => {
  const n = args.length;
  rt.argCount = n;
  let best = checkNumber(rt, args[0], 1);
  for (let i = 1; i < n; i++) {
    const x = checkNumber(rt, args[i], i + 1);
    if (x > best) best = x;
  }
  return best;
}, [
  undefined,
  undefined,
  (_, a: Value, b: Value) => typeof a === "number" && typeof b === "number" ? (b > a ? b : a) : EXIT,
]);

/** `math.min(x, ...)` */
const min = directVariadic("min", (rt, args) => {
  const n = args.length;
  rt.argCount = n;
  let best = checkNumber(rt, args[0], 1);
  for (let i = 1; i < n; i++) {
    const x = checkNumber(rt, args[i], i + 1);
    if (x < best) best = x;
  }
  return best;
}, [
  undefined,
  undefined,
  (_, a: Value, b: Value) => typeof a === "number" && typeof b === "number" ? (b < a ? b : a) : EXIT,
]);

// ---- random numbers ---------------------------------------------------------------------------------

const GENERATOR = Symbol("random generator");

function generatorOf(rt: Runtime): RandomGenerator {
  let generator = rt.state.get(GENERATOR) as RandomGenerator | undefined;
  if (generator === undefined) rt.state.set(GENERATOR, generator = new RandomGenerator());
  return generator;
}

/** Whether `math.random` has nothing to say against its arguments. */
function plainRange(count: number, a: Value, b: Value): boolean {
  if (typeof a !== "number" || (a | 0) !== a) return false;
  return count === 1 ? a >= 1 : count === 2 && typeof b === "number" && (b | 0) === b && a <= b;
}

/** `math.random([m [, n]])` */
const random = direct("random", (rt: Runtime, a: Value, b: Value) => {
  // drawn before the arguments are looked at, as in the reference; but only once
  if (rt.compiled && !(rt.argCount === 0 || plainRange(rt.argCount, a, b))) rt.leaveCompiled();
  const fraction = (generatorOf(rt).next() % RAND_MAX) / RAND_MAX;
  switch (rt.argCount) {
    case 0:
      return fraction;
    case 1: {
      const upper = checkInt(rt, a, 1);
      if (upper < 1) rt.argError(1, "interval is empty");
      return Math.floor(fraction * upper) + 1;
    }
    case 2: {
      const lower = checkInt(rt, a, 1);
      const upper = checkInt(rt, b, 2);
      if (lower > upper) rt.argError(2, "interval is empty");
      // the width is a C int and may wrap
      return Math.floor(fraction * ((upper - lower + 1) | 0)) + lower;
    }
  }
  rt.error("wrong number of arguments");
});

/** `math.randomseed(x)` */
const randomseed = direct("randomseed", (rt: Runtime, seed: Value) => {
  generatorOf(rt).seed(checkInt(rt, seed, 1));
  return [];
});

/** Seeds an instance's generator from outside, for hosts that do not want seed 1. */
export function seedRandom(rt: Runtime, seed: number): void {
  generatorOf(rt).seed(seed);
}

/** The functions of `math`. */
export const mathLibrary: readonly Builtin[] = Object.freeze([
  abs,
  acos,
  asin,
  atan,
  atan2,
  ceil,
  cos,
  cosh,
  deg,
  exp,
  floor,
  fmod,
  frexp,
  ldexp,
  log,
  log10,
  max,
  min,
  modf,
  pow,
  rad,
  random,
  randomseed,
  sin,
  sinh,
  sqrt,
  tan,
  tanh,
]);

/** The fields of `math` besides its functions; `mod` is the 5.0 name of `fmod`. */
export const mathConstants: readonly (readonly [name: string, value: number | Builtin])[] = Object.freeze([
  ["huge", Infinity] as const,
  ["pi", Math.PI] as const,
  ["mod", fmod] as const,
]);
