/**
 * What it costs the host to build a `Map` or an object with keys a script has chosen.
 *
 * V8 hashes numbers, strings that spell array indexes, and very long strings without a seed, so a script can
 * return a table whose copy takes time quadratic in its size (32,000 keys: seconds). Here the hash is computed
 * as V8 does, coarsely, and keys that pile up are charged for. On other engines the charge may miss what
 * collides there, and charges crafted keys only.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";

/** Buckets keys are counted in; a power of two. */
const BUCKETS = 4096;

/** Keys of one bucket that are not remarkable, beside an even share. */
const SLACK = 16;

/** Steps for going past one other short key. */
const SHORT = 1 / 8;

/** V8 hashes longer strings by their length. */
const MAX_HASHED = 16_383;

const bits = new Float64Array(1);
const words = new BigUint64Array(bits.buffer);
const MASK_64 = (1n << 64n) - 1n;

/** `ComputeUnseededHash` of an int32. */
function hashOfInteger(key: number): number {
  let hash = key | 0;
  hash = ~hash + (hash << 15) | 0;
  hash ^= hash >>> 12;
  hash = hash + (hash << 2) | 0;
  hash ^= hash >>> 4;
  hash = Math.imul(hash, 2057);
  return hash ^ (hash >>> 16);
}

/** `ComputeLongHash` of a double. */
function hashOfDouble(key: number): number {
  bits[0] = key;
  let hash = words[0]!;
  hash = (~hash & MASK_64) + (hash << 18n) & MASK_64;
  hash ^= hash >> 31n;
  hash = hash * 21n & MASK_64;
  hash ^= hash >> 11n;
  hash = hash + (hash << 6n) & MASK_64;
  hash ^= hash >> 22n;
  return Number(hash & 0xffffn);
}

/** The keys of one copy so far. */
export class Collisions {
  private readonly rt: Runtime;
  private counts: Uint32Array | null = null;
  private total = 0;

  constructor(rt: Runtime) {
    this.rt = rt;
  }

  /**
   * Charges for a key that is about to be added to a `Map` or an object.
   *
   * @throws {LimitTrap} `steps`
   */
  add(key: unknown): void {
    if (typeof key === "number") {
      if ((key | 0) === key) this.count(hashOfInteger(key), SHORT);
      else {
        this.rt.charge(8);
        this.count(hashOfDouble(key), SHORT);
      }
    } else if (typeof key === "string") {
      const n = key.length;
      if (n > MAX_HASHED) this.count(n, n >>> 6);
      else if (n <= 10 && /^[0-9]+$/.test(key)) this.count(Number(key) & 0xffffff, SHORT);
    }
  }

  /** `cost`: steps for going past one other key. */
  private count(hash: number, cost: number): void {
    const counts = this.counts ??= new Uint32Array(BUCKETS);
    const bucket = hash & (BUCKETS - 1);
    const others = counts[bucket]!;
    counts[bucket] = others + 1;
    this.total++;
    const crowd = others - SLACK - 4 * Math.floor(this.total / BUCKETS);
    if (crowd > 0) this.rt.charge(Math.ceil(crowd * cost));
  }
}
