/**
 * The `cmsgpack` library: lua-cmsgpack 0.4.0 as Redis has it.
 * Not one of the libraries of Lua 5.1 §5.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import type { Builtin, Value } from "../vm/value.ts";
import { packValue } from "./cmsgpack_pack.ts";
import { MessageReader } from "./cmsgpack_unpack.ts";
import { checkInt, checkString, directVariadic, optInt } from "./lib.ts";
import { StringBuilder } from "./string_tools.ts";

/** `cmsgpack.pack(...)`: all arguments, one after the other */
const pack: Builtin = directVariadic("pack", (rt, args) => {
  rt.argCount = args.length;
  if (args.length === 0) rt.argError(0, "MessagePack pack needs input.");
  const out = new StringBuilder(rt);
  for (const value of args) packValue(rt, out, value, 0);
  return out.finish(false);
});

/** Reads up to `limit` values from `offset` on; all of them when both are 0. */
function unpackFrom(rt: Runtime, textValue: Value, limit: number, offset: number): Value | Value[] {
  const text = checkString(rt, textValue, 1);
  const { length } = text;
  if (offset < 0 || limit < 0) {
    rt.error(`Invalid request to unpack with offset of ${offset} and limit of ${length}.`);
  }
  if (offset > length) rt.error(`Start offset ${offset} greater than input length ${length}.`);
  const all = limit === 0 && offset === 0;
  const results: Value[] = all ? [] : [undefined];
  const reader = new MessageReader(rt, text, offset);
  const most = all ? Infinity : limit;
  for (let count = 0; count < most && !reader.atEnd; count++) results.push(reader.read(1 + count));
  if (!all) results[0] = reader.atEnd ? -1 : reader.at;
  return results;
}

/** `cmsgpack.unpack(text)`: every value in the text */
const unpack: Builtin = directVariadic("unpack", (rt, args) => {
  rt.argCount = args.length;
  return unpackFrom(rt, args[0], 0, 0);
});

/** `cmsgpack.unpack_one(text [, offset])`: the next offset (-1 at the end) and one value */
const unpackOne: Builtin = directVariadic("unpack_one", (rt, args) => {
  rt.argCount = args.length;
  return unpackFrom(rt, args[0], 1, optInt(rt, args[1], 2, 0));
});

/** `cmsgpack.unpack_limit(text, limit [, offset])`: the next offset and up to `limit` values */
const unpackLimit: Builtin = directVariadic("unpack_limit", (rt, args) => {
  rt.argCount = args.length;
  const limit = checkInt(rt, args[1], 2);
  return unpackFrom(rt, args[0], limit, optInt(rt, args[2], 3, 0));
});

/** The fields of `cmsgpack`. */
export const cmsgpackEntries: readonly (readonly [name: string, value: Value])[] = Object.freeze([
  ["pack", pack] as const,
  ["unpack", unpack] as const,
  ["unpack_one", unpackOne] as const,
  ["unpack_limit", unpackLimit] as const,
  ["_NAME", "cmsgpack"] as const,
  ["_VERSION", "lua-cmsgpack 0.4.0"] as const,
  ["_COPYRIGHT", "Copyright (C) 2012, Salvatore Sanfilippo"] as const,
  ["_DESCRIPTION", "MessagePack C implementation for Lua"] as const,
]);
