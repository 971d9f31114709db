/**
 * Where an integer key sits in a dictionary: open addressing with a seeded hash. Keys lie beside their positions, so
 * that looking for one touches nothing else.
 *
 * V8's own `Map` hashes integers without a seed, so a script could choose keys that all collide
 * (32,000 of them: 1.2 s). The seed is drawn once a process and influences nothing a script can see.
 *
 * @module
 */

/** Drawn once a process; no script can see an effect of it. */
export const HASH_SEED = crypto.getRandomValues(new Uint32Array(1))[0]! | 1;

/** The seeded hash of 32 bits. */
export function hashBits(bits: number): number {
  let h = bits ^ HASH_SEED;
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

/** Makes all of a list zero. */
export function clear(list: number[] | Int32Array): void {
  // for few, a loop is faster than a call
  if (list.length >= LARGE) list.fill(0);
  else for (let i = 0; i < list.length; i++) list[i] = 0;
}

/** Stands for the position of a key that was removed. */
const REMOVED = -1;

/** Maps integers of 32 bits (-0 is the same key as 0) to positions in a key list. */
export class IntegerIndex {
  /** keys, each followed by its position + 1: 0 = free; at most half of it is used */
  private table: number[] | Int32Array;
  private mask: number;
  private count = 0;

  /** An index with room for `expected` integers. */
  constructor(expected = 4) {
    let size = 8;
    while (size < 2 * expected) size *= 2;
    this.table = zeros(2 * size);
    this.mask = size - 1;
  }

  /** How many integers were recorded. */
  get size(): number {
    return this.count;
  }

  /** Position of `key`, or -1. */
  find(key: number): number {
    const { table, mask } = this;
    for (let h = hashBits(key) & mask;; h = (h + 1) & mask) {
      const position = table[2 * h + 1]!;
      if (position === 0) return -1;
      if (table[2 * h] === key && position !== REMOVED) return position - 1;
    }
  }

  /** Records that `key`, which must be absent, is at `position`. */
  add(key: number, position: number): void {
    if (++this.count * 2 > this.mask + 1) this.grow();
    this.put(key, position + 1);
  }

  /** Forgets a key; what it took is free again when all is recorded anew. */
  remove(key: number): void {
    const { table, mask } = this;
    for (let h = hashBits(key) & mask; table[2 * h + 1] !== 0; h = (h + 1) & mask) {
      if (table[2 * h] === key) table[2 * h + 1] = REMOVED;
    }
  }

  /** Forgets all keys. */
  clear(): void {
    clear(this.table);
    this.count = 0;
  }

  private put(key: number, entry: number): void {
    const { table, mask } = this;
    let h = hashBits(key) & mask;
    while (table[2 * h + 1] !== 0) h = (h + 1) & mask;
    // not -0, which would make it a list of doubles
    table[2 * h] = key | 0;
    table[2 * h + 1] = entry;
  }

  private grow(): void {
    const old = this.table;
    this.mask = old.length - 1;
    this.table = zeros(2 * old.length);
    for (let i = 0; i < old.length; i += 2) {
      const entry = old[i + 1]!;
      if (entry > 0) this.put(old[i]!, entry);
    }
  }
}
