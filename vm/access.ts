/**
 * Indexing: the paths of `t[k]` and `t[k] = v` that inline caches and array reads do not cover.
 *
 * Each function returns whether the loop must reload (a metamethod was called as a frame).
 *
 * @module
 */

import { callAt, ensureStack } from "./call.ts";
import { type InlineCache, NO_KEY_BUT_HANDLER } from "./code.ts";
import { type Coroutine, Finish } from "./coroutine.ts";
import { CALL, EXIT } from "./compiled/signals.ts";
import { findField, FREE_LINKS, knownCase, learnHandled, storeKnown } from "./fields.ts";
import { metaOf } from "./meta.ts";
import type { Runtime } from "./runtime.ts";
import { LuaTable } from "./table.ts";
import { typeError } from "./type_errors.ts";
import { Builtin, Closure, type Value } from "./value.ts";

/** MAXTAGLOOP: how many `__index` or `__newindex` links are followed. */
const MAX_CHAIN = 100;

/** Keys up to this length are hashed at no charge. */
const LONG_KEY = 255;

/** Charges for the hash of a long string key. */
export function chargeKey(rt: Runtime, key: Value): void {
  if (typeof key === "string" && key.length > LONG_KEY) rt.charge(key.length >>> 4);
}

/** First free stack index above the registers of the active frame. */
export function scratch(co: Coroutine): number {
  const frame = co.frames[co.depth]!;
  return frame.closure === null ? frame.base : frame.base + frame.closure.code.maxStack;
}

/** `stack[dest] := object[key]`, any types. `slot` is where the object came from, for messages. */
export function index(
  rt: Runtime,
  co: Coroutine,
  object: Value,
  key: Value,
  dest: number,
  slot: number,
): boolean {
  chargeKey(rt, key);
  return follow(rt, co, object, key, dest, slot, 0);
}

/** `index` for a table with a metatable that has no such key, which is known and charged for. */
export function indexMissing(
  rt: Runtime,
  co: Coroutine,
  object: LuaTable,
  key: Value,
  dest: number,
): boolean {
  const handler = metaOf(object.metatable!).index;
  if (handler === undefined) {
    co.stack[dest] = undefined;
    return false;
  }
  return handler instanceof Closure || handler instanceof Builtin
    ? callIndex(rt, co, handler, object, key, dest)
    : follow(rt, co, handler, key, dest, -1, 1);
}

/** Calls an `__index` function. */
function callIndex(
  rt: Runtime,
  co: Coroutine,
  handler: Value,
  object: Value,
  key: Value,
  dest: number,
): boolean {
  const func = scratch(co);
  ensureStack(rt, co, func + 4);
  const stack = co.stack;
  stack[func] = handler;
  stack[func + 1] = object;
  stack[func + 2] = key;
  return callAt(rt, co, func, 2, dest, 1, Finish.Meta);
}

/** `index` from link `links` of the chain of `__index` on. */
function follow(
  rt: Runtime,
  co: Coroutine,
  object: Value,
  key: Value,
  dest: number,
  slot: number,
  links: number,
): boolean {
  for (let i = links; i < MAX_CHAIN; i++) {
    if (i > FREE_LINKS) {
      rt.charge(1);
      chargeKey(rt, key);
    }
    let handler: Value;
    if (object instanceof LuaTable) {
      const value = object.get(key);
      if (value !== undefined) {
        co.stack[dest] = value;
        return false;
      }
      const metatable = object.metatable;
      if (metatable === undefined || (handler = metaOf(metatable).index) === undefined) {
        co.stack[dest] = undefined;
        return false;
      }
    } else {
      const metatable = rt.metatableOf(object);
      if (metatable === undefined || (handler = metaOf(metatable).index) === undefined) {
        return typeError(rt, co, "index", object, i === 0 ? slot : -1);
      }
    }
    if (handler instanceof Closure || handler instanceof Builtin) {
      return callIndex(rt, co, handler, object, key, dest);
    }
    object = handler;
  }
  rt.callee = null;
  rt.error("loop in gettable");
}

/** `GETFIELD`, `GETGLOBAL` and `SELF` after a miss of the first cases of the inline cache; fills it. */
export function indexField(
  rt: Runtime,
  co: Coroutine,
  object: Value,
  cache: InlineCache,
  dest: number,
  slot: number,
): boolean {
  // nothing is cached for these: what they cost must not depend on who has come by before
  if (cache.key.length > LONG_KEY) return index(rt, co, object, cache.key, dest, slot);
  if (object instanceof LuaTable) {
    let value = knownCase(cache, object);
    if (value === EXIT) value = findField(object, cache);
    if (value !== EXIT && value !== CALL) {
      co.stack[dest] = value;
      return false;
    }
    // the function is that of the table itself, or of one it inherits from
    if (value === CALL && metaOf(object.metatable!).index instanceof Closure) {
      return indexMissing(rt, co, object, cache.key, dest);
    }
    return index(rt, co, object, cache.key, dest, slot);
  }
  if (typeof object === "string" && rt.stringMeta !== undefined) {
    const handler = metaOf(rt.stringMeta).index;
    if (handler instanceof LuaTable) {
      const held = handler.shape === cache.holder ? cache.holderIndex : handler.findString(cache.key);
      if (held >= 0) {
        const value = handler.slots[held];
        if (value !== undefined) {
          cache.missing = null;
          cache.holder = handler.shape;
          cache.holderIndex = held;
          co.stack[dest] = value;
          return false;
        }
      }
    }
  }
  return index(rt, co, object, cache.key, dest, slot);
}

/** `object[key] := value`, any types. */
export function setIndex(
  rt: Runtime,
  co: Coroutine,
  object: Value,
  key: Value,
  value: Value,
  slot: number,
): boolean {
  chargeKey(rt, key);
  for (let i = 0; i < MAX_CHAIN; i++) {
    if (i > FREE_LINKS) {
      rt.charge(1);
      chargeKey(rt, key);
    }
    let handler: Value;
    if (object instanceof LuaTable) {
      const metatable = object.metatable;
      // keys that cannot be are refused before a metamethod is asked
      if (
        metatable === undefined || key === undefined || key !== key ||
        (handler = metaOf(metatable).newindex) === undefined || object.get(key) !== undefined
      ) {
        rawSet(rt, object, key, value);
        return false;
      }
    } else {
      const metatable = rt.metatableOf(object);
      if (metatable === undefined || (handler = metaOf(metatable).newindex) === undefined) {
        return typeError(rt, co, "index", object, i === 0 ? slot : -1);
      }
    }
    if (handler instanceof Closure || handler instanceof Builtin) {
      return callNewIndex(rt, co, handler, object, key, value);
    }
    object = handler;
  }
  rt.callee = null;
  rt.error("loop in settable");
}

/** Calls a `__newindex` function. */
function callNewIndex(
  rt: Runtime,
  co: Coroutine,
  handler: Value,
  object: Value,
  key: Value,
  value: Value,
): boolean {
  const func = scratch(co);
  ensureStack(rt, co, func + 5);
  const stack = co.stack;
  stack[func] = handler;
  stack[func + 1] = object;
  stack[func + 2] = key;
  stack[func + 3] = value;
  return callAt(rt, co, func, 3, func, 0, Finish.Meta);
}

/** Raw assignment with the reference's errors for keys that cannot be. */
export function rawSet(rt: Runtime, table: LuaTable, key: Value, value: Value): void {
  if (key === undefined) {
    rt.callee = null;
    rt.error("table index is nil");
  }
  if (key !== key) {
    rt.callee = null;
    rt.error("table index is NaN");
  }
  table.set(rt.heap, key, value);
}

/** `SETFIELD` and `SETGLOBAL` after a miss of the first cases of the inline cache; fills it. */
export function setField(
  rt: Runtime,
  co: Coroutine,
  object: Value,
  cache: InlineCache,
  value: Value,
  slot: number,
): boolean {
  const key = cache.key;
  if (key.length > LONG_KEY || !(object instanceof LuaTable)) {
    return setIndex(rt, co, object, key, value, slot);
  }
  const { stores } = cache;
  if (stores !== null && stores[0]!.index === NO_KEY_BUT_HANDLER && stores[0]!.shape === object.shape) {
    const handler = object.metatable === undefined ? undefined : metaOf(object.metatable).newindex;
    if (handler instanceof Closure) return callNewIndex(rt, co, handler, object, key, value);
  }
  if (storeKnown(rt.heap, cache, object, value)) return false;
  const own = object.findString(key);
  if (own >= 0) {
    if (object.shape.sealed) rt.heap.onSealed();
    if (object.slots[own] !== undefined || object.metatable === undefined) {
      if (value === undefined) object.losing(rt.heap);
      if (cache.isEvent) object.meta = null;
      else cache.learnStore(object.shape, own, null);
      object.slots[own] = value;
      return false;
    }
  } else if (object.metatable === undefined || metaOf(object.metatable).newindex === undefined) {
    const before = object.shape;
    object.setString(rt.heap, key, value);
    const after = object.shape;
    if (!cache.isEvent && !object.isDictionary && after.count === before.count + 1) {
      cache.learnStore(before, before.count, after);
    }
    return false;
  } else {
    learnHandled(cache, object);
    const handler = metaOf(object.metatable).newindex;
    if (handler instanceof Closure) return callNewIndex(rt, co, handler, object, key, value);
  }
  return setIndex(rt, co, object, key, value, slot);
}
