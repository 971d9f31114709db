/**
 * Ferrous Lua: compiles Lua 5.1 and runs it in a sandbox.
 *
 * `compile` once, `instantiate` many times: nothing is reachable that was not imported, and every instance is
 * held to its limits.
 *
 * @example
 * ```ts
 * import { compile, instantiate } from "./mod.ts";
 *
 * const module = compile(`
 *   local order = ...
 *   log("pricing " .. #order.lines .. " lines")
 *   local total = 0
 *   for _, line in ipairs(order.lines) do total = total + line.price * line.count end
 *   return { total = total }
 * `, { name: "pricing.lua" });
 *
 * const instance = instantiate(module, {
 *   imports: { log: (text: string) => console.log(text) },
 *   limits: { steps: 1_000_000, memory: 8 << 20 },
 * });
 * console.log(instance.run({ lines: [{ price: 5, count: 2 }] })); // { total: 10 }
 * ```
 *
 * @module
 */

export { compile, type CompileOptions, Module, type ModuleGlobals, validate } from "./host/module.ts";
export { Instance, instantiate } from "./host/instance.ts";
export type { InstantiateOptions, Limits, ModuleSources, OutputSink, Profile } from "./host/options.ts";
export type { LibraryName } from "./host/libraries.ts";
export type { Library } from "./host/library.ts";
export type { Conversion, InstanceStatus } from "./host/state.ts";
export {
  CompileError,
  type CompileErrorPosition,
  FerrousError,
  InternalError,
  LimitError,
  type LimitKind,
  LinkError,
  LuaError,
  type LuaErrorDetails,
  type LuaFrame,
  MarshalError,
  type Usage,
  UsageError,
} from "./host/errors.ts";
export {
  type HostFunction,
  type HostInput,
  type LuaFunction,
  type LuaOutput,
  type LuaRecord,
  type LuaReference,
  multiple,
  MultipleResults,
} from "./host/values.ts";
export { FileError, type FileHandle, type FileSystem, type Whence } from "./vm/file_system.ts";
export { MemoryFiles, type MemoryFilesOptions } from "./stdlib/memory_files.ts";
