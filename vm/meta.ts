/**
 * Metamethod lookup (Lua 5.1 §2.8).
 *
 * A table that serves as a metatable keeps its metamethods in a {@linkcode MetaCache}; any raw write of
 * a string key to that table drops the cache. Inline caches never store keys that begin with `__`.
 *
 * @module
 */

import type { LuaTable } from "./table.ts";
import type { Value } from "./value.ts";

/** Metamethod names in the order of {@linkcode MetaCache.events}. */
export const EVENTS = Object.freeze(
  [
    "__add",
    "__sub",
    "__mul",
    "__div",
    "__mod",
    "__pow",
    "__unm",
    "__concat",
    "__len",
    "__eq",
    "__lt",
    "__le",
    "__call",
    "__index",
    "__newindex",
  ] as const,
);

/** Positions in {@linkcode EVENTS}. The first six follow the order of the arithmetic opcodes. */
export const enum Event {
  Add = 0,
  Sub = 1,
  Mul = 2,
  Div = 3,
  Mod = 4,
  Pow = 5,
  Unm = 6,
  Concat = 7,
  Len = 8,
  Eq = 9,
  Lt = 10,
  Le = 11,
  Call = 12,
  Index = 13,
  NewIndex = 14,
}

/** The metamethods found in one metatable. */
export class MetaCache {
  declare readonly index: Value;
  declare readonly newindex: Value;
  declare readonly events: readonly Value[];
  /** `__metatable` */
  declare readonly protection: Value;
  /** whether `__mode` may make tables weak */
  declare readonly hasMode: boolean;
  constructor(events: readonly Value[], protection: Value, hasMode: boolean) {
    this.events = events;
    this.protection = protection;
    this.hasMode = hasMode;
    this.index = events[Event.Index];
    this.newindex = events[Event.NewIndex];
  }
}

/** The metamethods of metatable `metatable`. */
export function metaOf(metatable: LuaTable): MetaCache {
  return metatable.meta ?? lookup(metatable);
}

function lookup(metatable: LuaTable): MetaCache {
  const events: Value[] = [];
  for (let e = 0; e < EVENTS.length; e++) events.push(metatable.getString(EVENTS[e]!));
  return metatable.meta = new MetaCache(events, metatable.getString("__metatable"), modeOf(metatable));
}

function modeOf(metatable: LuaTable): boolean {
  return typeof metatable.getString("__mode") === "string";
}

/** The `__metatable` of a metatable. Makes no {@linkcode MetaCache}. */
export function protectionOf(metatable: LuaTable): Value {
  const { meta } = metatable;
  return meta === null ? metatable.getString("__metatable") : meta.protection;
}

/** Whether a metatable has a `__mode`. Makes no {@linkcode MetaCache}. */
export function hasMode(metatable: LuaTable): boolean {
  const { meta } = metatable;
  return meta === null ? modeOf(metatable) : meta.hasMode;
}
