/**
 * The string library (Lua 5.1 §5.4): the functions on bytes, and the list of all functions. Patterns are in
 * `string_search.ts` and `string_gsub.ts`, `format` in `format.ts`.
 *
 * @module
 */

import type { FunctionProto } from "../compiler/proto.ts";
import { EXIT } from "../vm/compiled/signals.ts";
import { written } from "../vm/ropes.ts";
import type { Runtime } from "../vm/runtime.ts";
import { type Builtin, type BuiltinResult, Closure, type Value } from "../vm/value.ts";
import { isFunction } from "./continuations.ts";
import { stringFormat } from "./format.ts";
import { checkInt, checkInteger, checkString, direct, directVariadic, fixed, optInteger } from "./lib.ts";
import { stringGsub } from "./string_gsub.ts";
import { stringFind, stringGmatch, stringMatch } from "./string_search.ts";
import { sliceOf, StringBuilder, substring } from "./string_tools.ts";

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
  return written(text);
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

function isAscii(s: string): boolean {
  if (s.length > 32) return !NOT_ASCII.test(s);
  let bits = 0;
  for (let i = 0; i < s.length; i++) bits |= s.charCodeAt(i);
  return bits < 128;
}

function lower(rt: Runtime, a: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  if (!isAscii(s)) return flipCase(rt, s, 65, 90);
  rt.chargeString(s.length);
  return s.toLowerCase();
}

function upper(rt: Runtime, a: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  if (!isAscii(s)) return flipCase(rt, s, 97, 122);
  rt.chargeString(s.length);
  return s.toUpperCase();
}

/** `s` with its letters from `first` to `last` in the other case: in the C locale only ASCII has cases. */
function flipCase(rt: Runtime, s: string, first: number, last: number): string {
  return rebuilt(rt, s.length, (i) => {
    const c = s.charCodeAt(i);
    return c >= first && c <= last ? c ^ 32 : c;
  });
}

/** The string of `length` bytes `byteAt(0)`, `byteAt(1)`, ... */
function rebuilt(rt: Runtime, length: number, byteAt: (i: number) => number): string {
  const out = new StringBuilder(rt);
  rt.charge(length >>> 4);
  for (let begin = 0; begin < length; begin += CHUNK) {
    const codes: number[] = [];
    const end = Math.min(begin + CHUNK, length);
    for (let i = begin; i < end; i++) codes.push(byteAt(i));
    out.add(String.fromCharCode.apply(null, codes));
  }
  return out.finish(true);
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
  const { length } = s;
  if (length > CHUNK) return rebuilt(rt, length, (i) => s.charCodeAt(length - 1 - i));
  rt.charge(length >>> 4);
  rt.chargeString(length);
  const codes: number[] = [];
  for (let i = length - 1; i >= 0; i--) codes.push(s.charCodeAt(i));
  return String.fromCharCode.apply(null, codes);
}

function sub(rt: Runtime, a: Value, b: Value, c: Value): BuiltinResult {
  const s = checkString(rt, a, 1);
  let first = position(checkInteger(rt, b, 2), s.length);
  let last = position(optInteger(rt, c, 3, -1), s.length);
  if (first < 1) first = 1;
  if (last > s.length) last = s.length;
  return substring(rt, s, first - 1, last);
}

// ---- everyday cases, called by compiled code ----------------------------------------------------------

function quickByte(_: Runtime, s: Value, i: Value): Value {
  if (typeof s !== "string" || typeof i !== "number") return EXIT;
  const at = i | 0;
  return at === i && at > 0 && at <= s.length ? s.charCodeAt(at - 1) : EXIT;
}

function quickFirstByte(_: Runtime, s: Value): Value {
  return typeof s === "string" && s.length > 0 ? s.charCodeAt(0) : EXIT;
}

function quickLen(_: Runtime, s: Value): Value {
  return typeof s === "string" ? s.length : EXIT;
}

function quickChar(rt: Runtime, code: Value): Value {
  if (typeof code !== "number" || (code & 255) !== code || !rt.chargesQuickly(1)) return EXIT;
  return String.fromCharCode(code);
}

function quickLower(rt: Runtime, s: Value): Value {
  if (typeof s !== "string" || !isAscii(s) || !rt.chargesQuickly(s.length)) return EXIT;
  if (s.length !== 1) return s.toLowerCase();
  const c = s.charCodeAt(0);
  return c >= 65 && c <= 90 ? String.fromCharCode(c ^ 32) : s;
}

function quickUpper(rt: Runtime, s: Value): Value {
  if (typeof s !== "string" || !isAscii(s) || !rt.chargesQuickly(s.length)) return EXIT;
  if (s.length !== 1) return s.toUpperCase();
  const c = s.charCodeAt(0);
  return c >= 97 && c <= 122 ? String.fromCharCode(c ^ 32) : s;
}

function quickTail(rt: Runtime, s: Value, i: Value): Value {
  return quickSub(rt, s, i, -1);
}

function quickSub(rt: Runtime, s: Value, i: Value, j: Value): Value {
  if (typeof s !== "string" || typeof i !== "number" || typeof j !== "number") return EXIT;
  const { length } = s;
  let first = i | 0;
  let last = j | 0;
  if (first !== i || last !== j) return EXIT;
  if (first < 0) first += length + 1;
  if (last < 0) last += length + 1;
  if (first < 1) first = 1;
  if (last > length) last = length;
  if (first > last) return "";
  if (!rt.chargesQuickly(last - first + 1)) return EXIT;
  return first === last ? s.charAt(first - 1) : sliceOf(s, first - 1, last);
}

const stringByte = direct("byte", byte, { quick: [undefined, quickFirstByte, quickByte] });
const stringChar = directVariadic("char", char, [undefined, quickChar]);
const stringDump = fixed("dump", dump);
const stringLen = direct("len", len, { quick: [undefined, quickLen] });
const stringLower = direct("lower", lower, { quick: [undefined, quickLower] });
const stringRep = direct("rep", rep);
const stringReverse = direct("reverse", reverse);
const stringSub = direct("sub", sub, { quick: [undefined, undefined, quickTail, quickSub] });
const stringUpper = direct("upper", upper, { quick: [undefined, quickUpper] });

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
