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

/** Maps numbers (never NaN; -0 is the same key as 0) to positions in a key list. */
export class NumberIndex {
  private table: number[] = [0, 0, 0, 0, 0, 0, 0, 0]; // position + 1, 0 = free
  private mask = 7;
  private count = 0;

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
    if (++this.count * 2 > this.mask) this.grow(keys);
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
    const table: number[] = [];
    for (let i = old.length * 2; i > 0; i--) table.push(0);
    this.table = table;
    for (let i = 0; i < old.length; i++) {
      const position = old[i]!;
      if (position !== 0) this.put(keys[position - 1] as number, position - 1);
    }
  }
}
