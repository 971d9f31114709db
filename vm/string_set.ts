/**
 * The strings a trace has met, so that one that is referred to many times counts once.
 *
 * V8 hashes strings of more than 16,383 chars by their length alone, so a `Set` of many such strings of one
 * length that differ only at their end would take quadratic time. Those are told apart by a few of their
 * chars, and where that does not do, only some are told apart: a duplicate of the others counts again.
 *
 * @module
 */

/** Strings up to this length have a hash that takes all of them into account. */
const HASHED = 8191;

/** Chars of a long string that are looked at. */
const SAMPLES = 24;

/** Long strings of one length with the same samples that are told apart. */
const MOST_ALIKE = 4;

/** A set of strings, exact but for crafted ones. */
export class StringSet {
  private readonly short = new Set<string>();
  private readonly long = new Map<string, string[]>();

  /** Adds a string; false if it is known to be there. */
  add(text: string): boolean {
    if (text.length > HASHED) return this.addLong(text);
    if (this.short.has(text)) return false;
    this.short.add(text);
    return true;
  }

  private addLong(text: string): boolean {
    const n = text.length;
    let key = n + ":";
    for (let i = 0; i < SAMPLES; i++) {
      key += text.charAt(n - 1 - Math.floor(i * i * (n - 1) / (SAMPLES * SAMPLES)));
    }
    const alike = this.long.get(key);
    if (alike === undefined) {
      this.long.set(key, [text]);
      return true;
    }
    for (let i = 0; i < alike.length; i++) if (alike[i] === text) return false;
    if (alike.length < MOST_ALIKE) alike.push(text);
    return true;
  }
}
