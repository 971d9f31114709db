/**
 * Where a key that is an object or a boolean sits in a dictionary: open addressing by a number each object is given
 * when it first becomes a key.
 *
 * A `Map` would do, but the tables it outgrows refer to its keys until V8 looks at old objects again, and keep them
 * alive with all they refer to: a weak table that is used much makes the process several times as large. An index
 * has positions only.
 *
 * @module
 */

import { clear, HASH_SEED, zeros } from "./integer_index.ts";
import type { Value } from "./value.ts";

/** What objects that can be keys have: a number of their own, 0 for none yet. */
interface Keyed {
  id: number;
}

/** Numbers of the two booleans; those of objects are larger. */
const FALSE_ID = 1;
const TRUE_ID = 2;

let lastId = TRUE_ID;

/** A number for an object. May come again after a billion. */
export function nextId(): number {
  lastId = lastId === 0x3fffffff ? TRUE_ID + 1 : lastId + 1;
  return lastId;
}

function hash(key: Value): number {
  let id: number;
  if (typeof key === "boolean") id = key ? TRUE_ID : FALSE_ID;
  else {
    const object = key as unknown as Keyed;
    id = object.id;
    if (id === 0) object.id = id = nextId();
  }
  const h = Math.imul(id ^ HASH_SEED, 0x7feb352d);
  return h ^ (h >>> 15);
}

/** Maps objects and booleans to positions in a key list. */
export class ObjectIndex {
  /** position + 1, 0 = free; at most half of it is used */
  private table: number[] | Int32Array;
  private mask: number;
  private count = 0;

  /** An index with room for `expected` keys. */
  constructor(expected = 4) {
    let size = 8;
    while (size < 2 * expected) size *= 2;
    this.table = zeros(size);
    this.mask = size - 1;
  }

  /** How many keys were recorded. */
  get size(): number {
    return this.count;
  }

  /** Position of `key` in `keys`, or -1. */
  find(keys: readonly Value[], key: Value): number {
    const { table, mask } = this;
    for (let h = hash(key) & mask;; h = (h + 1) & mask) {
      const position = table[h]!;
      if (position === 0) return -1;
      if (keys[position - 1] === key) return position - 1;
    }
  }

  /** Forgets all keys. */
  clear(): void {
    clear(this.table);
    this.count = 0;
  }

  /** Records that `keys[position]` is `key`, which must be absent. `gone`: what stands for keys that were dropped. */
  add(keys: readonly Value[], key: Value, position: number, gone: Value): void {
    if (++this.count * 2 > this.mask + 1) this.grow(keys, gone);
    this.put(key, position);
  }

  private put(key: Value, position: number): void {
    const { table, mask } = this;
    let h = hash(key) & mask;
    while (table[h] !== 0) h = (h + 1) & mask;
    table[h] = position + 1;
  }

  private grow(keys: readonly Value[], gone: Value): void {
    const old = this.table;
    this.mask = old.length * 2 - 1;
    this.table = zeros(old.length * 2);
    this.count = 1;
    for (let i = 0; i < old.length; i++) {
      const position = old[i]!;
      if (position === 0) continue;
      const key = keys[position - 1];
      // another key may have taken the place of the one that was recorded
      if (key === gone || typeof key !== "object" && typeof key !== "boolean") continue;
      if (this.find(keys, key) >= 0) continue;
      this.put(key, position - 1);
      this.count++;
    }
  }
}
