/**
 * The debug library (Lua 5.1 §5.9). It sees other functions' variables, so a host must opt in to it.
 *
 * @module
 */

import { chunkId } from "../compiler/chunk_id.ts";
import { thaw } from "../vm/compiled/frames.ts";
import { Coroutine, type Frame, FrameKind } from "../vm/coroutine.ts";
import {
  type Activation,
  activationAt,
  activationName,
  currentInstruction,
  currentLine,
  traceback as tracebackText,
} from "../vm/debug_info.ts";
import { LuaThrow } from "../vm/errors.ts";
import { setHook } from "../vm/hooks.ts";
import { toNumber, toStringValue } from "../vm/number.ts";
import { type Runtime, typeName } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import { Box, Builtin, Closure, NULL_POINTER, Userdata, type Value } from "../vm/value.ts";
import {
  checkAny,
  checkInt,
  checkString,
  checkTable,
  fixed,
  optInt,
  optString,
  truncate,
  variadic,
} from "./lib.ts";
import { debugConsole } from "./debug_console.ts";
import { cString } from "./options.ts";
import { flatCopy } from "./string_tools.ts";

/** Splits off the optional leading thread argument. */
function threadOf(rt: Runtime, args: Value[]): { co: Coroutine; shift: number } {
  if (!(args[0] instanceof Coroutine)) return { co: rt.current, shift: 0 };
  thaw(rt, args[0]);
  return { co: args[0], shift: 1 };
}

// ---- getinfo ----------------------------------------------------------------------------------------

/** `debug.getinfo([thread,] function [, what])` */
const getinfo = variadic("getinfo", (rt, args) => {
  const { co, shift } = threadOf(rt, args);
  const target = args[shift];
  const options = cString(optString(rt, args[shift + 1], shift + 2, "flnSu"));
  let activation: Activation | undefined;
  const level = rt.toNumber(target);
  if (level !== undefined) {
    activation = activationAt(rt, co, truncate(level) | 0);
    if (activation === undefined) return undefined;
  } else if (target instanceof Closure) {
    const what = target.code.proto.lineDefined === 0 ? "main" : "Lua";
    activation = { what, frame: undefined, builtin: undefined, closure: target, caller: undefined };
  } else if (target instanceof Builtin) {
    activation = { what: "C", frame: undefined, builtin: target, closure: undefined, caller: undefined };
  } else return rt.argError(shift + 1, "function or level expected");
  // of a lost tail call the reference has nothing to say, whatever the options
  if (activation.what !== "tail" && /[^SlnufL]/.test(options)) {
    return rt.argError(shift + 2, "invalid option");
  }
  return describe(rt, activation, options);
});

function describe(rt: Runtime, activation: Activation, options: string): LuaTable {
  const info = rt.newTable(0, 12);
  const put = (key: string, value: Value) => info.setString(rt.heap, key, value);
  const proto = activation.closure?.code.proto;
  if (options.includes("S")) {
    const source = proto?.source ?? (activation.what === "tail" ? "=(tail call)" : "=[C]");
    put("source", source);
    put("short_src", chunkId(source));
    put("linedefined", proto?.lineDefined ?? -1);
    put("lastlinedefined", proto?.lastLineDefined ?? -1);
    put("what", activation.what);
  }
  if (options.includes("l")) {
    put(
      "currentline",
      proto === undefined || activation.frame === undefined ? -1 : currentLine(activation.frame),
    );
  }
  if (options.includes("u")) put("nups", activation.closure?.upvalues.length ?? 0);
  if (options.includes("n")) {
    const name = activationName(activation, rt);
    put("name", activation.what === "tail" ? "" : name?.name);
    put("namewhat", name?.kind ?? "");
  }
  if (options.includes("L")) put("activelines", activeLines(rt, activation));
  if (options.includes("f")) put("func", activation.closure ?? activation.builtin);
  return info;
}

function activeLines(rt: Runtime, activation: Activation): LuaTable | undefined {
  if (activation.closure === undefined) return undefined;
  const lines = rt.newTable();
  rt.charge(activation.closure.code.proto.lines.length);
  for (const line of activation.closure.code.proto.lines) lines.setNumber(rt.heap, line, true);
  return lines;
}

// ---- local variables ----------------------------------------------------------------------------------

/** Where the `n`-th local variable of a frame lives. */
function findLocal(
  rt: Runtime,
  co: Coroutine,
  activation: Activation,
  n: number,
): { name: string; slot: number; boxed: boolean } | undefined {
  const frame = activation.frame;
  if (frame === undefined || frame.kind !== FrameKind.Lua || n <= 0) return undefined;
  const proto = frame.closure!.code.proto;
  const pc = currentInstruction(frame);
  rt.charge(proto.locals.length >>> 3);
  let count = n;
  for (const local of proto.locals) {
    if (local.startPc > pc) break;
    if (pc < local.endPc && --count === 0) {
      return { name: local.name, slot: frame.base + local.register, boxed: local.boxed };
    }
  }
  const slot = frame.base + n - 1;
  return slot < endOfFrame(co, frame, pc) ? { name: "(*temporary)", slot, boxed: false } : undefined;
}

/** End of the registers a frame uses while it calls something. */
function endOfFrame(co: Coroutine, frame: Frame, pc: number): number {
  const above = co.frames[co.frames.indexOf(frame) + 1];
  if (frame !== co.frames[co.depth] && above !== undefined) return above.func;
  return frame.base + ((frame.closure!.code.code[pc]! >>> 8) & 255);
}

/** `debug.getlocal([thread,] level, local)` */
const getlocal = variadic("getlocal", (rt, args) => {
  const { co, shift } = threadOf(rt, args);
  const activation = activationAt(rt, co, checkInt(rt, args[shift], shift + 1));
  if (activation === undefined) return rt.argError(shift + 1, "level out of range");
  const n = checkInt(rt, args[shift + 1], shift + 2);
  if (activation.builtin !== undefined && activation.frame === undefined && n > 0 && n <= args.length) {
    // level 0: this function's own arguments
    return ["(*temporary)", args[n - 1]];
  }
  const { frame } = activation;
  // what xpcall has below the function it calls
  if (n === 1 && frame?.kind === FrameKind.Xpcall) return ["(*temporary)", frame.handler];
  const local = findLocal(rt, co, activation, n);
  if (local === undefined) return undefined;
  const value: unknown = co.stack[local.slot];
  return [local.name, value instanceof Box ? value.v : value as Value];
});

/** `debug.setlocal([thread,] level, local, value)` */
const setlocal = variadic("setlocal", (rt, args) => {
  const { co, shift } = threadOf(rt, args);
  const activation = activationAt(rt, co, checkInt(rt, args[shift], shift + 1));
  if (activation === undefined) return rt.argError(shift + 1, "level out of range");
  if (args.length < shift + 3) return rt.argError(shift + 3, "value expected");
  const local = findLocal(rt, co, activation, checkInt(rt, args[shift + 1], shift + 2));
  if (local === undefined) return undefined;
  const value: unknown = co.stack[local.slot];
  const replacement = args[shift + 2];
  if (local.name.startsWith("(")) {
    // loops and constructors rely on the types of what they keep in unnamed registers
    if (typeof value === "number" && typeof replacement === "number") co.stack[local.slot] = replacement;
  } else if (value instanceof Box) value.v = replacement;
  else co.stack[local.slot] = replacement;
  return local.name;
});

// ---- upvalues -----------------------------------------------------------------------------------------

/** `debug.getupvalue(f, up)` */
const getupvalue = fixed("getupvalue", (rt: Runtime, f: Value, n: Value) => {
  const index = checkInt(rt, n, 2);
  if (!(f instanceof Closure || f instanceof Builtin)) return rt.argTypeError(1, "function", f);
  const box = f instanceof Closure ? f.upvalues[index - 1] : undefined;
  if (box === undefined) return [];
  return [(f as Closure).code.proto.upvalues[index - 1]!.name, box.v];
});

/** `debug.setupvalue(f, up, value)` */
const setupvalue = fixed("setupvalue", (rt: Runtime, f: Value, n: Value, value: Value) => {
  checkAny(rt, 3);
  const index = checkInt(rt, n, 2);
  if (!(f instanceof Closure || f instanceof Builtin)) return rt.argTypeError(1, "function", f);
  const box = f instanceof Closure ? f.upvalues[index - 1] : undefined;
  if (box === undefined) return [];
  box.v = value;
  return (f as Closure).code.proto.upvalues[index - 1]!.name;
});

// ---- hooks --------------------------------------------------------------------------------------------

/** `debug.sethook([thread,] hook, mask [, count])` */
const sethook = variadic("sethook", (rt, args) => {
  const { co, shift } = threadOf(rt, args);
  const fn = args[shift];
  if (fn === undefined) {
    setHook(rt, co, undefined, "", 0);
    return [];
  }
  const mask = checkString(rt, args[shift + 1], shift + 2);
  if (!(fn instanceof Closure || fn instanceof Builtin)) return rt.argTypeError(shift + 1, "function", fn);
  const count = optInt(rt, args[shift + 2], shift + 3, 0);
  setHook(rt, co, fn, mask, count);
  return [];
});

/** `debug.gethook([thread])` */
const gethook = variadic("gethook", (rt, args) => {
  const { hook } = threadOf(rt, args).co;
  if (hook === null) return [undefined, "", 0];
  const mask = (hook.call ? "c" : "") + (hook.ret ? "r" : "") + (hook.line ? "l" : "");
  return [hook.fn, mask, hook.count];
});

// ---- metatables, environments, registry ------------------------------------------------------------------

/** `debug.getmetatable(object)`, ignoring `__metatable`. */
const getmetatable = fixed("getmetatable", (rt: Runtime, value: Value) => {
  checkAny(rt, 1);
  return rt.metatableOf(value);
});

/** `debug.setmetatable(object, table)`, for values of any type. */
const setmetatable = fixed("setmetatable", (rt: Runtime, value: Value, metatable: Value) => {
  if (rt.argCount < 2 || (metatable !== undefined && !(metatable instanceof LuaTable))) {
    return rt.argError(2, "nil or table expected");
  }
  if (value === NULL_POINTER) rt.error("the null pointer is shared and takes no metatable");
  if (value instanceof LuaTable || value instanceof Userdata) {
    value.metatable = metatable;
    if (metatable?.getString("__mode") !== undefined) rt.heap.observe();
  } else if (typeof value === "string") rt.stringMeta = metatable;
  else rt.typeMeta[typeName(value) as keyof Runtime["typeMeta"]] = metatable;
  return true;
});

/** `debug.getfenv(object)` */
const getfenv = fixed("getfenv", (rt: Runtime, value: Value) => {
  checkAny(rt, 1);
  if (value instanceof Closure) return value.env;
  if (value instanceof Userdata) return value.env ?? rt.globals;
  if (value instanceof Coroutine) return value.globals;
  return value instanceof Builtin ? rt.globals : undefined;
});

/** `debug.setfenv(object, table)` */
const setfenv = fixed("setfenv", (rt: Runtime, value: Value, env: Value) => {
  const table = checkTable(rt, env, 2);
  if (value instanceof Closure || value instanceof Userdata) value.env = table;
  else if (value instanceof Coroutine) value.globals = table;
  else return rt.error("'setfenv' cannot change environment of given object");
  return value;
});

/** `debug.getregistry()` */
const getregistry = fixed("getregistry", (rt: Runtime) => rt.registry);

// ---- traceback ----------------------------------------------------------------------------------------

/** `debug.traceback([thread,] [message] [, level])` */
const traceback = variadic("traceback", (rt, args) => {
  const { co, shift } = threadOf(rt, args);
  const own = co === rt.current;
  const pieces = args.slice(shift);
  const given = toNumber(pieces[1]);
  const level = given === undefined ? (own ? 1 : 0) : truncate(given) | 0;
  // as in the reference, what is no level stays among the values that are put in front
  if (given !== undefined) pieces.pop();
  const message = pieces[0];
  // what is no text is returned as it is, or rather, in the reference, whatever came last
  if (pieces.length > 0 && typeof message !== "string" && typeof message !== "number") return pieces.at(-1);
  const text = tracebackText(co, own ? rt.callee : co.diedIn, level, 0, rt);
  let result = "";
  for (const piece of pieces) {
    if (typeof piece !== "string" && typeof piece !== "number") {
      // raised inside the function, so without a position
      throw new LuaThrow(`attempt to concatenate a ${typeName(piece)} value`);
    }
    result += toStringValue(piece);
  }
  result += pieces.length > 0 ? "\n" + text : text;
  rt.chargeString(result.length);
  return flatCopy(result);
});

/** Everything in the `debug` table. */
export const debugLibrary: readonly Builtin[] = Object.freeze([
  debugConsole,
  getfenv,
  gethook,
  getinfo,
  getlocal,
  getmetatable,
  getregistry,
  getupvalue,
  setfenv,
  sethook,
  setlocal,
  setmetatable,
  setupvalue,
  traceback,
]);
