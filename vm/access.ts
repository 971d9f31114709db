/**
 * Indexing: the paths of `t[k]` and `t[k] = v` that inline caches and array reads do not cover.
 *
 * Each function returns whether the loop must reload (a metamethod was called as a frame).
 *
 * @module
 */

import { callAt, ensureStack } from "./call.ts";
import type { InlineCache } from "./code.ts";
import { type Coroutine, Finish } from "./coroutine.ts";
import { metaOf } from "./meta.ts";
import type { Runtime } from "./runtime.ts";
import type { Shape } from "./shape.ts";
import { LuaTable } from "./table.ts";
import { typeError } from "./type_errors.ts";
import { Builtin, Closure, type Value } from "./value.ts";

/** MAXTAGLOOP: how many `__index` or `__newindex` links are followed. */
const MAX_CHAIN = 100;

/** Keys up to this length are hashed at no charge. */
const LONG_KEY = 255;

/** Links of `__index` and `__newindex` that are followed at no charge, cached or not. */
const FREE_LINKS = 4;

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
  for (let i = 0; i < MAX_CHAIN; i++) {
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
        typeError(rt, co, "index", object, i === 0 ? slot : -1);
      }
    }
    if (handler instanceof Closure || handler instanceof Builtin) {
      const func = scratch(co);
      ensureStack(rt, co, func + 4);
      const stack = co.stack;
      stack[func] = handler;
      stack[func + 1] = object;
      stack[func + 2] = key;
      return callAt(rt, co, func, 2, dest, 1, Finish.Meta);
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
    const known = knownCase(cache, object);
    if (known !== undefined) {
      co.stack[dest] = known;
      return false;
    }
    return findField(rt, co, object, cache, dest, slot);
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

/** The value a further case of the cache finds; undefined if none applies. */
function knownCase(cache: InlineCache, object: LuaTable): Value {
  const cases = cache.loads;
  if (cases === null) return undefined;
  const shape = object.shape;
  next: for (let c = 0; c < cases.length; c++) {
    const known = cases[c]!;
    if (known.shape !== shape) continue;
    let holder = object;
    const path = known.path;
    for (let i = 0; i < path.length; i++) {
      const metatable = holder.metatable;
      if (metatable === undefined) continue next;
      const handler = metaOf(metatable).index;
      if (!(handler instanceof LuaTable) || handler.shape !== path[i]) continue next;
      holder = handler;
    }
    return holder.slots[known.index];
  }
  return undefined;
}

/** Looks a constant key up through `__index` tables and remembers the way. */
function findField(
  rt: Runtime,
  co: Coroutine,
  object: LuaTable,
  cache: InlineCache,
  dest: number,
  slot: number,
): boolean {
  const key = cache.key;
  const path: Shape[] = [];
  let cacheable = true;
  let holder = object;
  for (let depth = 0; depth < MAX_CHAIN; depth++) {
    if (depth > FREE_LINKS) {
      cacheable = false;
      rt.charge(1);
    }
    const at = holder.findString(key);
    if (at >= 0) {
      const value = holder.slots[at];
      if (value !== undefined) {
        if (cacheable) cache.learnLoad(object.shape, path, at);
        co.stack[dest] = value;
        return false;
      }
    }
    // absence is a fact of a shape only if the shape is shared and the key was never there
    if (at >= 0 || holder.isDictionary) cacheable = false;
    const metatable = holder.metatable;
    const handler = metatable === undefined ? undefined : metaOf(metatable).index;
    if (handler === undefined) {
      co.stack[dest] = undefined;
      return false;
    }
    if (!(handler instanceof LuaTable)) return index(rt, co, holder, key, dest, depth === 0 ? slot : -1);
    path.push(handler.shape);
    holder = handler;
  }
  // links beyond those are charged for
  return index(rt, co, object, key, dest, slot);
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
        typeError(rt, co, "index", object, i === 0 ? slot : -1);
      }
    }
    if (handler instanceof Closure || handler instanceof Builtin) {
      const func = scratch(co);
      ensureStack(rt, co, func + 5);
      const stack = co.stack;
      stack[func] = handler;
      stack[func + 1] = object;
      stack[func + 2] = key;
      stack[func + 3] = value;
      return callAt(rt, co, func, 3, func, 0, Finish.Meta);
    }
    object = handler;
  }
  rt.callee = null;
  rt.error("loop in settable");
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
  if (cache.stores !== null && storeKnown(cache, object, value)) return false;
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
  }
  return setIndex(rt, co, object, key, value, slot);
}

/** Stores by a further case of the cache. False if none applies. */
function storeKnown(cache: InlineCache, object: LuaTable, value: Value): boolean {
  const cases = cache.stores!;
  const shape = object.shape;
  // slow: what a removed key leaves behind is the table's business
  if (value === undefined) return false;
  for (let c = 0; c < cases.length; c++) {
    const known = cases[c]!;
    if (known.shape !== shape) continue;
    const { index, to } = known;
    if (to === null) {
      if (object.slots[index] === undefined) continue;
      object.slots[index] = value;
      return true;
    }
    if (index >= object.slots.length) continue;
    const metatable = object.metatable;
    if (metatable !== undefined && metaOf(metatable).newindex !== undefined) continue;
    object.slots[index] = value;
    object.shape = to;
    return true;
  }
  return false;
}
