/**
 * Function environments: `getfenv` and `setfenv` (Lua 5.1 §5.1).
 *
 * @module
 */

import { activationAt } from "../vm/debug_info.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { LuaTable } from "../vm/table.ts";
import { Builtin, Closure, type Value } from "../vm/value.ts";
import { checkInt, checkTable, fixed } from "./lib.ts";

/** The function that argument 1 of getfenv/setfenv means: itself, or the one at a level. */
function getFunction(rt: Runtime, value: Value, optional: boolean): Closure | Builtin | undefined {
  if (value instanceof Closure || value instanceof Builtin) return value;
  const level = optional && value === undefined ? 1 : checkInt(rt, value, 1);
  if (level < 0) return rt.argError(1, "level must be non-negative");
  const activation = activationAt(rt, rt.current, level);
  if (activation === undefined) return rt.argError(1, "invalid level");
  if (activation.what === "tail") rt.error(`no function environment for tail call at level ${level}`);
  return activation.closure;
}

/** `getfenv([f])`: the environment of a function or of the function at a level; 0 is the thread's. */
const getfenv = fixed("getfenv", (rt: Runtime, f: Value) => {
  if (f === 0) return rt.current.globals;
  const target = getFunction(rt, f, true);
  return target instanceof Closure ? target.env : rt.current.globals;
});

/** `setfenv(f, table)`: sets the environment of a Lua function, or of the running thread (level 0). */
const setfenv = fixed("setfenv", (rt: Runtime, f: Value, env: Value) => {
  const table = checkTable(rt, env, 2);
  if (f === 0) {
    rt.current.globals = table;
    return [];
  }
  const target = getFunction(rt, f, false);
  if (!(target instanceof Closure)) {
    return rt.error("'setfenv' cannot change environment of given object");
  }
  return setEnvironment(target, table);
});

/** Gives a closure another environment. */
function setEnvironment(target: Closure, env: LuaTable): Closure {
  target.env = env;
  return target;
}

/** getfenv, setfenv. */
export const environmentLibrary: readonly Builtin[] = Object.freeze([getfenv, setfenv]);
