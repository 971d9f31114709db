/**
 * The pseudo-random generator behind `math.random`.
 *
 * The reference calls C's `rand`; this is the additive feedback generator of glibc (31 words, taps 3 and
 * 31 back), so a seed gives the numbers it gives in `lua5.1` on Linux. It is deterministic: without
 * `math.randomseed` every instance starts from seed 1, as a C program does.
 *
 * Not for secrets: the state follows from a few outputs.
 *
 * @module
 */

/** Largest number {@linkcode RandomGenerator.next} returns. */
export const RAND_MAX = 0x7fffffff;

const WORDS = 31;
const DISCARDED = 310;

/** One instance's generator. */
export class RandomGenerator {
  private readonly words = new Int32Array(WORDS);
  /** position of the oldest word, which the next output replaces */
  private at = 0;

  constructor(seed = 1) {
    this.seed(seed);
  }

  /** `srand(seed)`: `seed` is taken as a 32-bit integer. */
  seed(seed: number): void {
    const words = this.words;
    // 0 would be a fixed point of the recurrence that fills the state
    let word = (seed | 0) === 0 ? 1 : seed | 0;
    words[0] = word;
    for (let i = 1; i < WORDS; i++) {
      // 16807 * word mod 2^31 - 1, without leaving 32 bits (the quotients truncate)
      const high = Math.trunc(word / 127773);
      word = 16807 * (word - high * 127773) - 2836 * high;
      if (word < 0) word += RAND_MAX;
      words[i] = word;
    }
    // the first output replaces word 3, as the reference has both taps start
    this.at = 3;
    for (let i = 0; i < DISCARDED; i++) this.next();
  }

  /** `rand()`: an integer from 0 to {@linkcode RAND_MAX}. */
  next(): number {
    const words = this.words;
    const at = this.at;
    // the word 31 back is the oldest, the word 3 back is 28 places on
    const back = at + 28 < WORDS ? at + 28 : at - 3;
    const word = (words[at]! + words[back]!) | 0;
    words[at] = word;
    this.at = at + 1 === WORDS ? 0 : at + 1;
    return word >>> 1;
  }
}
