/**
 * Where a string key sits in a dictionary.
 *
 * A `Map` makes V8 look for every new string among all it knows first, which takes several times as long as going
 * through its chars does, unless there are many. Nor can it be trusted with all strings: V8 takes the hash of a
 * decimal number in a string from its value, and that of a string of more than 16,383 chars from its length, both
 * without a seed: 32,000 crafted keys took 5 s, 2,000 long ones 13 s. Here every char counts, and so does the seed.
 *
 * @module
 */

import { HASH_SEED } from "./integer_index.ts";

/** Strings longer than this are hashed by V8 by their length alone; half of that, to be safe. */
const MAX_HASHED = 8191;

/** Longer strings take V8, which does it once for each string, less time to hash. */
const MAX_SHORT = 40;

/** Whether a string is to be kept in a `Map`. */
export function isForMap(key: string): boolean {
  const n = key.length;
  return n > MAX_SHORT && n <= MAX_HASHED;
}

function hashOf(key: string): number {
  const n = key.length;
  let h = HASH_SEED ^ n;
  let i = 0;
  for (; i + 1 < n; i += 2) {
    h = Math.imul(h ^ key.charCodeAt(i) ^ key.charCodeAt(i + 1) << 16, 0x7feb352d);
    h ^= h >>> 15;
  }
  if (i < n) {
    h = Math.imul(h ^ key.charCodeAt(i), 0x7feb352d);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ HASH_SEED, 0x846ca68b);
  return h ^ (h >>> 16);
}

/** The short string that was looked for last, and its hash: it is often added next. */
let sought = "";
let soughtHash = hashOf(sought);

/** So many strings are looked through one by one. */
const FEW_TEXTS = 6;

/** Maps strings to positions in a key list. */
export class TextIndex {
  /** positions of few strings; null if there is a table */
  private few: number[] | null = [];
  /** hashes, each followed by a position + 1: 0 = free; at most half of it is used */
  private table = new Int32Array(0);
  private mask = 0;
  private count = 0;

  /** Position of `key` in `keys`, or -1. */
  find(keys: readonly unknown[], key: string): number {
    const { few, table, mask } = this;
    if (few !== null) {
      for (let i = 0; i < few.length; i++) if (keys[few[i]!] === key) return few[i]!;
      return -1;
    }
    const full = hashOf(key);
    for (let h = full & mask;; h = (h + 1) & mask) {
      const position = table[2 * h + 1]!;
      if (position === 0) break;
      if (table[2 * h] === full && keys[position - 1] === key) return position - 1;
    }
    if (key.length <= MAX_SHORT) {
      sought = key;
      soughtHash = full;
    }
    return -1;
  }

  /** Records that `keys[position]` is `key`, which must be absent. */
  add(keys: readonly unknown[], key: string, position: number): void {
    const { few } = this;
    if (few !== null) {
      if (few.length < FEW_TEXTS) {
        few.push(position);
        return;
      }
      this.few = null;
      this.makeTable(4 * FEW_TEXTS);
      for (const at of few) {
        // another key may have taken the place of the one that was recorded
        const other = keys[at];
        if (typeof other === "string") this.put(hashOf(other), at + 1);
      }
    } else if (2 * this.count > this.mask) this.remake(2 * this.count, null);
    this.put(key === sought ? soughtHash : hashOf(key), position + 1);
  }

  /** The keys have been moved: `places` holds their new positions + 1 by the old ones, 0 for those that are gone. */
  move(places: Int32Array): void {
    const { few } = this;
    if (few === null) return this.remake(this.count, places);
    let kept = 0;
    for (let i = 0; i < few.length; i++) if (places[few[i]!] !== 0) few[kept++] = places[few[i]!]! - 1;
    while (few.length > kept) few.pop();
  }

  private put(full: number, entry: number): void {
    const { table, mask } = this;
    let h = full & mask;
    while (table[2 * h + 1] !== 0) h = (h + 1) & mask;
    table[2 * h] = full;
    table[2 * h + 1] = entry;
    this.count++;
  }

  private makeTable(expected: number): void {
    let size = 16;
    while (size < 2 * expected) size *= 2;
    this.table = new Int32Array(2 * size);
    this.mask = size - 1;
    this.count = 0;
  }

  private remake(expected: number, places: Int32Array | null): void {
    const { table } = this;
    this.makeTable(expected);
    for (let i = 0; i < table.length; i += 2) {
      let entry = table[i + 1]!;
      if (entry !== 0 && places !== null) entry = places[entry - 1]!;
      if (entry !== 0) this.put(table[i]!, entry);
    }
  }
}
