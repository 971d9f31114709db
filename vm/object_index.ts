/**
 * Where a key that is neither a string nor an integer of 32 bits sits in a dictionary: open addressing by a number
 * each object is given when it first becomes a key, or the bits of a number.
 *
 * A `Map` would do, but the tables it outgrows refer to its keys until V8 looks at old objects again, and keep them
 * alive with all they refer to: a weak table that is used much makes the process several times as large. An index
 * has positions only.
 *
 * @module
 */

import { FEW_KEYS, following, hashBits, home } from "./integer_index.ts";
import type { Value } from "./value.ts";

/** What objects that can be keys have: a number of their own, 0 for none yet. */
interface Keyed {
  id: number;
}

/** Numbers of the two booleans; those of objects are larger. */
const FALSE_ID = 1;
const TRUE_ID = 2;

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

let lastId = TRUE_ID;

/** A number for an object. May come again after a billion. */
export function nextId(): number {
  lastId = lastId === 0x3fffffff ? TRUE_ID + 1 : lastId + 1;
  return lastId;
}

/** The number that stands for a key. */
function numberOf(key: Value): number {
  if (typeof key === "number") {
    bits[0] = key;
    return hashBits(words[0]! ^ hashBits(words[1]!));
  }
  let id: number;
  if (typeof key === "boolean") id = key ? TRUE_ID : FALSE_ID;
  else {
    const object = key as unknown as Keyed;
    id = object.id;
    if (id === 0) object.id = id = nextId();
  }
  return id;
}

/** Maps objects, booleans and numbers to positions in a key list. */
export class ObjectIndex {
  /** positions of few keys; null if there is a table */
  declare private few: number[] | null;
  /** position + 1, 0 = free; at most half of it is used */
  private table = new Int32Array(0);
  private mask = 0;
  /** 32 less the bits of a place */
  private shift = 0;
  private count = 0;

  /** An index with room for `expected` keys. */
  constructor(expected = 0) {
    this.few = expected <= FEW_KEYS ? [] : null;
    if (this.few === null) this.makeTable(expected);
  }

  /** How many keys were recorded. */
  get size(): number {
    return this.few === null ? this.count : this.few.length;
  }

  /** Position of `key` in `keys`, or -1. */
  find(keys: readonly Value[], key: Value): number {
    const { few, table, mask, shift } = this;
    if (few !== null) {
      for (let i = 0; i < few.length; i++) if (keys[few[i]!] === key) return few[i]!;
      return -1;
    }
    for (let h = home(numberOf(key), shift);; h = following(h, mask)) {
      const position = table[h]!;
      if (position === 0) return -1;
      if (keys[position - 1] === key) return position - 1;
    }
  }

  /** Forgets all keys. */
  clear(): void {
    if (this.few !== null) this.few = [];
    this.table.fill(0);
    this.count = 0;
  }

  /** Records that `keys[position]` is `key`, which must be absent. `gone`: what stands for keys that were dropped. */
  add(keys: readonly Value[], key: Value, position: number, gone: Value): void {
    const { few } = this;
    if (few === null) {
      if (2 * this.count > this.mask) this.grow(keys, gone, this.table, 0);
    } else if (few.length < FEW_KEYS) {
      few.push(position);
      return;
    } else {
      this.few = null;
      this.grow(keys, gone, few, 1);
    }
    this.put(key, position);
  }

  private put(key: Value, position: number): void {
    const { table, mask, shift } = this;
    let h = home(numberOf(key), shift);
    while (table[h] !== 0) h = following(h, mask);
    table[h] = position + 1;
    this.count++;
  }

  private makeTable(expected: number): void {
    let size = 4 * FEW_KEYS;
    while (size < 2 * expected) size *= 2;
    this.table = new Int32Array(size);
    this.mask = size - 1;
    this.shift = Math.clz32(this.mask);
    this.count = 0;
  }

  /** Makes a larger table for what is in another one, or in a list, of positions and `more`. */
  private grow(keys: readonly Value[], gone: Value, old: Int32Array | number[], more: number): void {
    this.makeTable(old.length);
    for (let i = 0; i < old.length; i++) {
      const position = old[i]! + more;
      if (position === 0) continue;
      const key = keys[position - 1];
      // another key may have taken the place of the one that was recorded
      if (key === gone || typeof key === "string") continue;
      if (this.find(keys, key) < 0) this.put(key, position - 1);
    }
  }
}
