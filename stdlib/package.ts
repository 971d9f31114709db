/**
 * `require`, `module` and the `package` table (Lua 5.1 §5.3), on top of {@linkcode fileText}.
 *
 * The four loaders of the reference are there: preloaded functions, Lua files found along `package.path`, and
 * two that look for native libraries along `package.cpath`. Native libraries cannot be loaded, so what the last
 * two find is an error; what they add otherwise are their lines of the message that nothing was found.
 *
 * @module
 */

import { FrameKind } from "../vm/coroutine.ts";
import { FileError } from "../vm/file_system.ts";
import type { Runtime } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import { toStringValue } from "../vm/number.ts";
import {
  type Builtin,
  type BuiltinGenerator,
  Closure,
  Continuation,
  Userdata,
  type Value,
} from "../vm/value.ts";
import { type CallSteps, getIndex, isFunction, raise, setField } from "./continuations.ts";
import { checkString, checkTable, fixed, truthy, variadic } from "./lib.ts";
import { compileFile, fileText } from "./load.ts";
import { cString } from "./options.ts";

/** Settings of {@linkcode installPackage}. */
export interface PackageOptions {
  /** initial `package.path`: templates separated by `;`, `?` is the module; `./?.lua` by default */
  readonly path?: string;
  /** initial `package.cpath`; none by default */
  readonly cpath?: string;
}

interface PackageState {
  readonly table: LuaTable;
  /** `_LOADED` of the registry */
  readonly loaded: LuaTable;
  /** marks a module whose loader is running */
  readonly sentinel: Userdata;
}

const STATE = Symbol("package library");

function stateOf(rt: Runtime): PackageState {
  return rt.state.get(STATE) as PackageState;
}

// ---- loaders ----------------------------------------------------------------------------------------

/** `package.loaders[1]`: functions in `package.preload` */
const preloadLoader = fixed("preload_loader", (rt: Runtime, nameValue: Value) => {
  const name = checkString(rt, nameValue, 1);
  return new Continuation(findPreloaded(rt, name));
}, { mayCall: true });

function* findPreloaded(rt: Runtime, name: string): BuiltinGenerator {
  const preload = yield* getIndex(rt, stateOf(rt).table, "preload");
  if (!(preload instanceof LuaTable)) raise(rt, "'package.preload' must be a table");
  const loader = yield* getIndex(rt, preload, name);
  return loader === undefined ? `\n\tno field package.preload['${cString(name)}']` : loader;
}

/** `package.loaders[2]`: Lua files along `package.path` */
const luaLoader = fixed("lua_loader", (rt: Runtime, nameValue: Value) => {
  const name = checkString(rt, nameValue, 1);
  return new Continuation(findFile(rt, cString(name)));
}, { mayCall: true });

function* findFile(rt: Runtime, name: string): BuiltinGenerator {
  let tried = "";
  for (const fileName of yield* fileNames(rt, name, "path")) {
    const file = fileText(rt, fileName);
    if (typeof file !== "string") {
      const loaded = compileFile(rt, file);
      if (!Array.isArray(loaded)) return loaded;
      raise(rt, loadError(name, fileName, rt.basicToString(loaded[1])));
    }
    tried += `\n\tno file '${fileName}'`;
  }
  return tried;
}

/** The files that `package.path` or `package.cpath` says may hold a module. */
function* fileNames(rt: Runtime, name: string, field: "path" | "cpath"): CallSteps<string[]> {
  const path = yield* getIndex(rt, stateOf(rt).table, field);
  if (typeof path !== "string" && typeof path !== "number") raise(rt, `'package.${field}' must be a string`);
  const pathName = name.replaceAll(".", "/");
  const names: string[] = [];
  for (const template of cString(toStringValue(path)).split(";")) {
    if (template === "") continue;
    const marks = template.split("?").length - 1;
    rt.chargeString(template.length + marks * pathName.length);
    names.push(template.replaceAll("?", () => pathName));
  }
  return names;
}

function loadError(name: string, fileName: string, why: string): string {
  return `error loading module '${name}' from file '${fileName}':\n\t${why}`;
}

/** `package.loaders[3]`: a native library of the module's own */
const nativeLoader = fixed("native_loader", (rt: Runtime, nameValue: Value) => {
  const name = cString(checkString(rt, nameValue, 1));
  return new Continuation(findNative(rt, name, name));
}, { mayCall: true });

/** `package.loaders[4]`: a native library of the package a submodule belongs to */
const packageLoader = fixed("package_loader", (rt: Runtime, nameValue: Value) => {
  const name = cString(checkString(rt, nameValue, 1));
  const dot = name.indexOf(".");
  return dot < 0 ? [] : new Continuation(findNative(rt, name, name.slice(0, dot)));
}, { mayCall: true });

function* findNative(rt: Runtime, name: string, root: string): BuiltinGenerator {
  let tried = "";
  for (const fileName of yield* fileNames(rt, root, "cpath")) {
    if (isReadable(rt, fileName)) raise(rt, loadError(name, fileName, NO_NATIVE));
    tried += `\n\tno file '${fileName}'`;
  }
  return tried;
}

const NO_NATIVE = "dynamic libraries not enabled; check your Lua installation";

function isReadable(rt: Runtime, fileName: string): boolean {
  try {
    rt.services.files?.open(fileName, "r").close();
    return rt.services.files !== undefined;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}

// ---- require ----------------------------------------------------------------------------------------

/** `require(modname)` */
const require = fixed("require", (rt: Runtime, nameValue: Value) => {
  const name = checkString(rt, nameValue, 1);
  const { loaded, sentinel } = stateOf(rt);
  const value = loaded.getString(name);
  if (value === sentinel) rt.error(`loop or previous error loading module '${cString(name)}'`);
  return truthy(value) ? value : new Continuation(load(rt, name));
}, { mayCall: true });

function* load(rt: Runtime, name: string): BuiltinGenerator {
  const { table, loaded, sentinel } = stateOf(rt);
  if (loaded.metatable !== undefined) {
    const value = yield* getIndex(rt, loaded, name);
    if (truthy(value)) return value;
  }
  const loader = yield* findLoader(rt, table, name);
  yield* setField(rt, loaded, name, sentinel);
  const result = (yield [loader, name])[0];
  if (result !== undefined) yield* setField(rt, loaded, name, result);
  const value = yield* getIndex(rt, loaded, name);
  if (value !== sentinel) return value;
  yield* setField(rt, loaded, name, true);
  return true;
}

function* findLoader(rt: Runtime, table: LuaTable, name: string): CallSteps<Value> {
  const loaders = yield* getIndex(rt, table, "loaders");
  if (!(loaders instanceof LuaTable)) raise(rt, "'package.loaders' must be a table");
  let tried = "";
  for (let i = 1;; i++) {
    const searcher = loaders.getNumber(i);
    if (searcher === undefined) raise(rt, `module '${cString(name)}' not found:${tried}`);
    const found = (yield [searcher, name])[0];
    if (isFunction(found)) return found;
    if (typeof found === "string" || typeof found === "number") {
      const text = toStringValue(found);
      rt.chargeString(tried.length + text.length);
      tried += text;
    }
  }
}

// ---- module -----------------------------------------------------------------------------------------

/** `module(name [, ...])` */
const module = variadic("module", (rt, args) => {
  rt.argCount = args.length;
  const name = checkString(rt, args[0], 1);
  const frame = rt.current.frames[rt.current.depth];
  const caller = frame !== undefined && frame.kind === FrameKind.Lua ? frame.closure : null;
  return new Continuation(makeModule(rt, name, caller, args));
}, { mayCall: true });

function* makeModule(rt: Runtime, name: string, caller: Closure | null, args: Value[]): BuiltinGenerator {
  const { loaded } = stateOf(rt);
  let table = yield* getIndex(rt, loaded, name);
  if (!(table instanceof LuaTable)) {
    const found = findTable(rt, rt.current.globals, name);
    if (found === undefined) raise(rt, `name conflict for module '${cString(name)}'`);
    table = found;
    yield* setField(rt, loaded, name, table);
  }
  if ((yield* getIndex(rt, table, "_NAME")) === undefined) {
    yield* setField(rt, table, "_M", table);
    yield* setField(rt, table, "_NAME", name);
    yield* setField(rt, table, "_PACKAGE", name.slice(0, name.lastIndexOf(".") + 1));
  }
  if (caller === null) raise(rt, "'module' not called from a Lua function");
  caller.env = table as LuaTable;
  for (let i = 1; i < args.length; i++) yield [args[i], table];
  return [];
}

/** `luaL_findtable`: the table at a dotted path, made where it is missing; undefined on a conflict. */
function findTable(rt: Runtime, root: LuaTable, path: string): LuaTable | undefined {
  let table = root;
  for (const key of cString(path).split(".")) {
    rt.charge(1);
    let value = table.getString(key);
    if (value === undefined) {
      value = rt.newTable();
      table.setString(rt.heap, key, value);
    }
    if (!(value instanceof LuaTable)) return undefined;
    table = value;
  }
  return table;
}

/** `package.seeall(module)` */
const seeall = fixed("seeall", (rt: Runtime, t: Value) => {
  const table = checkTable(rt, t, 1);
  table.metatable ??= rt.newTable(0, 1);
  table.metatable.setString(rt.heap, "__index", rt.current.globals);
  return [];
});

/** `package.loadlib(libname, funcname)`: no native library can be loaded, be it there or not. */
const loadlib = fixed("loadlib", (rt: Runtime, path: Value, name: Value) => {
  const fileName = cString(checkString(rt, path, 1));
  checkString(rt, name, 2);
  if (isReadable(rt, fileName)) return [undefined, NO_NATIVE, "absent"];
  return [undefined, `${fileName}: cannot open shared object file: No such file or directory`, "open"];
});

/** What {@linkcode installPackage} puts in the global table. */
const GLOBAL_FUNCTIONS: readonly Builtin[] = [require, module];

/**
 * Makes `package`, `require` and `module` of an instance. To be called once, before or after the other
 * libraries; those are entered in `package.loaded` by {@linkcode noteLoaded}.
 */
export function installPackage(rt: Runtime, options: PackageOptions = {}): LuaTable {
  const { heap } = rt;
  const table = rt.newTable(0, 8);
  const loaded = rt.newTable();
  const loaders = rt.newTable();
  loaders.setNumber(heap, 1, preloadLoader);
  loaders.setNumber(heap, 2, luaLoader);
  loaders.setNumber(heap, 3, nativeLoader);
  loaders.setNumber(heap, 4, packageLoader);
  table.setString(heap, "loaders", loaders);
  table.setString(heap, "loaded", loaded);
  table.setString(heap, "preload", rt.newTable());
  table.setString(heap, "path", options.path ?? "./?.lua");
  table.setString(heap, "cpath", options.cpath ?? "");
  table.setString(heap, "config", "/\n;\n?\n!\n-");
  table.setString(heap, "loadlib", loadlib);
  table.setString(heap, "seeall", seeall);
  for (const builtin of GLOBAL_FUNCTIONS) rt.globals.setString(heap, builtin.name, builtin);
  rt.globals.setString(heap, "package", table);
  loaded.setString(heap, "package", table);
  loaded.setString(heap, "_G", rt.globals);
  const sentinel = new Userdata(null, undefined);
  rt.registry.setString(heap, "_LOADED", loaded);
  rt.state.set(STATE, { table, loaded, sentinel } satisfies PackageState);
  return table;
}

/** Enters a library table in `package.loaded`. */
export function noteLoaded(rt: Runtime, name: string, library: Value): void {
  stateOf(rt).loaded.setString(rt.heap, name, library);
}
