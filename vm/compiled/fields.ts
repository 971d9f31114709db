/**
 * Inline caches past their first case, as in `vm/access.ts`, but without frames.
 *
 * @module
 */

import type { InlineCache } from "../code.ts";
import { metaOf } from "../meta.ts";
import type { Shape } from "../shape.ts";
import { LuaTable } from "../table.ts";
import type { Value } from "../value.ts";
import { EXIT } from "./signals.ts";

/** Links of `__index` followed at no charge. */
export const FREE_LINKS = 4;

/** The value a further case of the cache finds; undefined if none applies. */
export function knownCase(cache: InlineCache, object: LuaTable): Value {
  const cases = cache.loads!;
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

/** Looks a constant key up through `__index` tables and remembers the way; `EXIT` where a function is called. */
export function findField(object: LuaTable, cache: InlineCache): Value {
  const key = cache.key;
  const path: Shape[] = [];
  let cacheable = true;
  let holder = object;
  for (let depth = 0; depth <= FREE_LINKS; depth++) {
    const at = holder.findString(key);
    if (at >= 0) {
      const value = holder.slots[at];
      if (value !== undefined) {
        if (cacheable) cache.learnLoad(object.shape, path, at);
        return value;
      }
    }
    if (at >= 0 || holder.isDictionary) cacheable = false;
    const metatable = holder.metatable;
    const handler = metatable === undefined ? undefined : metaOf(metatable).index;
    if (handler === undefined) return undefined;
    if (!(handler instanceof LuaTable)) return EXIT;
    path.push(handler.shape);
    holder = handler;
  }
  return EXIT;
}

/** Stores by a further case of the cache. False if none applies. */
export function storeKnown(cache: InlineCache, object: LuaTable, value: Value): boolean {
  if (value === undefined) return false;
  const cases = cache.stores!;
  const shape = object.shape;
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
