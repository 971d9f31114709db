/**
 * The basic functions (Lua 5.1 §5.1) that need no frames of the interpreter and load no code.
 *
 * `pcall`, `error`, `getfenv` and their like live in `vm/specials.ts`; `load` and its like in `load.ts`.
 *
 * @module
 */

import { chargeKey } from "../vm/access.ts";
import { EXIT } from "../vm/compiled/signals.ts";
import { LuaThrow } from "../vm/errors.ts";
import { FURTHER } from "../vm/further.ts";
import { COST, type Held } from "../vm/heap.ts";
import { hasMode, protectionOf } from "../vm/meta.ts";
import { numberToString, toNumber, toStringValue } from "../vm/number.ts";
import { type Runtime, typeName } from "../vm/runtime.ts";
import { LuaTable, traversal } from "../vm/table.ts";
import { collectGarbage } from "../vm/trace.ts";
import {
  type Builtin,
  type BuiltinGenerator,
  Continuation,
  Intrinsic,
  Userdata,
  type Value,
} from "../vm/value.ts";
import { getIndex, raise } from "./continuations.ts";
import {
  checkAny,
  checkInt,
  checkString,
  checkTable,
  checkWritable,
  direct,
  directVariadic,
  fixed,
  optInt,
  optString,
  truthy,
  variadic,
} from "./lib.ts";
import { checkOption, cString } from "./options.ts";

/** Values a C function may have on its stack (`LUAI_MAXCSTACK`); bounds `unpack`. */
const MAX_C_STACK = 8000;

// ---- checks, types ----------------------------------------------------------------------------------

/** `assert(v [, message])` */
const assert = directVariadic(
  "assert",
  (rt, args) => {
    if (args.length === 0) rt.argError(1, "value expected");
    if (!truthy(args[0])) rt.error(cString(optString(rt, args[1], 2, "assertion failed!")));
    return args;
  },
  undefined,
  assertFew,
);

function assertFew(rt: Runtime, value: Value, message: Value, ...more: Value[]): Value {
  const count = rt.argCount;
  if (count === 0) rt.argError(1, "value expected");
  if (!truthy(value)) rt.error(cString(optString(rt, message, 2, "assertion failed!")));
  FURTHER.count = 0;
  if (count > 1) FURTHER.add(message);
  for (const other of more) FURTHER.add(other);
  return value;
}

/** `type(v)` */
const type = direct("type", (rt: Runtime, value: Value) => {
  checkAny(rt, 1);
  return typeName(value);
}, { quick: [undefined, (_, value: Value) => typeName(value)] });

/** `rawequal(v1, v2)` */
const rawequal = direct("rawequal", (rt: Runtime, a: Value, b: Value) => {
  checkAny(rt, 1);
  checkAny(rt, 2);
  if (typeof a === "string" && a.length > 255) rt.charge(a.length >>> 6);
  return a === b;
}, { quick: [undefined, undefined, (_, a: Value, b: Value) => typeof a === "string" ? EXIT : a === b] });

/** `rawget(table, index)` */
const rawget = direct("rawget", (rt: Runtime, t: Value, key: Value) => {
  const table = checkTable(rt, t, 1);
  checkAny(rt, 2);
  chargeKey(rt, key);
  return table.get(key);
}, { quick: [undefined, undefined, quickRawGet] });

function quickRawGet(_: Runtime, table: Value, key: Value): Value {
  if (!(table instanceof LuaTable) || typeof key === "string" && key.length > 255) return EXIT;
  return table.get(key);
}

/** `rawset(table, index, value)` */
const rawset = direct("rawset", (rt: Runtime, t: Value, key: Value, value: Value) => {
  const table = checkTable(rt, t, 1);
  checkAny(rt, 2);
  checkAny(rt, 3);
  if (key === undefined) throw new LuaThrow("table index is nil");
  if (key !== key) throw new LuaThrow("table index is NaN");
  chargeKey(rt, key);
  rt.leaveIfTight(table);
  checkWritable(table).set(rt.heap, key, value);
  return table;
}, { quick: [undefined, undefined, undefined, quickRawSet] });

/** What takes the place of another value. */
function quickRawSet(_: Runtime, table: Value, key: Value, value: Value): Value {
  if (!(table instanceof LuaTable) || typeof key === "string" && key.length > 255) return EXIT;
  return key !== undefined && key === key && table.overwrite(key, value) ? table : EXIT;
}

/** `select(index, ...)` */
const select = directVariadic("select", (rt, args) => {
  const first = args[0];
  const n = args.length;
  if (typeof first === "string" && first.charCodeAt(0) === 35) return n - 1;
  rt.argCount = n;
  let i = checkInt(rt, first, 1);
  if (i < 0) i += n;
  else if (i > n) i = n;
  if (i < 1) rt.argError(1, "index out of range");
  return i === n - 1 ? args[i] : args.slice(i);
}, [undefined, quickSelect]);

function quickSelect(_: Runtime, first: Value, list: readonly Value[] | undefined): Value {
  if (first === "#") return list === undefined ? 0 : list.length;
  if (list === undefined || typeof first !== "number" || !(first >= 1 && (first | 0) === first)) return EXIT;
  return first <= list.length ? list[first - 1] : undefined;
}

/** `unpack(list [, i [, j]])` */
const unpack = direct("unpack", (rt: Runtime, t: Value, from: Value, to: Value) => {
  const table = checkTable(rt, t, 1);
  const first = optInt(rt, from, 2, 1);
  const last = to === undefined ? rt.border(table) : checkInt(rt, to, 3);
  if (first > last) return [];
  const n = last - first + 1;
  if (n + rt.argCount > MAX_C_STACK) rt.error("too many results to unpack");
  rt.charge(n);
  const array = table.array;
  if (first === 1 && last === array.length) return array.slice();
  const values: Value[] = [];
  for (let i = first; i <= last; i++) values.push(table.getNumber(i));
  return values;
});

// ---- metatables -------------------------------------------------------------------------------------

/** `getmetatable(object)` */
const getmetatable = direct("getmetatable", (rt: Runtime, value: Value) => {
  checkAny(rt, 1);
  const metatable = rt.metatableOf(value);
  if (metatable === undefined) return undefined;
  const shown = protectionOf(metatable);
  return shown === undefined ? metatable : shown;
}, { quick: [undefined, quickGetMetatable] });

function quickGetMetatable(_: Runtime, value: Value): Value {
  if (!(value instanceof LuaTable)) return EXIT;
  const { metatable } = value;
  return metatable === undefined ? undefined : protectionOf(metatable) ?? metatable;
}

/** `setmetatable(table, metatable)` */
const setmetatable = direct("setmetatable", (rt: Runtime, t: Value, metatable: Value) => {
  const table = checkTable(rt, t, 1);
  if (!(metatable instanceof LuaTable) && (metatable !== undefined || rt.argCount < 2)) {
    rt.argError(2, "nil or table expected");
  }
  const old = table.metatable;
  if (old !== undefined && protectionOf(old) !== undefined) {
    rt.error("cannot change a protected metatable");
  }
  checkWritable(table).metatable = metatable;
  if (metatable !== undefined && hasMode(metatable)) rt.heap.observe();
  return table;
}, { quick: [undefined, undefined, quickSetMetatable] });

/** The metatable of a new object. */
function quickSetMetatable(_: Runtime, table: Value, metatable: Value): Value {
  if (!(table instanceof LuaTable) || !(metatable instanceof LuaTable)) return EXIT;
  if (table.metatable !== undefined || table.isSealed || hasMode(metatable)) return EXIT;
  table.metatable = metatable;
  return table;
}

/** Metatables made by `newproxy(true)`. */
const PROXIES = Symbol("proxy metatables");

/** `newproxy([flag or proxy])`, undocumented in 5.1: a userdata without content. */
const newproxy = fixed("newproxy", (rt: Runtime, model: Value) => {
  rt.heap.charge(COST.userdata);
  const proxy = rt.track(new Userdata(null, undefined));
  if (!truthy(model)) return proxy;
  let proxies = rt.state.get(PROXIES) as WeakSet<LuaTable> | undefined;
  if (proxies === undefined) rt.state.set(PROXIES, proxies = new WeakSet());
  if (model === true) {
    proxy.metatable = rt.newTable();
    proxies.add(proxy.metatable);
    return proxy;
  }
  const metatable = rt.metatableOf(model);
  if (metatable === undefined || !proxies.has(metatable)) rt.argError(1, "boolean or proxy expected");
  proxy.metatable = metatable;
  return proxy;
});

// ---- traversal --------------------------------------------------------------------------------------

/** `next(table [, index])`. The interpreter's `for` loop knows this function and does the same inline. */
function nextEntry(rt: Runtime, t: Value, key: Value): Value | Value[] {
  const table = checkTable(rt, t, 1);
  const position = table.nextPosition(key);
  if (position === -2) throw new LuaThrow("invalid key to 'next'");
  if (traversal.skipped > 8) rt.charge(traversal.skipped >>> 3);
  return position < 0 ? undefined : [table.keyAt(position), table.valueAt(position)];
}

/** `next(table [, index])` */
export const next: Builtin = direct("next", nextEntry, { intrinsic: Intrinsic.Next });

/** What `pairs` returns: in the reference it is not the same function as the global `next`. */
const pairsNext: Builtin = direct("next", nextEntry, { intrinsic: Intrinsic.Next });

/** `pairs(t)` */
export const pairs: Builtin = direct("pairs", (rt: Runtime, t: Value) => {
  return [pairsNext, checkTable(rt, t, 1), undefined];
}, { several: (rt: Runtime, t: Value) => withState(pairsNext, checkTable(rt, t, 1), undefined) });

/** An iterator, with what it is called with in `FURTHER`. */
function withState(iterator: Builtin, table: LuaTable, control: Value): Builtin {
  FURTHER.second = table;
  FURTHER.third = control;
  FURTHER.count = 2;
  return iterator;
}

/** The iterator that `ipairs` returns. The interpreter's `for` loop knows it too. */
export const ipairsIterator: Builtin = direct("ipairs_iterator", (rt: Runtime, t: Value, index: Value) => {
  const i = (checkInt(rt, index, 2) + 1) | 0;
  const value = checkTable(rt, t, 1).getNumber(i);
  return value === undefined ? [] : [i, value];
}, { intrinsic: Intrinsic.IpairsStep });

/** `ipairs(t)` */
export const ipairs: Builtin = direct("ipairs", (rt: Runtime, t: Value) => {
  return [ipairsIterator, checkTable(rt, t, 1), 0];
}, { several: (rt: Runtime, t: Value) => withState(ipairsIterator, checkTable(rt, t, 1), 0) });

// ---- numbers and strings ----------------------------------------------------------------------------

/** `tonumber(e [, base])` */
const tonumber = direct("tonumber", (rt: Runtime, value: Value, baseValue: Value) => {
  const base = optInt(rt, baseValue, 2, 10);
  if (base === 10) {
    checkAny(rt, 1);
    return rt.toNumber(value);
  }
  const text = checkString(rt, value, 1);
  if (base < 2 || base > 36) rt.argError(2, "base out of range");
  if (text.length > 64) rt.charge(text.length);
  return parseUnsigned(text, base);
}, { quick: [undefined, quickToNumber, quickToInteger] });

function quickToNumber(_: Runtime, value: Value): Value {
  return typeof value === "string" && value.length > 64 ? EXIT : toNumber(value);
}

function quickToInteger(_: Runtime, text: Value, base: Value): Value {
  if (typeof text !== "string" || (base !== 16 && base !== 2 && base !== 8)) return EXIT;
  const { length } = text;
  if (length === 0 || length > 10) return EXIT;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = digitOf(text.charCodeAt(i));
    if (digit >= base) return EXIT;
    value = value * base + digit;
  }
  return value;
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 122 ? letter - 87 : 99;
}

/** `strtoul` on a 64-bit machine, and only white space after the digits; undefined otherwise. */
function parseUnsigned(text: string, base: number): number | undefined {
  const end = text.indexOf("\0") < 0 ? text.length : text.indexOf("\0");
  const isSpace = (i: number) => i < end && /[ \t-\r]/.test(text.charAt(i));
  let i = 0;
  while (isSpace(i)) i++;
  const negative = text.charAt(i) === "-";
  if (negative || text.charAt(i) === "+") i++;
  if (
    base === 16 && text.charAt(i) === "0" && (text.charCodeAt(i + 1) | 32) === 120 &&
    i + 2 < end && digitOf(text.charCodeAt(i + 2)) < 16
  ) i += 2;
  const start = i;
  let small = 0;
  let exact = 0n;
  for (; i < end; i++) {
    const digit = digitOf(text.charCodeAt(i));
    if (digit >= base) break;
    // doubles while they are exact, then integers that stop growing once they overflow 64 bits
    if (small < 2 ** 45) {
      small = small * base + digit;
      exact = -1n;
    } else if (exact <= ULONG_MAX) {
      exact = (exact < 0n ? BigInt(small) : exact) * BigInt(base) + BigInt(digit);
    }
  }
  if (i === start) return undefined;
  while (isSpace(i)) i++;
  if (i < end) return undefined;
  if (exact < 0n && !negative) return small;
  let value = exact < 0n ? BigInt(small) : exact;
  if (value > ULONG_MAX) value = ULONG_MAX;
  else if (negative) value = BigInt.asUintN(64, -value);
  return Number(value);
}

const ULONG_MAX = 2n ** 64n - 1n;

/** `tostring(e)` */
export const tostring: Builtin = direct("tostring", (rt: Runtime, value: Value) => {
  if (typeof value === "string") return value;
  if (typeof value === "number") return charged(rt, numberToString(value));
  checkAny(rt, 1);
  rt.charge(8);
  const handler = rt.metafield(value, "__tostring");
  if (handler !== undefined) {
    const generator: BuiltinGenerator & Held = callTostring(handler, value);
    generator.args = [handler, value];
    return new Continuation(generator);
  }
  return charged(rt, rt.basicToString(value));
}, { mayCall: true, quick: [undefined, quickToString] });

function quickToString(rt: Runtime, value: Value): Value {
  if (typeof value === "string") return value;
  // the sign of a NaN is lost where V8 keeps it as a number
  if (typeof value !== "number" || value !== value) return EXIT;
  const text = numberToString(value);
  const used = rt.heap.used + COST.string + text.length;
  if (used > rt.heap.threshold) return EXIT;
  rt.heap.used = used;
  return text;
}

function charged(rt: Runtime, text: string): string {
  rt.heap.chargeString(text.length);
  return text;
}

function* callTostring(handler: Value, value: Value): BuiltinGenerator {
  return (yield [handler, value])[0];
}

/** `print(...)` */
const print = variadic("print", (rt, args) => {
  const globals = rt.current.globals;
  if (globals.getString("tostring") !== tostring) return new Continuation(printSlowly(rt, args));
  let line = "";
  for (let i = 0; i < args.length; i++) {
    const value = args[i];
    if (i > 0) line += "\t";
    if (typeof value === "string") line += cString(value);
    else if (typeof value === "number") line += numberToString(value);
    else if (rt.metafield(value, "__tostring") !== undefined) return new Continuation(printSlowly(rt, args));
    else line += rt.basicToString(value);
  }
  rt.chargeString(line.length);
  rt.services.stdout?.(line + "\n");
  return [];
}, { mayCall: true });

/** Calls the global `tostring` for every argument, as the reference does. */
function* printSlowly(rt: Runtime, args: Value[]): BuiltinGenerator {
  const convert = yield* getIndex(rt, rt.current.globals, "tostring");
  let pending = "";
  for (let i = 0; i < args.length; i++) {
    const value = args[i];
    if (convert === tostring && rt.metafield(value, "__tostring") === undefined) {
      pending += (i > 0 ? "\t" : "") + cString(rt.basicToString(value));
      continue;
    }
    // what is printed so far must be out should the call fail
    if (pending !== "") rt.services.stdout?.(pending);
    pending = "";
    const text = (yield [convert, value])[0];
    if (typeof text !== "string" && typeof text !== "number") {
      raise(rt, "'tostring' must return a string to 'print'");
    }
    pending = (i > 0 ? "\t" : "") + cString(toStringValue(text));
    rt.chargeString(pending.length);
  }
  rt.services.stdout?.(pending + "\n");
  return [];
}

// ---- the collector ----------------------------------------------------------------------------------

interface CollectorState {
  pause: number;
  stepMultiplier: number;
  /** bytes that `step` has looked at in the current cycle */
  progress: number;
}

const COLLECTOR = Symbol("collector parameters");

const COLLECT_OPTIONS = ["stop", "restart", "collect", "count", "step", "setpause", "setstepmul"] as const;

/** Traces what is live, charges steps for the work, and returns `result` once finalizers have been called. */
function collect(rt: Runtime, result: Value): Value | Continuation {
  collectGarbage(rt, true);
  rt.charge(Math.floor(rt.heap.used / 32));
  return rt.finalizers?.pending === true ? new Continuation(finalize(rt, result)) : result;
}

/** Calls the finalizers that are due; an error in one is an error of `collectgarbage`. */
function* finalize(rt: Runtime, result: Value): BuiltinGenerator {
  for (let call = rt.finalizers?.next(); call !== undefined; call = rt.finalizers?.next()) yield call;
  return result;
}

/**
 * `collectgarbage([opt [, arg]])`. `count` is the instance's own account; the parameters of the
 * incremental collector are kept and returned; the pause means nothing here.
 */
const collectgarbage = fixed("collectgarbage", (rt: Runtime, option: Value, argument: Value) => {
  const what = checkOption(rt, option, 1, "collect", COLLECT_OPTIONS);
  const value = optInt(rt, argument, 2, 0);
  switch (what) {
    case "count":
      rt.heap.observe();
      return rt.heap.used / 1024;
    case "collect":
      return collect(rt, 0);
    case "stop":
      rt.heap.stop();
      return 0;
    case "restart":
      rt.heap.restart();
      return 0;
  }
  let state = rt.state.get(COLLECTOR) as CollectorState | undefined;
  if (state === undefined) {
    rt.state.set(COLLECTOR, state = { pause: 200, stepMultiplier: 200, progress: 0 });
  }
  if (what === "step") {
    // one kilobyte of work at least, as in the reference; the cycle is done when all memory was looked at
    state.progress += (Math.max(value, 1) * 1024 * state.stepMultiplier) / 100;
    if (state.progress < rt.heap.used) return false;
    state.progress = 0;
    return collect(rt, true);
  }
  const old = what === "setpause" ? state.pause : state.stepMultiplier;
  if (what === "setpause") state.pause = value;
  else state.stepMultiplier = value;
  return old;
}, { mayCall: true });

/** `gcinfo()`, deprecated: memory in use, in whole kilobytes. */
const gcinfo = fixed("gcinfo", (rt: Runtime) => {
  rt.heap.observe();
  return Math.floor(rt.heap.used / 1024);
});

/** Basic functions; the installer adds `_G`, `_VERSION` and the functions that need frames. */
export const baseLibrary: readonly Builtin[] = Object.freeze([
  assert,
  collectgarbage,
  gcinfo,
  getmetatable,
  ipairs,
  newproxy,
  next,
  pairs,
  print,
  rawequal,
  rawget,
  rawset,
  select,
  setmetatable,
  tonumber,
  tostring,
  type,
  unpack,
]);
