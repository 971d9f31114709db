/**
 * Random choices that are the same on every machine, and how to write a string for Lua.
 *
 * @module
 */

/** A small generator of numbers: the same on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2654435761) >>> 0 || 1;
  }

  /** A number from 0 up to 1. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  /** An integer from `low` to `high`. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of `items`. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)]!;
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

/** A string of bytes as a Lua literal. */
export function quote(text: string): string {
  const body = [...text].map((c) => {
    const code = c.charCodeAt(0);
    return code < 32 || code > 126 || c === '"' || c === "\\" ? "\\" + String(code).padStart(3, "0") : c;
  });
  return `"${body.join("")}"`;
}
