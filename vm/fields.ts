/**
 * Constant keys past the first cases of an inline cache: what else it knows, and how it learns. For both tiers.
 *
 * @module
 */

import { type InlineCache, type LoadCase, NO_KEY, NO_KEY_BUT_HANDLER, type StoreCase } from "./code.ts";
import { CALL, EXIT } from "./compiled/signals.ts";
import type { Heap } from "./heap.ts";
import { metaOf } from "./meta.ts";
import type { Shape } from "./shape.ts";
import { LuaTable } from "./table.ts";
import { Closure, type Value } from "./value.ts";

/** Links of `__index` and `__newindex` that are followed at no charge, cached or not. */
export const FREE_LINKS = 4;

/** The value, or nil, that a case of the cache finds; `CALL` if a function is to be called, `EXIT` if none applies. */
export function knownCase(cache: InlineCache, object: LuaTable): Value {
  const { shape } = object;
  if (shape === cache.shape && object.metatable === undefined) return object.slots[cache.index];
  if (shape === cache.missing) {
    const holder = object.metatable === undefined ? undefined : metaOf(object.metatable).index;
    if (holder instanceof LuaTable && holder.shape === cache.holder) {
      const value = holder.slots[cache.holderIndex];
      if (value !== undefined) return value;
    }
  }
  const { singleLoad } = cache;
  if (singleLoad !== null && singleLoad.shape === shape) return loadBy(singleLoad, object);
  if (cache.isCrowded) {
    const known = shape.root.recall(shape, cache.serial) as LoadCase | undefined;
    return known === undefined ? EXIT : loadBy(known, object);
  }
  const cases = cache.loads;
  if (cases === null) return EXIT;
  for (let c = 0; c < cases.length; c++) {
    if (cases[c]!.shape !== shape) continue;
    const value = loadBy(cases[c]!, object);
    if (value !== EXIT) return value;
  }
  return EXIT;
}

/** What {@linkcode knownCase} gives for a case. The object's shape is that of the case. */
function loadBy({ path, index }: LoadCase, object: LuaTable): Value {
  let holder = object;
  for (let i = 0; i < path.length; i++) {
    const metatable = holder.metatable;
    if (metatable === undefined) return EXIT;
    const handler = metaOf(metatable).index;
    if (!(handler instanceof LuaTable) || handler.shape !== path[i]) return EXIT;
    holder = handler;
  }
  if (index === NO_KEY_BUT_HANDLER) {
    const { metatable } = holder;
    return metatable !== undefined && metaOf(metatable).index instanceof Closure ? CALL : EXIT;
  }
  const value = index < 0 ? undefined : holder.slots[index];
  return value !== undefined || holder.metatable === undefined ? value : EXIT;
}

/**
 * Looks a constant key up through `__index` tables and remembers the way; `EXIT` where a function is called, or
 * links are charged for.
 */
export function findField(object: LuaTable, cache: InlineCache): Value {
  const key = cache.key;
  const path: Shape[] = [];
  let cacheable = true;
  let holder = object;
  for (let depth = 0; depth <= FREE_LINKS; depth++) {
    const at = holder.findString(key);
    const value = at < 0 ? undefined : holder.slots[at];
    if (at < 0 && !holder.mayLack) cacheable = false;
    const metatable = holder.metatable;
    if (value !== undefined || metatable === undefined) {
      if (cacheable) cache.learnLoad(object.shape, path, at < 0 ? NO_KEY : at);
      return value;
    }
    if (at >= 0) cacheable = false;
    const handler = metaOf(metatable).index;
    if (handler === undefined) return undefined;
    if (!(handler instanceof LuaTable)) {
      if (cacheable && handler instanceof Closure) cache.learnLoad(object.shape, path, NO_KEY_BUT_HANDLER);
      return EXIT;
    }
    path.push(handler.shape);
    holder = handler;
  }
  return EXIT;
}

/** Stores by a case of the cache. False if none applies. */
export function storeKnown(heap: Heap, cache: InlineCache, object: LuaTable, value: Value): boolean {
  // what a removed key leaves behind may be the table's business
  if (value === undefined && object.mindsLosses) return false;
  const { shape } = object;
  if (shape === cache.shape) return storeAt(heap, object, cache.index, null, value);
  if (shape === cache.from) return storeAt(heap, object, shape.count, cache.to, value);
  if (shape === cache.missing) {
    const holder = object.metatable === undefined ? undefined : metaOf(object.metatable).newindex;
    if (holder instanceof LuaTable && holder.shape === cache.holder) {
      return storeAt(heap, holder, cache.holderIndex, null, value);
    }
  }
  const { singleStore } = cache;
  if (singleStore !== null && singleStore.shape === shape) return storeBy(heap, singleStore, object, value);
  if (cache.isCrowded) {
    const known = shape.root.recall(shape, cache.serial) as StoreCase | undefined;
    return known !== undefined && storeBy(heap, known, object, value);
  }
  const cases = cache.stores;
  if (cases !== null) {
    for (let c = 0; c < cases.length; c++) {
      const known = cases[c]!;
      if (known.shape === shape && storeBy(heap, known, object, value)) return true;
    }
  }
  return false;
}

/** What {@linkcode storeKnown} does for a case. The object's shape is that of the case. */
function storeBy(heap: Heap, { path, index, to }: StoreCase, object: LuaTable, value: Value): boolean {
  if (index < 0) return false;
  let holder = object;
  for (let i = 0; i < path.length; i++) {
    const metatable = holder.metatable;
    if (metatable === undefined) return false;
    const handler = metaOf(metatable).newindex;
    if (!(handler instanceof LuaTable) || handler.shape !== path[i]) return false;
    holder = handler;
  }
  return storeAt(heap, holder, index, to, value);
}

function storeAt(heap: Heap, object: LuaTable, index: number, to: Shape | null, value: Value): boolean {
  const { metatable } = object;
  let slots: Value[] | undefined = object.slots;
  if (to === null) {
    if (metatable !== undefined && slots[index] === undefined) return false;
    slots[index] = value;
    return true;
  }
  if (metatable !== undefined && metaOf(metatable).newindex !== undefined) return false;
  if (index >= slots.length && (slots = object.growSlots(heap)) === undefined) return false;
  slots[index] = value;
  object.shape = to;
  return true;
}

/** Remembers that a store of an absent key calls a function, or goes to another table that has the key. */
export function learnHandled(cache: InlineCache, object: LuaTable): void {
  const { shape, metatable } = object;
  if (cache.isEvent || metatable === undefined || !shape.isShared || shape.find(cache.key) >= 0) return;
  let handler = metaOf(metatable).newindex;
  if (handler instanceof Closure) return cache.learnStore(shape, NO_KEY_BUT_HANDLER, null);
  const path: Shape[] = [];
  while (handler instanceof LuaTable && !handler.shape.sealed && path.length < FREE_LINKS) {
    path.push(handler.shape);
    const at = handler.findString(cache.key);
    if (at >= 0) return cache.learnStore(shape, at, null, path);
    handler = handler.metatable === undefined ? undefined : metaOf(handler.metatable).newindex;
  }
}
