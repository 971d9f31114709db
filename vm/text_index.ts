/**
 * Where a string key sits in a dictionary, for the strings V8's own `Map` must not be trusted with.
 *
 * V8 takes the hash of a decimal number in a string from its value, and that of a string of more than 16,383
 * chars from its length, both without a seed: 32,000 crafted keys took 5 s, 2,000 long ones 13 s. Here every
 * char counts, and so does the seed.
 *
 * @module
 */

import { HASH_SEED } from "./integer_index.ts";

/** Strings longer than this are hashed by V8 by their length alone; half of that, to be safe. */
const MAX_HASHED = 8191;

/** Digits of the largest number whose string V8 takes for an array index. */
const MAX_INDEX_DIGITS = 10;

/** Whether a script could choose strings like this one so that they all collide in a `Map`. */
export function isUnsafeKey(key: string): boolean {
  const n = key.length;
  if (n > MAX_INDEX_DIGITS) return n > MAX_HASHED;
  const first = key.charCodeAt(0);
  return first <= 57 && first >= 48;
}

function hash(key: string): number {
  const n = key.length;
  let h = HASH_SEED ^ n;
  for (let i = 0; i < n; i++) {
    h = Math.imul(h ^ key.charCodeAt(i), 0x7feb352d);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ HASH_SEED, 0x846ca68b);
  return h ^ (h >>> 16);
}

/** Maps strings to positions in a key list. */
export class TextIndex {
  /** position + 1, 0 = free */
  private table = new Int32Array(8);
  /** the hash of what stands at the same place in `table` */
  private hashes = new Int32Array(8);
  private mask = 7;
  private count = 0;

  /** Position of `key` in `keys`, or -1. */
  find(keys: readonly unknown[], key: string): number {
    const { table, hashes, mask } = this;
    const full = hash(key);
    for (let h = full & mask;; h = (h + 1) & mask) {
      const position = table[h]!;
      if (position === 0) return -1;
      if (hashes[h] === full && keys[position - 1] === key) return position - 1;
    }
  }

  /** Records that `key`, which must be absent, is at `position`. */
  add(key: string, position: number): void {
    if (++this.count * 2 > this.mask) this.grow();
    this.put(hash(key), position + 1);
  }

  private put(full: number, entry: number): void {
    const { table, mask } = this;
    let h = full & mask;
    while (table[h] !== 0) h = (h + 1) & mask;
    table[h] = entry;
    this.hashes[h] = full;
  }

  private grow(): void {
    const { table, hashes } = this;
    const size = table.length * 2;
    this.mask = size - 1;
    this.table = new Int32Array(size);
    this.hashes = new Int32Array(size);
    for (let i = 0; i < table.length; i++) if (table[i] !== 0) this.put(hashes[i]!, table[i]!);
  }
}
