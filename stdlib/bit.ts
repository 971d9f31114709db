/**
 * The `bit` library: bitwise operations on 32-bit integers, as Lua BitOp 1.0 (also part of LuaJIT and Redis).
 * Not one of the libraries of Lua 5.1 §5.
 *
 * A number is normalised by adding 2^52 + 2^51 and taking the low 32 bits, which rounds halves to even and is
 * exact modulo 2^32. Results are signed.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import type { Builtin, Value } from "../vm/value.ts";
import { checkNumber, direct, directVariadic } from "./lib.ts";

const scratch = new Float64Array(1);
const halves = new Int32Array(scratch.buffer);
scratch[0] = 1;
/** index in `halves` of the half with the low bits */
const LOW = halves[0] === 0 ? 0 : 1;

/** The low 32 bits of a number argument, signed. */
function bits(rt: Runtime, value: Value, n: number): number {
  if (typeof value === "number" && (value | 0) === value) return value;
  scratch[0] = checkNumber(rt, value, n) + 6755399441055744;
  return halves[LOW]!;
}

/** An operation of any number of arguments; the first is checked first, then from the last on, as BitOp does. */
function folding(name: string, combine: (a: number, b: number) => number): Builtin {
  return directVariadic(name, (rt, args) => {
    rt.argCount = args.length;
    let result = bits(rt, args[0], 1);
    rt.charge(args.length >>> 3);
    for (let i = args.length - 1; i > 0; i--) result = combine(result, bits(rt, args[i], i + 1));
    return result;
  });
}

/** An operation of a number and a count, of which the low five bits matter. */
function shifting(name: string, shift: (x: number, count: number) => number): Builtin {
  return direct(name, (rt: Runtime, value: Value, count: Value) => {
    const x = bits(rt, value, 1);
    return shift(x, bits(rt, count, 2) & 31);
  });
}

/** `bit.tobit(x)`: normalised to a signed 32-bit integer */
const tobit = direct("tobit", (rt: Runtime, x: Value) => bits(rt, x, 1));
/** `bit.bnot(x)` */
const bnot = direct("bnot", (rt: Runtime, x: Value) => ~bits(rt, x, 1));
/** `bit.bswap(x)`: the four bytes reversed */
const bswap = direct("bswap", (rt: Runtime, value: Value) => {
  const x = bits(rt, value, 1);
  return (x << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24);
});
/** `bit.band(x1, ...)` */
const band = folding("band", (a, b) => a & b);
/** `bit.bor(x1, ...)` */
const bor = folding("bor", (a, b) => a | b);
/** `bit.bxor(x1, ...)` */
const bxor = folding("bxor", (a, b) => a ^ b);
/** `bit.lshift(x, n)` */
const lshift = shifting("lshift", (x, n) => x << n);
/** `bit.rshift(x, n)`: zeros come in from the left */
const rshift = shifting("rshift", (x, n) => (x >>> n) | 0);
/** `bit.arshift(x, n)`: copies of the sign come in from the left */
const arshift = shifting("arshift", (x, n) => x >> n);
/** `bit.rol(x, n)` */
const rol = shifting("rol", (x, n) => (x << n) | (x >>> (32 - n & 31)));
/** `bit.ror(x, n)` */
const ror = shifting("ror", (x, n) => (x >>> n) | (x << (32 - n & 31)));

/** `bit.tohex(x [, n])`: the last |n| (8) hexadecimal digits, in capitals if n is negative */
const tohex = direct("tohex", (rt: Runtime, value: Value, digits: Value) => {
  const x = bits(rt, value, 1);
  const n = rt.argCount < 2 ? 8 : bits(rt, digits, 2);
  const count = Math.min(8, Math.abs(n));
  const text = (x >>> 0).toString(16).padStart(8, "0").slice(8 - count);
  return n < 0 ? text.toUpperCase() : text;
});

/** The functions of `bit`. */
export const bitLibrary: readonly Builtin[] = Object.freeze([
  band,
  rshift,
  bor,
  bnot,
  bswap,
  bxor,
  tobit,
  ror,
  lshift,
  tohex,
  rol,
  arshift,
]);
