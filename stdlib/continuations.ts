/**
 * Helpers for builtins that run as generators because they call Lua functions: table access with
 * metamethods, and errors with the right position.
 *
 * A generator runs above a frame of its own, so position and callee have to be looked up one frame
 * further out than in a plain builtin; {@linkcode raise} does that.
 *
 * @module
 */

import { Retry } from "../vm/compiled/signals.ts";
import { LuaThrow } from "../vm/errors.ts";
import { metaOf } from "../vm/meta.ts";
import { type Runtime, typeName } from "../vm/runtime.ts";
import { LuaTable } from "../vm/table.ts";
import { Builtin, Closure, type Value } from "../vm/value.ts";

/** A part of a builtin's generator: yields calls `[f, ...args]`, is resumed with their results. */
export type CallSteps<T> = Generator<Value[], T, Value[]>;

/** MAXTAGLOOP: how many `__index` or `__newindex` links are followed. */
const MAX_CHAIN = 100;

/** Whether a value is a function (either kind). */
export function isFunction(value: Value): value is Closure | Builtin {
  return value instanceof Closure || value instanceof Builtin;
}

/** `luaL_error` inside a generator: the position is that of the function that called the builtin. */
export function raise(rt: Runtime, message: string): never {
  return below(rt, () => rt.error(message));
}

/** `luaL_argerror` inside a generator. */
export function raiseArgument(rt: Runtime, n: number, message: string): never {
  return below(rt, () => rt.argError(n, message));
}

function below(rt: Runtime, fail: () => never): never {
  // compiled code has no frames yet: the error is raised when there are
  if (rt.compiled) throw new Retry(() => below(rt, fail));
  const co = rt.current;
  co.depth--;
  try {
    return fail();
  } finally {
    co.depth++;
  }
}

/** `luaG_runerror` inside a C function: a message without a position. */
export function raiseBare(rt: Runtime, message: string): never {
  rt.callee = null;
  throw new LuaThrow(message);
}

/** `lua_gettable`: `object[key]` with metamethods. */
export function* getIndex(rt: Runtime, object: Value, key: Value): CallSteps<Value> {
  for (let i = 0; i < MAX_CHAIN; i++) {
    let handler: Value;
    if (object instanceof LuaTable) {
      const value = object.get(key);
      if (value !== undefined || object.metatable === undefined) return value;
      handler = metaOf(object.metatable).index;
      if (handler === undefined) return undefined;
    } else {
      handler = rt.metafield(object, "__index");
      if (handler === undefined) raiseBare(rt, `attempt to index a ${typeName(object)} value`);
    }
    if (isFunction(handler)) return (yield [handler, object, key])[0];
    object = handler;
  }
  raiseBare(rt, "loop in gettable");
}

/** `lua_settable`: `object[key] = value` with metamethods; `key` is a string. */
export function* setField(rt: Runtime, object: Value, key: string, value: Value): CallSteps<void> {
  for (let i = 0; i < MAX_CHAIN; i++) {
    let handler: Value;
    if (object instanceof LuaTable) {
      const metatable = object.metatable;
      if (
        metatable === undefined || (handler = metaOf(metatable).newindex) === undefined ||
        object.getString(key) !== undefined
      ) {
        object.setString(rt.heap, key, value);
        return;
      }
    } else {
      handler = rt.metafield(object, "__newindex");
      if (handler === undefined) raiseBare(rt, `attempt to index a ${typeName(object)} value`);
    }
    if (isFunction(handler)) {
      yield [handler, object, key, value];
      return;
    }
    object = handler;
  }
  raiseBare(rt, "loop in settable");
}
