/**
 * The types of what crosses the boundary.
 *
 * @module
 */

/**
 * A Lua function as JS sees it: calling it runs the Lua function in its instance, synchronously.
 *
 * It stays usable until it is released, collected by the JS collector, or its instance is disposed. Given
 * back to its instance it is the same Lua function again; any other instance refuses it.
 */
export interface LuaFunction {
  /**
   * Calls the function and gives its first result.
   *
   * @throws {LuaError} the function raised an error
   * @throws {LimitError} a limit was reached
   * @throws {MarshalError} an argument or the result cannot cross
   * @throws {UsageError} the instance cannot be called now, or the function was released
   */
  (...args: HostInput[]): LuaOutput;
  /** Calls the function and gives all its results. */
  all(...args: HostInput[]): LuaOutput[];
  /** Calls the function and promises its first result; it may wait for host promises. */
  async(...args: HostInput[]): Promise<LuaOutput>;
  /** Calls the function and promises all its results; it may wait for host promises. */
  allAsync(...args: HostInput[]): Promise<LuaOutput[]>;
  /** Lets go of the Lua function: calling it afterwards is an error. */
  release(): void;
  /** The same as {@linkcode LuaFunction.release}. */
  [Symbol.dispose](): void;
}

/** A Lua value JS can only hold and give back: a coroutine or a userdata. */
export interface LuaReference {
  /** what it is */
  readonly type: "thread" | "userdata";
  /** Lets go of the Lua value: giving it back afterwards is an error. */
  release(): void;
}

/** A JS object made from a Lua table with string keys only. It has no prototype: every key is data. */
export interface LuaRecord {
  /** the value of a key */
  [key: string]: LuaOutput;
}

/** Any Lua value as JS sees it; see `docs/api.md` for what becomes what. */
export type LuaOutput =
  | undefined
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | LuaFunction
  | HostFunction
  | LuaReference
  | LuaOutput[]
  | LuaRecord
  | Map<LuaOutput, LuaOutput>;

/**
 * A host function: receives converted arguments; its result, or what its promise resolves to, is converted
 * back. It is called without `this`. What it throws is raised in the script as a message.
 */
// deno-lint-ignore no-explicit-any
export type HostFunction = (...args: any[]) => unknown;

/**
 * Anything a host may pass to Lua. Checked when it is passed: nil for undefined and null, booleans,
 * numbers, strings, `Uint8Array`, arrays, plain objects, `Map`, functions, and values that came from the
 * same instance.
 */
export type HostInput = unknown;

/** Several results of a host function, made by {@linkcode multiple}. */
export class MultipleResults {
  /** the results in order */
  readonly values: readonly HostInput[];
  /** The given values in order. */
  constructor(values: readonly HostInput[]) {
    this.values = values;
  }
}

/**
 * Lets a host function return several values to Lua.
 *
 * @example
 * ```ts
 * import { instantiate, multiple } from "../mod.ts";
 * const find = (name: string) => multiple(undefined, `no such file: ${name}`);
 * instantiate(`local file, why = find("x") return why`, { imports: { find } }).run(); // "no such file: x"
 * ```
 */
export function multiple(...values: HostInput[]): MultipleResults {
  return new MultipleResults(values);
}
