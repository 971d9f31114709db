/**
 * Reproducible random numbers for the fuzzer: the same seed gives the same cases on every machine.
 *
 * @module
 */

/** A stream of random numbers (splitmix32). */
export class Random {
  #state: number;

  /** Streams of different seeds are independent; every part of a seed is a number or a name. */
  constructor(...seed: readonly (number | string)[]) {
    let state = 0x9e3779b9;
    for (const char of seed.join("/")) {
      state = Math.imul(state ^ char.charCodeAt(0), 0x85ebca6b) ^ (state >>> 15);
    }
    this.#state = state | 0;
  }

  /** A whole number below 2^32. */
  word(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return (x ^ (x >>> 15)) >>> 0;
  }

  /** A whole number from 0 up to, not including, `end`; 0 if there is none. */
  below(end: number): number {
    return end <= 1 ? 0 : Math.floor((this.word() / 2 ** 32) * end);
  }

  /** A whole number from `low` to `high`. */
  integer(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** A whole number from `low` to `high`, small ones as likely as big ones (by order of magnitude). */
  magnitude(low: number, high: number): number {
    const exponent = (this.word() / 2 ** 32) * Math.log(high / low);
    return Math.min(high, Math.floor(low * Math.exp(exponent)));
  }

  /** Whether something of the given probability happens. */
  chance(probability: number): boolean {
    return this.word() < probability * 2 ** 32;
  }

  /** One of `items`, which are not empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** A string of `length` random bytes. */
  bytes(length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.word() & 255);
    return text;
  }
}
