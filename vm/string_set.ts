/**
 * The strings a trace has met, so that one that is referred to many times counts once. JS cannot tell whether
 * two equal strings are one in memory, so the trace makes them one: it puts the one it met first wherever it
 * meets an equal one.
 *
 * V8 hashes strings of more than 16,383 chars by their length alone, so a `Set` of many such strings of one
 * length that differ only at their end would take quadratic time. Long strings of one length are told apart
 * by their chars at some positions, and more positions are learned from those that cannot be. Where all that
 * does not do (strings crafted for it), a string may be taken for a new one each time it is met.
 *
 * @module
 */

import { HASH_SEED } from "./integer_index.ts";

/** Strings up to this length have a hash that takes all of them into account. */
const HASHED = 8191;

/** Positions a group of strings learns at most. */
const MOST_POSITIONS = 64;

/** Strings that no position tells apart and that are kept nevertheless. */
const MOST_ALIKE = 4;

/** Bytes that may be compared in vain, which bounds the time a trace takes. */
const VAIN_BYTES = 1 << 28;

const BUCKETS = 256;

/** Equal strings by their content; exact but for crafted ones. */
export class StringSet {
  private readonly short = new Map<string, string>();
  private long: Group[][] | null = null;
  /** bytes that may still be compared in vain */
  budget = VAIN_BYTES;

  /** The equal string that was met before; undefined if `text` is the first, which it is from now on. */
  known(text: string): string | undefined {
    if (text.length > HASHED) return this.group(text.length).known(this, text);
    const first = this.short.get(text);
    if (first === undefined) this.short.set(text, text);
    return first;
  }

  /** Whether an equal string was met. */
  has(text: string): boolean {
    return text.length > HASHED ? this.group(text.length).has(text) : this.short.has(text);
  }

  private group(length: number): Group {
    this.long ??= Array.from({ length: BUCKETS }, () => []);
    const bucket = this.long[Math.imul(length ^ HASH_SEED, 0x7feb352d) >>> 24]!;
    for (let i = 0; i < bucket.length; i++) if (bucket[i]!.length === length) return bucket[i]!;
    const group = new Group(length);
    bucket.push(group);
    return group;
  }
}

/**
 * A long string and the equal one met last. What a trace meets first is often the newest of many equal strings, and
 * the others are one string already: comparing that with itself takes no time.
 */
interface Known {
  readonly first: string;
  last: string;
}

function newlyKnown(text: string): Known {
  return { first: text, last: text };
}

/** Long strings of one length. */
class Group {
  declare readonly length: number;
  declare private readonly positions: number[];
  private alike = new Map<string, Known[]>();

  constructor(length: number) {
    this.length = length;
    this.positions = [length - 1, length >>> 1];
  }

  known(set: StringSet, text: string): string | undefined {
    const key = this.keyOf(text);
    const known = this.alike.get(key);
    if (known === undefined) {
      this.alike.set(key, [newlyKnown(text)]);
      return undefined;
    }
    for (let i = 0; i < known.length; i++) {
      const one = known[i]!;
      if (one.last === text) {
        one.last = text;
        return one.first;
      }
      if ((set.budget -= this.length) < 0) return undefined;
    }
    if (this.positions.length < MOST_POSITIONS) {
      this.positions.push(difference(known[0]!.first, text));
      this.regroup();
      this.alike.set(this.keyOf(text), [newlyKnown(text)]);
    } else if (known.length < MOST_ALIKE) known.push(newlyKnown(text));
    return undefined;
  }

  has(text: string): boolean {
    const known = this.alike.get(this.keyOf(text));
    return known !== undefined && known.some(({ first }) => first === text);
  }

  /** The chars that tell strings apart; the mark in front keeps V8 from taking digits for an index. */
  private keyOf(text: string): string {
    let key = "#";
    for (let i = 0; i < this.positions.length; i++) key += text.charAt(this.positions[i]!);
    return key;
  }

  private regroup(): void {
    const old = this.alike;
    this.alike = new Map();
    for (const known of old.values()) for (const one of known) this.alike.set(this.keyOf(one.first), [one]);
  }
}

/** First position at which two different strings of one length differ. */
function difference(a: string, b: string): number {
  let from = 0;
  let to = a.length;
  while (to - from > 1) {
    const middle = (from + to) >>> 1;
    if (a.slice(from, middle) === b.slice(from, middle)) from = middle;
    else to = middle;
  }
  return from;
}
