/**
 * Where a number key that is no integer of 32 bits sits in a dictionary: open addressing with the seeded hash of
 * `vm/integer_index.ts`.
 *
 * @module
 */

import { clear, hashBits, zeros } from "./integer_index.ts";

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

function hash(key: number): number {
  bits[0] = key;
  return hashBits(hashBits(words[0]!) ^ words[1]!);
}

/** Maps numbers that are neither NaN nor integers of 32 bits to positions in a key list. */
export class NumberIndex {
  /** position + 1, 0 = free; at most half of it is used */
  declare private table: number[] | Int32Array;
  declare private mask: number;
  private count = 0;

  /** An index with room for `expected` numbers. */
  constructor(expected = 4) {
    let size = 8;
    while (size < 2 * expected) size *= 2;
    this.table = zeros(size);
    this.mask = size - 1;
  }

  /** How many numbers it has. */
  get size(): number {
    return this.count;
  }

  /** Position of `key` in `keys`, or -1. */
  find(keys: readonly unknown[], key: number): number {
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

  /** Records that `keys[position]` is `key`, which must be absent. */
  add(keys: readonly unknown[], key: number, position: number): void {
    if (++this.count * 2 > this.mask + 1) this.grow(keys);
    this.put(key, position);
  }

  private put(key: number, position: number): void {
    const { table, mask } = this;
    let h = hash(key) & mask;
    while (table[h] !== 0) h = (h + 1) & mask;
    table[h] = position + 1;
  }

  private grow(keys: readonly unknown[]): void {
    const old = this.table;
    this.mask = old.length * 2 - 1;
    this.table = zeros(old.length * 2);
    for (let i = 0; i < old.length; i++) {
      const position = old[i]!;
      if (position !== 0) this.put(keys[position - 1] as number, position - 1);
    }
  }
}
