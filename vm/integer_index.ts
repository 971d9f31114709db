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

/** Stands for the position of a key that was removed. */
const REMOVED = -1;

/** So many keys are looked through one by one: typed arrays take long to make. */
export const FEW_KEYS = 8;

/** Drawn once a process, odd: which of the keys a script chooses would have the same place depends on it. */
const MULTIPLIER = crypto.getRandomValues(new Uint32Array(1))[0]! | 1;

/**
 * Where `key` is looked for first in a table of 2^(32 - `shift`) places, 8 at least: the hash of all of its bits but
 * three, and these. Eight neighbours share a line of the cache, so that
 * tables that are gone through in order of their keys are read in order, too.
 */
export function home(key: number, shift: number): number {
  return Math.imul(key >> 3 ^ HASH_SEED, MULTIPLIER) >>> shift ^ key & 7;
}

/**
 * The place after `h`: the same one of the next line, and behind the last line the next one of the first. Neighbours
 * that all have keys would be in each other's way if it were the next one of the same line.
 */
export function following(h: number, mask: number): number {
  const next = h + 8;
  return next <= mask ? next : next + 1 & 7;
}

const NO_TABLE = new Int32Array(0);

/**
 * Maps integers of 32 bits (-0 is the same key as 0) to positions in a key list. It is one of three things:
 *
 * - a run: the keys, and their positions, follow each other, as those of queues and of lists from 0 do;
 * - few keys, in a list;
 * - a table.
 */
export class IntegerIndex {
  /** the run: its first key, how many there are (0 if it is no run), and the position of the first */
  private first = 0;
  private length = 0;
  private base = 0;
  /** few keys, each followed by its position, and how many there are; null if it is something else */
  private few: number[] | null = null;
  private fewKeys = 0;
  /** keys, each followed by its position + 1: 0 = free; at most five eighths of it are used */
  private table = NO_TABLE;
  /** places less one; 0 if there is no table */
  private mask = 0;
  /** 32 less the bits of a place */
  private shift = 0;
  /** places taken, and those of keys that were removed among them */
  private count = 0;
  private removed = 0;
  /** integers that a table is to have room for */
  declare private readonly expected: number;

  /** An index that will have about `expected` integers. */
  constructor(expected = 0) {
    this.expected = expected;
  }

  /** How many integers it has. */
  get size(): number {
    if (this.mask !== 0) return this.count - this.removed;
    return this.few === null ? this.length : this.fewKeys;
  }

  /** Position of `key`, or -1. */
  find(key: number): number {
    const at = key - this.first;
    if (at >= 0 && at < this.length) return this.base + at;
    const { table, mask, shift } = this;
    if (mask === 0) return this.findAmongFew(key);
    for (let h = home(key, shift);; h = following(h, mask)) {
      const position = table[2 * h + 1]!;
      if (position === 0) return -1;
      if (table[2 * h] === key && position !== REMOVED) return position - 1;
    }
  }

  private findAmongFew(key: number): number {
    const { few, fewKeys } = this;
    if (few === null) return -1;
    for (let i = 0; i < fewKeys; i++) if (few[2 * i] === key) return few[2 * i + 1]!;
    return -1;
  }

  /** Records that `key`, which must be absent, is at `position`. */
  add(key: number, position: number): void {
    // not -0, which would make a list of doubles
    key = key | 0;
    if (this.mask === 0 && this.addWithoutTable(key, position)) return;
    if (8 * this.count > 5 * this.mask) this.grow();
    this.put(key, position + 1);
  }

  private addWithoutTable(key: number, position: number): boolean {
    const { first, length, base } = this;
    if (this.few === null) {
      if (length === 0) {
        this.first = key;
        this.base = position;
        this.length = 1;
        return true;
      }
      if (key === first + length && position === base + length) {
        this.length++;
        return true;
      }
      this.endRun();
    }
    const { few, fewKeys } = this;
    if (few === null) return false;
    if (fewKeys < FEW_KEYS) {
      this.addToFew(few, key, position);
      return true;
    }
    this.few = null;
    this.makeTable(4 * FEW_KEYS);
    for (let i = 0; i < fewKeys; i++) this.put(few[2 * i]!, few[2 * i + 1]! + 1);
    return false;
  }

  private addToFew(few: number[], key: number, position: number): void {
    const at = 2 * this.fewKeys++;
    if (at === few.length) few.push(key, position);
    else {
      few[at] = key;
      few[at + 1] = position;
    }
  }

  /** The keys do not follow each other any more. */
  private endRun(): void {
    const { first, length, base, expected } = this;
    this.length = 0;
    if (length <= FEW_KEYS && expected <= FEW_KEYS) {
      // lists that grow one by one take more room
      const few = this.few = [0, 0, 0, 0, 0, 0, 0, 0];
      this.fewKeys = 0;
      for (let i = 0; i < length; i++) this.addToFew(few, first + i, base + i);
      return;
    }
    let size = 4 * FEW_KEYS;
    while (5 * size <= 8 * length || size < 2 * expected) size *= 2;
    this.makeTable(size);
    for (let i = 0; i < length; i++) this.put(first + i, base + i + 1);
  }

  /** Forgets a key that is there. */
  remove(key: number): void {
    if (this.length > 0) {
      if (key === this.first + this.length - 1) {
        this.length--;
        return;
      }
      this.endRun();
    }
    const { few, table, mask, shift } = this;
    if (few !== null) {
      let at = 0;
      while (few[at] !== key) at += 2;
      const last = 2 * --this.fewKeys;
      few[at] = few[last]!;
      few[at + 1] = few[last + 1]!;
      return;
    }
    let h = home(key, shift);
    while (table[2 * h] !== key || table[2 * h + 1] === REMOVED) h = following(h, mask);
    table[2 * h + 1] = REMOVED;
    this.removed++;
  }

  /** Forgets all keys. A table stays one. */
  clear(): void {
    this.few = null;
    this.table.fill(0);
    this.length = this.count = this.removed = 0;
  }

  private put(key: number, entry: number): void {
    const { table, mask, shift } = this;
    let h = home(key, shift);
    let there = table[2 * h + 1]!;
    while (there > 0) {
      h = following(h, mask);
      there = table[2 * h + 1]!;
    }
    if (there === REMOVED) this.removed--;
    else this.count++;
    table[2 * h] = key;
    table[2 * h + 1] = entry;
  }

  private makeTable(size: number): void {
    this.table = new Int32Array(2 * size);
    this.mask = size - 1;
    this.shift = Math.clz32(size - 1);
    this.count = this.removed = 0;
  }

  /** Makes room: what removed keys took is enough if it is a quarter of all. */
  private grow(): void {
    const old = this.table;
    const size = this.mask + 1;
    this.makeTable(4 * this.removed > this.count ? size : 2 * size);
    for (let i = 0; i < old.length; i += 2) {
      const entry = old[i + 1]!;
      if (entry > 0) this.put(old[i]!, entry);
    }
  }
}
