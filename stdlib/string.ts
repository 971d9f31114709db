/**
 * The string library (Lua 5.1 §5.4): the functions on bytes, and the list of all functions. Patterns are in
 * `string_search.ts` and `string_gsub.ts`, `format` in `format.ts`.
 *
 * @module
 */

import type { FunctionProto } from "../compiler/proto.ts";
import type { Runtime } from "../vm/runtime.ts";
import { type Builtin, type BuiltinResult, Closure, type Value } from "../vm/value.ts";
import { isFunction } from "./continuations.ts";
import { stringFormat } from "./format.ts";
import { checkInt, checkInteger, checkString, fixed, optInteger, variadic } from "./lib.ts";
import { stringGsub } from "./string_gsub.ts";
import { stringFind, stringGmatch, stringMatch } from "./string_search.ts";
import { StringBuilder, substring } from "./string_tools.ts";

/** Stack slots a C function may ask for (LUAI_MAXCSTACK): bounds the results of `string.byte`. */
const MAX_RESULTS = 8000;

/** Characters handed to one `String.fromCharCode`. */
const CHUNK = 4096;

/** Turns a function's prototype into the bytes `string.dump` returns. */
export type DumpFunction = (proto: FunctionProto) => string;

/**
 * Key of {@linkcode Runtime.state} under which the host may put a {@linkcode DumpFunction}. Without one,
 * `string.dump` answers as it does for functions that cannot be dumped.
 */
export const DUMP_HOOK = Symbol("string.dump");

/** `posrelat`: negative positions count from the end, what lies before the start is 0. */
function position(i: number, length: number): number {
  if (i < 0) i += length + 1;
  return i >= 0 ? i : 0;
}

function byte(rt: Runtime, a: Value, b: Value, c: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  let first = position(optInteger(rt, b, 2, 1), s.length);
  let last = position(optInteger(rt, c, 3, first), s.length);
  if (first <= 0) first = 1;
  if (last > s.length) last = s.length;
  if (first > last) return [];
  const n = last - first + 1;
  if (n === 1) return s.charCodeAt(first - 1);
  if (n + rt.argCount > MAX_RESULTS) rt.error("stack overflow (string slice too long)");
  rt.charge(n >>> 2);
  const bytes: Value[] = [];
  for (let i = first - 1; i < last; i++) bytes.push(s.charCodeAt(i));
  return bytes;
}

function char(rt: Runtime, args: Value[]): BuiltinResult {
  const n = args.length;
  let text = "";
  for (let i = 0; i < n; i++) {
    const code = checkInt(rt, args[i], i + 1);
    if (code < 0 || code > 255) rt.argError(i + 1, "invalid value");
    text += String.fromCharCode(code);
  }
  rt.charge(n >>> 2);
  rt.chargeString(n);
  return text;
}

function dump(rt: Runtime, f: Value): BuiltinResult {
  if (!isFunction(f)) rt.argTypeError(1, "function", f);
  const hook = rt.state.get(DUMP_HOOK) as DumpFunction | undefined;
  if (!(f instanceof Closure) || hook === undefined) rt.error("unable to dump given function");
  const bytes = hook(f.code.proto);
  rt.chargeString(bytes.length);
  return bytes;
}

function len(rt: Runtime, a: Value): BuiltinResult {
  return checkString(rt, a, 1).length;
}

const NOT_ASCII = /[\x80-\uffff]/;

function lower(rt: Runtime, a: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  rt.chargeString(s.length);
  // only ASCII letters have cases in the C locale
  return NOT_ASCII.test(s) ? s.replace(/[A-Z]+/g, (run) => run.toLowerCase()) : s.toLowerCase();
}

function upper(rt: Runtime, a: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  rt.chargeString(s.length);
  return NOT_ASCII.test(s) ? s.replace(/[a-z]+/g, (run) => run.toUpperCase()) : s.toUpperCase();
}

function rep(rt: Runtime, a: Value, b: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  const n = checkInt(rt, b, 2);
  if (n <= 0 || s === "") return "";
  rt.chargeString(s.length * n);
  return s.repeat(n);
}

function reverse(rt: Runtime, a: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  const n = s.length;
  rt.charge(n >>> 4);
  const out = new StringBuilder(rt);
  for (let end = n; end > 0; end -= CHUNK) {
    const codes = new Uint8Array(Math.min(CHUNK, end));
    for (let i = 0; i < codes.length; i++) codes[i] = s.charCodeAt(end - 1 - i);
    out.add(String.fromCharCode.apply(null, codes as unknown as number[]));
  }
  return out.finish(true);
}

function sub(rt: Runtime, a: Value, b: Value, c: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  let first = position(checkInteger(rt, b, 2), s.length);
  let last = position(optInteger(rt, c, 3, -1), s.length);
  if (first < 1) first = 1;
  if (last > s.length) last = s.length;
  return substring(rt, s, first - 1, last);
}

const stringByte = fixed("byte", byte);
const stringChar = variadic("char", char);
const stringDump = fixed("dump", dump);
const stringLen = fixed("len", len);
const stringLower = fixed("lower", lower);
const stringRep = fixed("rep", rep);
const stringReverse = fixed("reverse", reverse);
const stringSub = fixed("sub", sub);
const stringUpper = fixed("upper", upper);

/** All functions of the table `string`, by name (Lua 5.1 §5.4). */
export const stringLibrary: readonly Builtin[] = Object.freeze([
  stringByte,
  stringChar,
  stringDump,
  stringFind,
  stringFormat,
  stringGmatch,
  stringGsub,
  stringLen,
  stringLower,
  stringMatch,
  stringRep,
  stringReverse,
  stringSub,
  stringUpper,
]);

/** Further names of functions in the table `string`: `gfind` is the 5.0 name of `gmatch`. */
export const stringAliases: readonly (readonly [name: string, value: Builtin])[] = Object.freeze([
  ["gfind", stringGmatch] as const,
]);
