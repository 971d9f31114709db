/**
 * What is known of the registers of a function at one instruction, for the validator.
 *
 * Four bit sets over the registers. A register is in at most one of `value`, `box` and `control`; in none of
 * them it must not be read. `table` marks values that are certainly a table just made. Knowledge only shrinks
 * when paths meet, so the analysis ends.
 *
 * @module
 */

/** Bit set: a Lua value. */
export const VALUE = 0;
/** Bit set: a box. */
export const BOX = 1;
/** Bit set: a number kept by `FORPREP`. */
export const CONTROL = 2;
/** Bit set: a value that is a fresh table. */
export const TABLE = 3;

/** The state while one basic block is walked, and its copies at block starts. */
export class RegisterState {
  /** words of one bit set */
  readonly #words: number;
  readonly #bits: Int32Array;

  /** @param registers number of registers of the function */
  constructor(registers: number) {
    this.#words = (registers + 31) >> 5;
    this.#bits = new Int32Array(this.#words * 4);
  }

  /** Number of 32-bit words a saved state takes. */
  get size(): number {
    return this.#bits.length;
  }

  /** Whether `register` is known to hold something of `kind`. */
  has(kind: number, register: number): boolean {
    return (this.#bits[kind * this.#words + (register >> 5)]! & (1 << (register & 31))) !== 0;
  }

  /** Makes `register` hold something of `kind` ({@linkcode TABLE} implies {@linkcode VALUE}). */
  set(kind: number, register: number): void {
    this.clear(register);
    const at = register >> 5;
    const bit = 1 << (register & 31);
    this.#bits[kind * this.#words + at]! |= bit;
    if (kind === TABLE) this.#bits[at]! |= bit;
  }

  /** Makes nothing be known of `register`. */
  clear(register: number): void {
    const mask = ~(1 << (register & 31));
    const words = this.#words;
    for (let at = register >> 5; at < words * 4; at += words) this.#bits[at]! &= mask;
  }

  /** Makes nothing be known of `register` and all above it. */
  clearFrom(register: number): void {
    const words = this.#words;
    const first = register >> 5;
    const mask = (1 << (register & 31)) - 1;
    for (let kind = 0; kind < 4; kind++) {
      const base = kind * words;
      if (first < words) this.#bits[base + first]! &= mask;
      for (let i = first + 1; i < words; i++) this.#bits[base + i] = 0;
    }
  }

  /** Forgets everything. */
  reset(): void {
    this.#bits.fill(0);
  }

  /** Takes over the state saved in `from` at `offset`. */
  load(from: Int32Array, offset: number): void {
    for (let i = 0; i < this.#bits.length; i++) this.#bits[i] = from[offset + i]!;
  }

  /** Saves the state into `to` at `offset`. */
  save(to: Int32Array, offset: number): void {
    to.set(this.#bits, offset);
  }

  /** Keeps in `to` at `offset` only what this state knows too; true when that is less than before. */
  meet(to: Int32Array, offset: number): boolean {
    let changed = false;
    for (let i = 0; i < this.#bits.length; i++) {
      const before = to[offset + i]!;
      const after = before & this.#bits[i]!;
      if (after !== before) {
        to[offset + i] = after;
        changed = true;
      }
    }
    return changed;
  }

  /** Whether all registers of the set `boxes` hold boxes and all of `values` values or loop numbers. */
  covers(boxes: Int32Array, values: Int32Array): boolean {
    const words = this.#words;
    const bits = this.#bits;
    for (let i = 0; i < words; i++) {
      if ((boxes[i]! & ~bits[words + i]!) !== 0) return false;
      if ((values[i]! & ~(bits[i]! | bits[2 * words + i]!)) !== 0) return false;
    }
    return true;
  }
}
