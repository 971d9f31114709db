/**
 * The random numbers of scripts: the 48-bit linear congruential generator of `drand48`, which Redis gives scripts
 * so that a seed gives the same numbers everywhere. Not for secrets.
 *
 * @module
 */

const HALF = 0x1000000;
/** 0x5DEECE66D in two halves of 24 bits */
const MULTIPLIER_HIGH = 0x5de;
const MULTIPLIER_LOW = 0xece66d;
/** What {@linkcode Drand48.next} is less than. */
const RANGE = 0x7fffffff;

/** One generator; as made, in the state in which a server starts. */
export class Drand48 {
  private high = 0x1234ab;
  private low = 0xcd330e;

  /** `srand48`: `seed` is a 32-bit integer. */
  seed(seed: number): void {
    const unsigned = seed >>> 0;
    this.high = unsigned >>> 8;
    this.low = ((unsigned & 255) << 16) | 0x330e;
  }

  /** The next number, from 0 up to, not including, 1. */
  next(): number {
    const low = this.low * MULTIPLIER_LOW + 0xb;
    const carry = Math.floor(low / HALF);
    const high = this.high * MULTIPLIER_LOW + this.low * MULTIPLIER_HIGH + carry;
    this.low = low % HALF;
    this.high = high % HALF;
    // the upper 31 of 48 bits
    const bits = this.high * 128 + (this.low >>> 17);
    return (bits % RANGE) / RANGE;
  }
}
