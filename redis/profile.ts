/**
 * The globals of scripts: exactly those of a Redis 7.0 server, read-only.
 *
 * Tables are laid out in the order in which the reference's `pairs` visits them; sealed tables keep it.
 *
 * @module
 */

import { compileChunk } from "../compiler/compile.ts";
import { SyntaxFault } from "../compiler/errors.ts";
import type { FunctionProto } from "../compiler/proto.ts";
import { serializeProto } from "../compiler/serialize.ts";
import { fromArray } from "../host/bytes.ts";
import { baseLibrary } from "../stdlib/base.ts";
import { bitLibrary } from "../stdlib/bit.ts";
import { cjsonEntries } from "../stdlib/cjson.ts";
import { cmsgpackEntries } from "../stdlib/cmsgpack.ts";
import { variadic } from "../stdlib/lib.ts";
import { loadLibrary } from "../stdlib/load.ts";
import { mathConstants, mathLibrary } from "../stdlib/math.ts";
import { DUMP_HOOK, stringAliases, stringLibrary } from "../stdlib/string.ts";
import { structLibrary } from "../stdlib/struct.ts";
import { tableLibrary } from "../stdlib/table.ts";
import { SyntaxThrow } from "../vm/errors.ts";
import { toStringValue } from "../vm/number.ts";
import type { HostServices, Runtime } from "../vm/runtime.ts";
import { ShapeRoot } from "../vm/shape.ts";
import { coroutineLibrary, error, xpcall } from "../vm/specials.ts";
import type { LuaTable } from "../vm/table.ts";
import type { Builtin, Value } from "../vm/value.ts";
import { caughtValue, errorHandler, redisPcall } from "./errors_handling.ts";
import { randomBuiltins, redisBuiltins, redisEntries } from "./library.ts";
import { ScriptRuntime } from "./runtime.ts";

type Entries = readonly (readonly [name: string, value: Value])[];

function named(library: readonly Builtin[]): Entries {
  return library.map((builtin) => [builtin.name, builtin] as const);
}

/** The given entries in the order of `names`. */
function ordered(names: string, ...entries: Entries[]): Entries {
  const known = new Map<string, Value>(entries.flat());
  return names.split(" ").map((name) => {
    const value = known.get(name);
    if (value === undefined) throw new Error(`no library has ${name}`);
    return [name, value] as const;
  });
}

const TABLES: Readonly<Record<string, Entries>> = {
  string: ordered(
    "sub upper len gfind rep find match char dump gmatch reverse byte format gsub lower",
    named(stringLibrary),
    stringAliases,
  ),
  struct: ordered("pack size unpack", named(structLibrary)),
  cjson: ordered(
    "_NAME encode decode_max_depth _VERSION decode_invalid_numbers encode_keep_buffer null " +
      "encode_number_precision new encode_max_depth encode_invalid_numbers decode encode_sparse_array",
    cjsonEntries,
  ),
  math: ordered(
    "log max acos huge ldexp pi cos tanh pow deg tan cosh sinh random randomseed frexp ceil floor rad abs " +
      "sqrt modf asin min mod fmod log10 atan2 exp sin atan",
    named(mathLibrary),
    mathConstants,
    named(randomBuiltins),
  ),
  redis: redisEntries,
  bit: ordered("band rshift bor bnot bswap bxor tobit ror lshift tohex rol arshift", named(bitLibrary)),
  cmsgpack: ordered(
    "_DESCRIPTION pack _NAME unpack _COPYRIGHT _VERSION unpack_one unpack_limit",
    cmsgpackEntries,
  ),
  table: ordered("setn insert getn foreachi maxn foreach concat sort remove", named(tableLibrary)),
  coroutine: ordered("resume yield status wrap create running", named(coroutineLibrary)),
};

/** The globals in the order of `pairs(_G)`. */
const GLOBALS =
  "string xpcall __redis__err__handler tostring _VERSION unpack setmetatable next assert tonumber " +
  "rawequal collectgarbage struct getmetatable ARGV _G cjson math pcall KEYS redis type bit cmsgpack select " +
  "rawset gcinfo rawget loadstring table coroutine pairs ipairs error load";

const FUNCTIONS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...named(baseLibrary),
  ...named(loadLibrary),
  ["error", error],
  ["xpcall", xpcall],
  ["pcall", redisPcall],
  ["__redis__err__handler", errorHandler],
  ["_VERSION", "Lua 5.1"],
]);

const NOT_A_NAME = "Second argument to luaProtectedTableError must be a string or number";

/** `__index` of the globals: there is no such variable */
const missingGlobal = variadic("", (rt, args) => {
  if (args.length !== 2) return rt.error("Wrong number of arguments to luaProtectedTableError");
  const name = args[1];
  if (typeof name !== "string" && typeof name !== "number") return rt.error(NOT_A_NAME);
  const text = toStringValue(name);
  return rt.error(`Script attempted to access nonexistent global variable '${text.split("\0")[0]}'`);
});

function filled(rt: Runtime, entries: Entries): LuaTable {
  const table = rt.newTable(0, entries.length);
  for (const [name, value] of entries) table.setString(rt.heap, name, value);
  return table;
}

function sealed(rt: Runtime, entries: Entries): LuaTable {
  const table = filled(rt, entries);
  table.seal();
  return table;
}

/**
 * A list of strings as the table scripts get. `before`, the table of an earlier run, is used again if that has left
 * nothing in it: no script can have kept it.
 */
export function argumentTable(rt: Runtime, items: readonly string[], before?: LuaTable): LuaTable {
  const isFresh = before !== undefined && before.array.length === items.length && before.slots.length === 0 &&
    before.metatable === undefined;
  const table = isFresh ? before : rt.newTable();
  const { heap } = rt;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    heap.chargeString(item.length);
    table.setNumber(heap, i + 1, item);
  }
  return table;
}

/** The Lua state of an engine: a runtime whose globals are in place. */
export interface Profile {
  readonly rt: ScriptRuntime;
  /** sets the global tables `KEYS` and `ARGV`; charged */
  setArguments(keys: readonly string[], args: readonly string[]): void;
  /** environment of libraries of functions */
  readonly functions: LuaTable;
  /** whether that shows only what libraries may use while they are loaded */
  setLoading(isLoading: boolean): void;
}

/** What a profile needs. */
export interface ProfileOptions {
  /** bytes of live data, Infinity for no limit */
  readonly memory: number;
  /** bytes of one string */
  readonly stringLength: number;
  /** calls of Lua functions nested in one coroutine */
  readonly callDepth: number;
  /** milliseconds, monotonic */
  readonly clock: () => number;
  /** calls and jumps back after which a function is compiled to JavaScript; Infinity: never */
  readonly hot: number;
  /** `redis.register_function`, for libraries */
  readonly register: Builtin;
}

/** Compiles for `load` and `loadstring`; binary chunks are text that makes no sense. */
function servicesOf(clock: () => number, current: () => Runtime): HostServices {
  return {
    clock,
    compile: (source, chunkName) => {
      try {
        return compileChunk(source, chunkName, { skipShebang: false, syntaxLevel: current().current.cCalls });
      } catch (fault) {
        if (fault instanceof SyntaxFault) throw new SyntaxThrow(fault.message, fault.atEnd);
        throw fault;
      }
    },
  };
}

/** Makes the Lua state of an engine. */
export function makeProfile(options: ProfileOptions): Profile {
  const { memory, stringLength, callDepth, clock, register, hot } = options;
  const shapes = new ShapeRoot(true);
  const rt: ScriptRuntime = new ScriptRuntime({
    limits: { memory, steps: Infinity, callDepth, stringLength },
    services: servicesOf(clock, () => rt),
    shapes,
  });
  shapes.work = (steps) => rt.heap.onWork(steps);
  // a script begins two C calls below the chunk of the stand-alone program
  rt.main.cCalls = -1;
  rt.hot = hot;
  rt.strictYield = true;
  rt.caught = caughtValue;
  // what it gives is of no use to `loadstring`, which takes text only
  rt.state.set(DUMP_HOOK, (proto: FunctionProto) => fromArray(serializeProto(proto, proto.source)));
  const tables = new Map<string, LuaTable>();
  for (const name of Object.keys(TABLES)) tables.set(name, sealed(rt, TABLES[name]!));
  const strings = tables.get("string")!;
  rt.stringMeta = sealed(rt, [["__index", strings]]);
  const protection = sealed(rt, [["__index", missingGlobal]]);
  const values = (special: ReadonlyMap<string, Value>) => (name: string) => {
    return [name, special.get(name) ?? tables.get(name) ?? FUNCTIONS.get(name)] as const;
  };
  const { globals } = rt;
  const empty = rt.newTable();
  const special = new Map<string, Value>([["KEYS", empty], ["ARGV", empty], ["_G", globals]]);
  for (const [name, value] of GLOBALS.split(" ").map(values(special))) {
    globals.setString(rt.heap, name, value);
  }
  globals.metatable = protection;
  globals.seal();
  const keysSlot = globals.findString("KEYS");
  const argvSlot = globals.findString("ARGV");
  const setArguments = (keys: readonly string[], args: readonly string[]): void => {
    const { slots } = globals;
    slots[keysSlot] = argumentTable(rt, keys, slots[keysSlot] as LuaTable);
    slots[argvSlot] = argumentTable(rt, args, slots[argvSlot] as LuaTable);
  };
  return { rt, setArguments, ...functionGlobals(rt, values, protection, register) };
}

const WHILE_LOADING = new Set([
  "LOG_DEBUG",
  "LOG_VERBOSE",
  "LOG_NOTICE",
  "LOG_WARNING",
  "REDIS_VERSION",
  "REDIS_VERSION_NUM",
]);

/** `redis` as functions see it, in the order of `pairs`. */
const FUNCTION_REDIS =
  "log LOG_WARNING error_reply REPL_AOF call REPL_ALL REDIS_VERSION_NUM REPL_SLAVE pcall " +
  "LOG_NOTICE set_repl LOG_DEBUG sha1hex REDIS_VERSION status_reply REPL_REPLICA setresp acl_check_cmd " +
  "LOG_VERBOSE REPL_NONE";

/** Globals that functions do not have. */
const NOT_IN_FUNCTIONS = new Set(["KEYS", "ARGV", "__redis__err__handler"]);

/**
 * The environment of libraries of functions: an empty table that shows one set of names while a library is loaded
 * and another when its functions run.
 */
function functionGlobals(
  rt: ScriptRuntime,
  values: (special: ReadonlyMap<string, Value>) => (name: string) => readonly [string, Value],
  protection: LuaTable,
  register: Builtin,
): Pick<Profile, "functions" | "setLoading"> {
  const loadingRedis = sealed(rt, [
    ["register_function", register],
    ["log", redisBuiltins.log],
    ...redisEntries.filter(([name]) => WHILE_LOADING.has(name)),
  ]);
  loadingRedis.metatable = protection;
  const loading = filled(rt, [["redis", loadingRedis]]);
  loading.metatable = protection;
  loading.seal();
  const redis = sealed(rt, ordered(FUNCTION_REDIS, redisEntries));
  const running = rt.newTable();
  const special = new Map<string, Value>([["_G", running], ["redis", redis]]);
  const names = GLOBALS.split(" ").filter((name) => !NOT_IN_FUNCTIONS.has(name));
  for (const [name, value] of names.map(values(special))) running.setString(rt.heap, name, value);
  running.metatable = protection;
  running.seal();
  const shown = sealed(rt, [["__index", running]]);
  const functions = sealed(rt, []);
  functions.metatable = shown;
  for (const table of [loading, running, functions]) rt.handles.add(table);
  const setLoading = (isLoading: boolean): void => {
    shown.slots[0] = isLoading ? loading : running;
    shown.meta = null;
  };
  return { functions, setLoading };
}
