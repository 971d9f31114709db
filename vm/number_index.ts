/**
 * Where a number key sits in a dictionary: open addressing with a seeded hash.
 *
 * V8's own `Map` hashes integers without a seed, so a script could choose keys that all collide
 * (32,000 of them: 1.2 s). The seed is drawn once a process and influences nothing a script can see.
 *
 * @module
 */

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** Drawn once a process; no script can see an effect of it. */
export const HASH_SEED = crypto.getRandomValues(new Uint32Array(1))[0]! | 1;

function hash(key: number): number {
  let h: number;
  if ((key | 0) === key) {
    h = key ^ HASH_SEED;
  } else {
    bits[0] = key;
    h = Math.imul(words[0]! ^ HASH_SEED, 0x85ebca6b) ^ words[1]!;
  }
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15) ^ HASH_SEED, 0x846ca68b);
  return h ^ (h >>> 16);
}

/** From this size on typed arrays take less than lists. */
const LARGE = 256;

/** A list of `size` zeros. */
export function zeros(size: number): number[] | Int32Array {
  if (size >= LARGE) return new Int32Array(size);
  const list: number[] = [];
  for (let i = 0; i < size; i++) list.push(0);
  return list;
}

/** Maps numbers (never NaN; -0 is the same key as 0) to positions in a key list. */
export class NumberIndex {
  /** position + 1, 0 = free; at most half of it is used */
  private table: number[] | Int32Array;
  private mask: number;
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
