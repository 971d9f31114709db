/**
 * Instances: a module with globals, libraries and limits of its own.
 *
 * @module
 */

import { seedRandom } from "../stdlib/math.ts";
import { COLD } from "../vm/compiled/signals.ts";
import { compiledTierAvailable } from "../vm/compiled/build.ts";
import { Finalizers } from "../vm/finalizers.ts";
import { COST } from "../vm/heap.ts";
import { LuaTable } from "../vm/table.ts";
import { Builtin, Closure, type Value } from "../vm/value.ts";
import { encodeUtf8 } from "./bytes.ts";
import { checkedOptions } from "./check_options.ts";
import { toPublicError, usageOf } from "./convert_errors.ts";
import { FerrousError, LinkError, LuaError, MarshalError, type Usage, UsageError } from "./errors.ts";
import { fromLua } from "./from_lua.ts";
import { DISPOSE, hold } from "./handles.ts";
import { hostBuiltin } from "./host_functions.ts";
import { publicMessage } from "./host_calls.ts";
import { installLibraries, librarySet } from "./libraries.ts";
import { type CompileOptions, isModule, linkOf, Module, type ModuleLink } from "./module.ts";
import { monotonic } from "./monotonic.ts";
import { check, conversionOf, type InstantiateOptions, librariesOf, limitsOf } from "./options.ts";
import { access, CALLER, closeState, runAsync, runSlices, runSync } from "./run.ts";
import { isA, numberFrom, shown } from "./safe.ts";
import { fillServices } from "./services.ts";
import { HostRuntime, type InstanceStatus } from "./state.ts";
import { stringToLua, toLua } from "./to_lua.ts";
import type { HostFunction, HostInput, LuaFunction, LuaOutput } from "./values.ts";

/**
 * A module at work. Make one with {@linkcode instantiate}.
 *
 * Runs do not overlap: while one is in progress, only host functions it calls may call in, and while an
 * asynchronous one waits, synchronous calls may be made in between. Every method throws only the classes in
 * `host/errors.ts`.
 */
export class Instance {
  readonly #rt: HostRuntime;
  readonly #main: Closure;

  /** @ignore use {@linkcode instantiate} */
  constructor(module: Module, options: InstantiateOptions) {
    const link = linkOf(module);
    this.#rt = makeRuntime(link, options);
    this.#main = new Closure(link.code, [], this.#rt.globals);
    if (options.strictGlobals === true) checkGlobals(this.#rt, module);
  }

  /**
   * Runs the module's main chunk with the given arguments (its `...`) and returns its first result. May be
   * called again: globals keep their values.
   *
   * @throws {LuaError} the script raised an error, or needs to wait for a promise
   * @throws {LimitError} a limit was reached
   */
  run(...args: HostInput[]): LuaOutput {
    return runSync(this.#rt, this.#main, args, false) as LuaOutput;
  }

  /** Like {@linkcode Instance.run}, and waits for promises of host functions. Never blocks for long. */
  runAsync(...args: HostInput[]): Promise<LuaOutput> {
    return runAsync(this.#rt, this.#main, args, false) as Promise<LuaOutput>;
  }

  /**
   * Runs the main chunk in slices of `steps` steps: the generator yields what was used after each slice, and
   * returns the first result. Leaving the loop early ends the run.
   *
   * @example
   * ```ts
   * import { instantiate } from "../mod.ts";
   * const instance = instantiate(`for i = 1, 1e6 do end return "done"`);
   * for (const usage of instance.slices(100_000)) console.log(usage.steps);
   * ```
   */
  slices(steps: number, ...args: HostInput[]): Generator<Usage, LuaOutput, undefined> {
    if (typeof steps !== "number" || !(steps >= 1)) throw new UsageError("a slice has at least one step");
    return runSlices(this.#rt, this.#main, args, Math.floor(steps));
  }

  /**
   * Calls a global function and returns its first result.
   *
   * @throws {UsageError} there is no such function
   * @throws {LuaError} it raised an error, or needs to wait for a promise
   * @throws {LimitError} a limit was reached
   */
  call(name: string, ...args: HostInput[]): LuaOutput {
    return runSync(this.#rt, this.#function(name), args, false) as LuaOutput;
  }

  /** Like {@linkcode Instance.call}, and waits for promises of host functions. */
  // deno-lint-ignore require-await
  async callAsync(name: string, ...args: HostInput[]): Promise<LuaOutput> {
    return runAsync(this.#rt, this.#function(name), args, false) as Promise<LuaOutput>;
  }

  /** The main chunk as a function, for all of its results: `instance.main.all(...)`. */
  get main(): LuaFunction {
    return access(this.#rt, () => hold(this.#rt, this.#main, true, true) as LuaFunction);
  }

  /**
   * Compiles another chunk, to run in this instance with its globals; gives it as a function.
   *
   * @throws {CompileError} the source is not Lua 5.1
   */
  load(module: Module | string | Uint8Array, options: CompileOptions = {}): LuaFunction {
    const compiled = isModule(module) ? module : Module.compile(module, options);
    const rt = this.#rt;
    return access(rt, () => {
      const { code } = linkOf(compiled);
      rt.heap.charge(COST.closure);
      return hold(rt, new Closure(code, [], rt.globals), true) as LuaFunction;
    });
  }

  /** The value of a global variable, without metamethods. */
  get(name: string): LuaOutput {
    const rt = this.#rt;
    const text = globalName(name);
    return access(rt, () => fromLua(rt, rt.globals.getString(encodeUtf8(text)), `global ${text}`));
  }

  /**
   * Sets a global variable, without metamethods.
   *
   * @throws {MarshalError} Lua has no such value
   */
  set(name: string, value: HostInput): void {
    const rt = this.#rt;
    const text = globalName(name);
    access(rt, () => {
      rt.globals.setString(rt.heap, stringToLua(rt, text, "name"), toLua(rt, value, `global ${text}`));
    });
  }

  /**
   * What the instance has used. While it is idle the memory is what its live data is charged for, found by a
   * trace; during a run it is an upper bound of it.
   */
  get usage(): Usage {
    return usageOf(this.#rt, this.#rt.status === "idle");
  }

  /**
   * How its code has run so far: `compiled` once any of it has, else `interpreter`. The option `tier` decides
   * what is compiled when; results are the same.
   */
  get tier(): "interpreter" | "compiled" {
    return this.#rt.everCompiled ? "compiled" : "interpreter";
  }

  /** What the instance is doing. */
  get status(): InstanceStatus {
    return this.#rt.status;
  }

  /** Gives the run in progress more steps: from a host function, or between slices. */
  addSteps(steps: number): void {
    if (typeof steps !== "number" || !(steps >= 0)) {
      throw new UsageError("steps is a number from 0 to Infinity");
    }
    this.#rt.meter.limit += Math.floor(steps);
  }

  /**
   * Ends the instance's life as `lua_close` does: in the `trusted` profile the finalizers (`__gc`) of all
   * userdata are called, errors in them are ignored, and files are closed.
   *
   * @throws {UsageError} a run is in progress
   * @throws {LimitError} a limit was reached
   */
  close(): void {
    closeState(this.#rt);
  }

  /** Ends the instance's life. A run that waits ends with a `UsageError`; later calls are refused. */
  dispose(): void {
    this.#rt.kill("it was disposed");
  }

  /** The same as {@linkcode Instance.dispose}, for `using`. */
  [DISPOSE](): void {
    this.dispose();
  }

  #function(name: string): Value {
    const rt = this.#rt;
    if (rt.status === "dead") throw new UsageError(`the instance is dead: ${rt.deathReason}`);
    const text = globalName(name);
    const value = rt.globals.getString(encodeUtf8(text));
    if (value instanceof Closure || value instanceof Builtin) return value;
    if (value instanceof LuaTable && rt.callMetamethod(value) !== undefined) return value;
    throw new UsageError(`the instance has no global function "${text}"`);
  }
}

/**
 * Makes an instance of a module, or of a source text.
 *
 * @throws {CompileError} the source is not Lua 5.1
 * @throws {LinkError} an import cannot be given to a script, or a library does not exist
 * @throws {LimitError} libraries and imports take more memory than the limit allows
 * @throws {UsageError} an option makes no sense
 *
 * @example
 * ```ts
 * import { instantiate } from "../mod.ts";
 * const instance = instantiate(`function greet(who) return "hello " .. who .. mark end`, {
 *   imports: { mark: "!" },
 *   limits: { steps: 100_000, memory: 1 << 20 },
 * });
 * instance.run();
 * instance.call("greet", "you"); // "hello you!"
 * ```
 */
export function instantiate(
  module: Module | string | Uint8Array,
  options: InstantiateOptions = {},
): Instance {
  const checked = checkedOptions(options);
  return new Instance(isModule(module) ? module : Module.compile(module, checked), checked);
}

/** The name of a global as text; a number stands for its digits. */
function globalName(name: unknown): string {
  if (typeof name === "string") return name;
  if (typeof name === "number") return String(name);
  throw new UsageError(`the name of a global is a string, not ${shown(name)}`);
}

function makeRuntime(link: ModuleLink, options: InstantiateOptions): HostRuntime {
  const limits = limitsOf(options);
  if (options.tier !== undefined) check("tier", options.tier, ["auto", "interpreter", "compiled"]);
  const services = {};
  const rt = new HostRuntime({ limits: limits.vm, services, shapes: link.shapes });
  rt.hot = hotness(options.tier ?? "auto");
  rt.runLimits = limits.run;
  rt.conversion = conversionOf(options);
  rt.signal = options.signal;
  rt.caller = CALLER;
  if (options.profile === "trusted") rt.finalizers = new Finalizers();
  rt.errorMessage = options.errorMessage ?? publicMessage;
  rt.strictYield = options.strictYield ?? options.profile === "trusted";
  const { meter } = rt;
  meter.limit = Infinity;
  meter.now = options.clock === undefined ? monotonic : numberFrom("clock", options.clock);
  const { onOutOfSteps } = options;
  if (onOutOfSteps !== undefined) {
    meter.onOutOfSteps = numberFrom("onOutOfSteps", () => onOutOfSteps(usageOf(rt, false)), 0);
  }
  fillServices(rt, services, options);
  const has = {
    files: options.files !== undefined || options.modules !== undefined,
    load: options.load !== false,
  };
  const path = options.packagePath ?? (options.modules === undefined ? "./?.lua" : "?");
  const set = librarySet(librariesOf(options), has, { path, cpath: options.packageCpath ?? "" });
  try {
    installLibraries(rt, link.images, set);
  } catch (error) {
    // the limit has no room for them
    throw toPublicError(rt, error);
  }
  if (options.random !== undefined) seedRandom(rt, options.random);
  if (options.imports !== undefined) installImports(rt, options.imports);
  return rt;
}

/** What a function has to be called, or jump back, before compiling it pays. */
const WARM = 200;

/** Calls and jumps back after which a function is compiled. */
function hotness(tier: NonNullable<InstantiateOptions["tier"]>): number {
  if (tier === "interpreter" || !compiledTierAvailable()) return COLD;
  return tier === "compiled" ? 0 : WARM;
}

function installImports(rt: HostRuntime, imports: NonNullable<InstantiateOptions["imports"]>): void {
  try {
    importEach(rt, imports);
  } catch (error) {
    if (isA(error, FerrousError)) throw error;
    // what is left are exceptions of a proxy's traps
    throw new LinkError("reading the imports failed", { cause: error });
  }
}

function importEach(rt: HostRuntime, imports: NonNullable<InstantiateOptions["imports"]>): void {
  if (imports instanceof Map) {
    for (const [name, value] of imports) installImport(rt, name, value);
    return;
  }
  for (const name of Object.keys(imports)) {
    const descriptor = Object.getOwnPropertyDescriptor(imports, name);
    if (descriptor === undefined) continue;
    if (descriptor.get !== undefined) throw new LinkError(`import ${name}: an accessor property`);
    installImport(rt, name, descriptor.value);
  }
}

function installImport(rt: HostRuntime, key: unknown, value: HostInput): void {
  if (typeof key !== "string" && typeof key !== "number") {
    throw new LinkError(`the name of an import is a string, not ${shown(key)}`);
  }
  const name = String(key);
  try {
    const bytes = encodeUtf8(name);
    const converted = typeof value === "function"
      ? importedFunction(rt, value as HostFunction, name)
      : toLua(rt, value, `import ${name}`);
    const existing = rt.globals.getString(bytes);
    if (existing instanceof LuaTable && converted instanceof LuaTable && existing !== rt.globals) {
      extend(rt, existing, converted);
    } else rt.globals.setString(rt.heap, bytes, converted);
  } catch (error) {
    if (error instanceof MarshalError) throw new LinkError(error.message, { cause: error });
    const known = toPublicError(rt, error);
    throw known instanceof LuaError ? new LinkError(`import ${name}: ${known.message}`) : known;
  }
}

function importedFunction(rt: HostRuntime, value: HostFunction, name: string): Value {
  const converted = toLua(rt, value, `import ${name}`);
  // a function without a name of its own takes that of the import in messages
  return converted instanceof Builtin && converted.name === "" ? hostBuiltin(value, name) : converted;
}

/** Adds an import's fields to a library's table. */
function extend(rt: HostRuntime, library: LuaTable, fields: LuaTable): void {
  const end = fields.endPosition;
  for (let position = 0; position < end; position++) {
    const value = fields.valueAt(position);
    if (value !== undefined) library.set(rt.heap, fields.keyAt(position), value);
  }
}

function checkGlobals(rt: HostRuntime, module: Module): void {
  const { read, written } = module.globals;
  const missing = read.filter((name) =>
    rt.globals.getString(encodeUtf8(name)) === undefined && !written.includes(name)
  );
  if (missing.length > 0) throw new LinkError(`globals that nothing provides: ${missing.join(", ")}`);
}
