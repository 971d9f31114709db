/**
 * Formats of the `struct` library, read once: what each letter stands for where it stands.
 *
 * What is wrong with a format shows when its letter is reached, after the values before it have been looked at, so a
 * mistake is an item like others.
 *
 * @module
 */

import type { Runtime } from "../vm/runtime.ts";
import { cString } from "./options.ts";

/** Largest size of an integer, in bytes. */
const MAX_INTEGER = 32;
const MAX_INT = 0x7fffffff;

/** A letter; those that change how others are read, and spaces, have no size and need nothing done. */
export interface Item {
  /** its code */
  readonly option: number;
  /** its size in bytes; 0 where the value decides */
  readonly size: number;
  readonly little: boolean;
  /** what its place must be a multiple of; 1 for any place */
  readonly align: number;
  /** what is wrong; undefined: nothing */
  readonly fault: string | undefined;
  /** there is no such letter */
  readonly unknown: boolean;
  /** what is wrong is found after the data's length has been checked */
  readonly late: boolean;
}

/** Reads a format letter by letter. */
class Reader {
  private at = 0;
  private align = 1;
  private little = true;
  private fault: string | undefined = undefined;

  constructor(private readonly text: string) {}

  /** The next letter; undefined at the end, and behind what is wrong in any case. */
  next(): Item | undefined {
    const { text } = this;
    if (this.at >= text.length || this.fault !== undefined) return undefined;
    const option = text.charCodeAt(this.at++);
    if (option === 62 || option === 60) this.little = option === 60; // > <
    else if (option === 33) this.setAlign(this.number(8)); // !
    else if (option !== 32) {
      const size = this.sizeOf(option);
      return this.item(option, Math.max(0, size), size < 0);
    }
    return this.item(32, 0, false);
  }

  private setAlign(align: number): void {
    if (this.fault === undefined && (align <= 0 || (align & (align - 1)) !== 0)) {
      this.fault = `alignment ${align} is not a power of 2`;
    }
    this.align = align;
  }

  private item(option: number, size: number, unknown: boolean): Item {
    const align = option === 99 ? 1 : Math.max(1, Math.min(size, this.align));
    const fault = unknown ? `invalid format option '${String.fromCharCode(option)}'` : this.fault;
    return { option, size, little: this.little, align, fault, unknown, late: unknown || option === 32 };
  }

  /** The size of a letter; -1 when it is none. */
  private sizeOf(option: number): number {
    switch (option) {
      case 66: // B
      case 98: // b
      case 120: // x
        return 1;
      case 72: // H
      case 104: // h
        return 2;
      case 76: // L
      case 108: // l
      case 84: // T
      case 100: // d
        return 8;
      case 102: // f
        return 4;
      case 115: // s
        return 0;
      case 99: // c
        return this.number(1);
      case 73: // I
      case 105: { // i
        const size = this.number(4);
        if (size > MAX_INTEGER) this.fault ??= `integral size ${size} is larger than limit of ${MAX_INTEGER}`;
        return size;
      }
    }
    return -1;
  }

  /** The number that follows a letter. */
  private number(otherwise: number): number {
    const { text } = this;
    let digit = text.charCodeAt(this.at) - 48;
    if (!(digit >= 0 && digit <= 9)) return otherwise;
    let value = 0;
    while (digit >= 0 && digit <= 9) {
      if (value * 10 + digit > MAX_INT) {
        this.fault ??= "integral size overflow";
        return 0;
      }
      value = value * 10 + digit;
      digit = text.charCodeAt(++this.at) - 48;
    }
    return value;
  }
}

/** Formats longer than this are read each time, letter by letter: their items would weigh much more than they. */
const MAX_KEPT = 64;
/** So many formats are kept. */
const MAX_FORMATS = 256;

/** What is kept of a format. */
interface Kept {
  readonly items: readonly Item[];
  /** how long it is, as far as C sees it */
  readonly length: number;
}

const formats = new Map<string, Kept>();
const NONE: readonly Item[] = [];

function keptFormat(text: string): Kept {
  let kept = formats.get(text);
  if (kept === undefined) {
    const seen = cString(text);
    const reader = new Reader(seen);
    const items: Item[] = [];
    for (let item = reader.next(); item !== undefined; item = reader.next()) items.push(item);
    kept = { items, length: seen.length };
    if (formats.size >= MAX_FORMATS) formats.clear();
    formats.set(text, kept);
  }
  return kept;
}

/** The letters of a format, one after the other. Costs steps in proportion to its length, known or not. */
export class Format {
  private readonly items: readonly Item[];
  private readonly reader: Reader | undefined;
  private at = 0;

  constructor(rt: Runtime, text: string) {
    if (text.length <= MAX_KEPT) {
      const kept = keptFormat(text);
      rt.charge(kept.length);
      this.items = kept.items;
      this.reader = undefined;
    } else {
      const seen = cString(text);
      rt.charge(seen.length);
      this.items = NONE;
      this.reader = new Reader(seen);
    }
  }

  /** The next letter; undefined at the end. */
  next(): Item | undefined {
    return this.at < this.items.length ? this.items[this.at++] : this.reader?.next();
  }
}

/** Raises what is wrong with a letter. */
export function raiseFault(rt: Runtime, item: Item): never {
  const fault = item.fault!;
  return item.unknown ? rt.argError(1, fault) : rt.error(fault);
}
