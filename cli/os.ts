/**
 * What the trusted profile adds to the library `os`: `os.exit` and `os.getenv` (Lua 5.1 §5.8).
 *
 * They are builtins, so that wrong arguments are worded as in the other libraries. The sandbox has neither
 * `os.exit` nor an environment.
 *
 * @module
 */

import { decodeUtf8, encodeUtf8 } from "../host/bytes.ts";
import { declareBuiltin } from "../host/host_functions.ts";
import type { HostFunction } from "../host/values.ts";
import { flushFiles } from "../stdlib/io.ts";
import { checkString, fixed, optInt } from "../stdlib/lib.ts";
import { cString } from "../stdlib/options.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { Builtin, Value } from "../vm/value.ts";
import { stdout } from "./output.ts";

/** `os.exit([code])` that ends the program by calling `end` with an exit status from 0 to 255. */
export function exitFunction(end: (status: number) => never): HostFunction {
  return importable(fixed("exit", (rt: Runtime, code: Value) => {
    const status = optInt(rt, code, 1, 0) & 255;
    flushFiles(rt);
    return end(status);
  }));
}

/** `os.getenv(varname)`: nil for a variable the program has no permission to read. */
const getenv = fixed("getenv", (rt: Runtime, name: Value) => {
  const value = environmentVariable(decodeUtf8(cString(checkString(rt, name, 1))));
  return value === undefined ? undefined : encodeUtf8(value);
});

/** The value of an environment variable; undefined if there is none, or no permission to read it. */
export function environmentVariable(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    // asking without permission would stop the script at a prompt
    if (Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted") return undefined;
    return Deno.env.get(name);
  } catch {
    // no variable can have such a name
    return undefined;
  }
}

/** A function that stands for `builtin` in imports. */
function importable(builtin: Builtin): HostFunction {
  const stand = (): never => {
    throw new TypeError(`${builtin.name} is for scripts`);
  };
  declareBuiltin(stand, builtin);
  return stand;
}

/** Imports for the table `os`. */
export const OS: Readonly<Record<"exit" | "getenv", HostFunction>> = Object.freeze({
  exit: exitFunction((status) => {
    // what is buffered is written first
    stdout.flush();
    Deno.exit(status);
  }),
  getenv: importable(getenv),
});
