/**
 * The `cjson` library: lua-cjson 2.1 as Redis 7 has it.
 * Not one of the libraries of Lua 5.1 §5.
 *
 * @module
 */

import { LuaTable } from "../vm/table.ts";
import { type Builtin, NULL_POINTER, type Value } from "../vm/value.ts";
import { CjsonConfig, configFunctions, type ConfigSource, sharedConfig } from "./cjson_config.ts";
import { decodeJson } from "./cjson_decode.ts";
import { encodeJson } from "./cjson_encode.ts";
import { checkString, directVariadic, variadic } from "./lib.ts";

/** Charge in bytes of a function made by `cjson.new`. */
const FUNCTION_BYTES = 512;

/** `cjson.new()`: an instance with settings of its own */
const makeInstance = variadic("new", (rt) => {
  const config = new CjsonConfig();
  const entries = entriesOf(() => config);
  rt.heap.charge(FUNCTION_BYTES * entries.length);
  const table = rt.newTable();
  for (const [key, value] of entries) table.setString(rt.heap, key, value);
  return table;
});

/** `cjson.encode(value)` */
function encodeFunction(source: ConfigSource): Builtin {
  return directVariadic("encode", (rt, args) => {
    rt.argCount = args.length;
    if (args.length !== 1) rt.argError(1, "expected 1 argument");
    const value = args[0];
    if (value instanceof LuaTable) rt.charge(4);
    return encodeJson(rt, source(rt), value);
  });
}

/** `cjson.decode(text)` */
function decodeFunction(source: ConfigSource): Builtin {
  return directVariadic("decode", (rt, args) => {
    rt.argCount = args.length;
    if (args.length !== 1) rt.argError(1, "expected 1 argument");
    return decodeJson(rt, source(rt), checkString(rt, args[0], 1));
  });
}

/** Everything in a `cjson` table, in the order in which the reference's table is filled. */
function entriesOf(source: ConfigSource): (readonly [name: string, value: Value])[] {
  const config = new Map(configFunctions(source).map((builtin) => [builtin.name, builtin]));
  const named = (name: string) => [name, config.get(name)] as const;
  return [
    ["encode", encodeFunction(source)],
    ["decode", decodeFunction(source)],
    named("encode_sparse_array"),
    named("encode_max_depth"),
    named("decode_max_depth"),
    named("encode_number_precision"),
    named("encode_keep_buffer"),
    named("encode_invalid_numbers"),
    named("decode_invalid_numbers"),
    ["new", makeInstance],
    ["null", NULL_POINTER],
    ["_NAME", "cjson"],
    ["_VERSION", "2.1.0"],
  ];
}

/** The fields of `cjson`. */
export const cjsonEntries: readonly (readonly [name: string, value: Value])[] = Object.freeze(
  entriesOf(sharedConfig),
);
