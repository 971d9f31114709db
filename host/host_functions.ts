/**
 * JS functions as Lua functions.
 *
 * One JS function is one Lua function, in every instance: the `Builtin` made for it holds nothing of an
 * instance, and finds the instance in the runtime it is called with.
 *
 * @module
 */

import { Builtin, BuiltinKind, type Value } from "../vm/value.ts";
import type { HostRuntime } from "./state.ts";
import type { HostFunction } from "./values.ts";

const builtins = new WeakMap<HostFunction, Builtin>();
const functions = new WeakMap<Builtin, HostFunction>();

/** The Lua function that calls `target`. `name` is for messages, should the function have none. */
export function hostBuiltin(target: HostFunction, name: string): Builtin {
  const known = builtins.get(target);
  if (known !== undefined) return known;
  const own = Object.getOwnPropertyDescriptor(target, "name")?.value;
  const builtin = Object.freeze(
    new Builtin(
      typeof own === "string" && own !== "" ? own : name,
      BuiltinKind.Variadic,
      (rt, args: Value[]) => (rt as HostRuntime).caller.host(rt as HostRuntime, target, args),
      true,
    ),
  );
  builtins.set(target, builtin);
  functions.set(builtin, target);
  return builtin;
}

/**
 * Makes `builtin` the Lua function of `target`: for host functions of this project that check their arguments
 * as library functions do. To be called before any instance sees `target`.
 */
export function declareBuiltin(target: HostFunction, builtin: Builtin): void {
  builtins.set(target, builtin);
  functions.set(builtin, target);
}

/** The JS function behind a Lua function made by {@linkcode hostBuiltin}. */
export function hostFunctionOf(builtin: Builtin): HostFunction | undefined {
  return functions.get(builtin);
}
