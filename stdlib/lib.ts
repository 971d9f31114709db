/**
 * Declaring library functions and checking their arguments, with the messages of Lua's `lauxlib`.
 *
 * Argument numbers are 1-based, as in the messages. Every check throws a `LuaThrow` whose message is
 * `bad argument #n to 'f' (...)` with the caller's position, exactly as `luaL_argerror` words it.
 *
 * @module
 */

import { LuaThrow } from "../vm/errors.ts";
import { type Runtime, SEALED } from "../vm/runtime.ts";
import type { BuiltinResult, Value } from "../vm/value.ts";
import {
  Builtin,
  BuiltinKind,
  type Intrinsic,
  type QuickFunction,
  type SeveralFunction,
} from "../vm/value.ts";
import { LuaTable } from "../vm/table.ts";
import { toStringValue } from "../vm/number.ts";

/** Declares a builtin with positional parameters; `rt.argCount` tells how many arguments came. */
export function fixed(
  name: string,
  // deno-lint-ignore no-explicit-any
  fn: (rt: Runtime, ...args: any[]) => BuiltinResult,
  options: {
    mayCall?: boolean;
    intrinsic?: Intrinsic;
    direct?: boolean;
    quick?: Quick;
    several?: SeveralFunction;
  } = {},
): Builtin {
  const { mayCall = false, intrinsic, direct, quick, several } = options;
  return Object.freeze(
    new Builtin(name, BuiltinKind.Fixed, fn, mayCall, undefined, intrinsic, direct, quick, several),
  );
}

/** Everyday cases of a builtin, by number of arguments: see {@linkcode QuickFunction}. */
export type Quick = readonly (QuickFunction | undefined)[];

/** Declares a builtin that takes all its arguments as one array. */
export function variadic(
  name: string,
  fn: (rt: Runtime, args: Value[]) => BuiltinResult,
  options: { mayCall?: boolean; direct?: boolean; quick?: Quick; several?: SeveralFunction } = {},
): Builtin {
  const { mayCall = false, direct, quick, several } = options;
  return Object.freeze(
    new Builtin(name, BuiltinKind.Variadic, fn, mayCall, undefined, undefined, direct, quick, several),
  );
}

/** As `fixed`, for functions that compiled code may call directly: see `Builtin.direct`. */
export function direct(
  name: string,
  // deno-lint-ignore no-explicit-any
  fn: (rt: Runtime, ...args: any[]) => BuiltinResult,
  options: { mayCall?: boolean; intrinsic?: Intrinsic; quick?: Quick; several?: SeveralFunction } = {},
): Builtin {
  return fixed(name, fn, { ...options, direct: true });
}

/** As `variadic`, for functions that compiled code may call directly. */
export function directVariadic(
  name: string,
  fn: (rt: Runtime, args: Value[]) => BuiltinResult,
  quick?: Quick,
  several?: SeveralFunction,
): Builtin {
  return variadic(name, fn, { direct: true, quick, several });
}

/** `luaL_checkany`: argument `n` must be present (nil counts). */
export function checkAny(rt: Runtime, n: number): void {
  if (n > rt.argCount) rt.argError(n, "value expected");
}

/** `luaL_checktype(L, n, LUA_TTABLE)`. */
export function checkTable(rt: Runtime, value: Value, n: number): LuaTable {
  if (value instanceof LuaTable) return value;
  return rt.argTypeError(n, "table", value);
}

/** Refuses to write to a table that scripts must not change; the message has no position, as raised by a C function. */
export function checkWritable(table: LuaTable): LuaTable {
  if (table.isSealed) throw new LuaThrow(SEALED);
  return table;
}

/** `luaL_checknumber`: a number, or a string that converts to one. */
export function checkNumber(rt: Runtime, value: Value, n: number): number {
  if (typeof value === "number") return value;
  const converted = rt.toNumber(value);
  if (converted === undefined) return rt.argTypeError(n, "number", value);
  return converted;
}

/** `luaL_optnumber`. */
export function optNumber(rt: Runtime, value: Value, n: number, otherwise: number): number {
  return value === undefined ? otherwise : checkNumber(rt, value, n);
}

/**
 * `lua_number2integer` on a 64-bit machine: truncates toward zero; NaN and values out of the range of
 * a 64-bit integer give -2^63, as the x86-64 conversion does.
 */
export function truncate(x: number): number {
  const t = Math.trunc(x);
  return t >= -0x8000000000000000 && t < 0x8000000000000000 ? t + 0 : -0x8000000000000000;
}

/** `luaL_checkinteger`: a number truncated to an integer (a double, exact below 2^53). */
export function checkInteger(rt: Runtime, value: Value, n: number): number {
  if (typeof value === "number" && (value | 0) === value) return value;
  return truncate(checkNumber(rt, value, n));
}

/** `luaL_checkint`: an integer cut to its low 32 bits, signed, as the C cast does. */
export function checkInt(rt: Runtime, value: Value, n: number): number {
  if (typeof value === "number" && (value | 0) === value) return value;
  return truncate(checkNumber(rt, value, n)) | 0;
}

/** `luaL_optinteger`. */
export function optInteger(rt: Runtime, value: Value, n: number, otherwise: number): number {
  return value === undefined ? otherwise : checkInteger(rt, value, n);
}

/** `luaL_optint`. */
export function optInt(rt: Runtime, value: Value, n: number, otherwise: number): number {
  return value === undefined ? otherwise : checkInt(rt, value, n);
}

/** `luaL_checkstring`: a string, or a number converted as `tostring` does. */
export function checkString(rt: Runtime, value: Value, n: number): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return toStringValue(value);
  return rt.argTypeError(n, "string", value);
}

/** `luaL_optstring`. */
export function optString(rt: Runtime, value: Value, n: number, otherwise: string): string {
  return value === undefined ? otherwise : checkString(rt, value, n);
}

/** Lua truth: everything but nil and false. */
export function truthy(value: Value): boolean {
  return value !== undefined && value !== false;
}
