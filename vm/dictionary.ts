/**
 * Where the keys of a table in dictionary mode are.
 *
 * Long strings are found by a `Map`; other strings, integers, and all else by indexes of their own.
 *
 * @module
 */

import { IntegerIndex } from "./integer_index.ts";
import { ObjectIndex } from "./object_index.ts";
import { isForMap, TextIndex } from "./text_index.ts";
import type { Value } from "./value.ts";

/** Takes the place of removed keys that nobody can name any more. */
const GONE = Object.freeze({}) as unknown as Value;

/** An empty list with room for four: one that is pushed to otherwise takes room for 17. */
function roomForFew(): Value[] {
  const list = [GONE, GONE, GONE, GONE];
  for (let i = 0; i < 4; i++) list.pop();
  return list;
}

/** Times that a table takes another shape because a string is added after others have been missed in it. */
const MAX_ENDED = 16;

/** Own key index of a table in dictionary mode. `keys[i]` lives in `slots[i]`. */
export class Dictionary {
  readonly keys = roomForFew();
  private strings: Map<string, number> | null = null;
  /** strings that are not for a `Map` */
  private texts: TextIndex | null = null;
  private integers: IntegerIndex | null = null;
  /** objects, booleans, and other numbers */
  private others: ObjectIndex | null = null;
  /** where the last string was found; a hint */
  private last = 0;
  /** some string is known not to be there, and how often that has ended */
  private lacks = false;
  private ended = 0;
  /** keys replaced since the indexes were made that still take a place in one */
  private replaced = 0;

  /** An empty dictionary, which may become as large as `old` was, if it has not more than `most` keys. */
  constructor(old: Dictionary | null = null, most = 0) {
    if (old === null) return;
    const { integers, others } = old;
    if (integers !== null) this.integers = new IntegerIndex(Math.min(most, 2 * integers.size));
    if (others !== null) this.others = new ObjectIndex(Math.min(most, 2 * others.size));
  }

  /** Whether it may have integer keys. */
  get hasIntegers(): boolean {
    return this.integers !== null;
  }

  /** Whether it may have string keys. */
  get hasStrings(): boolean {
    return this.strings !== null || this.texts !== null;
  }

  /** Whether it has had none but string keys since its indexes were made. */
  get hasStringsOnly(): boolean {
    return this.integers === null && this.others === null;
  }

  find(key: Value): number {
    if (typeof key === "string") return this.findString(key);
    if (typeof key === "number" && (key | 0) === key) return this.findInteger(key);
    return this.others === null ? -1 : this.others.find(this.keys, key);
  }

  findNumber(key: number): number {
    return (key | 0) === key ? this.findInteger(key) : this.find(key);
  }

  private findInteger(key: number): number {
    return this.integers === null ? -1 : this.integers.find(key);
  }

  findString(key: string): number {
    const { keys, last } = this;
    // what was read is often written next, and two tables often have their keys in the same order
    if (keys[last] === key) return last;
    if (last + 1 < keys.length && keys[last + 1] === key) return this.last = last + 1;
    if (isForMap(key)) {
      const index = this.strings === null ? undefined : this.strings.get(key);
      return index === undefined ? -1 : this.last = index;
    }
    const index = this.texts === null ? -1 : this.texts.find(this.keys, key);
    if (index >= 0) this.last = index;
    return index;
  }

  /** Whether it may be noted that some string is not there, which `endsAbsence` tells of. */
  mayLack(): boolean {
    return this.lacks = this.ended < MAX_ENDED;
  }

  /** Whether adding `key` may end what has been noted. */
  endsAbsence(key: Value): boolean {
    if (!this.lacks || typeof key !== "string") return false;
    this.lacks = false;
    this.ended++;
    return true;
  }

  add(key: Value): void {
    const index = this.keys.length;
    this.keys.push(key);
    this.note(key, index);
  }

  /** Puts a key where another one was. */
  replace(index: number, key: Value): void {
    const old = this.keys[index];
    this.keys[index] = key;
    if (typeof old === "number" && (old | 0) === old) this.integers!.remove(old);
    else if (typeof old === "string" && isForMap(old)) this.strings!.delete(old);
    else if (++this.replaced > this.keys.length) return this.rebuild();
    this.note(key, index);
  }

  /** Makes the indexes again: those of texts, numbers and objects keep entries of keys that were replaced. */
  private rebuild(): void {
    this.strings?.clear();
    this.clear();
    for (let i = 0; i < this.keys.length; i++) this.note(this.keys[i], i);
  }

  /** Empties the indexes but for that of strings. */
  private clear(): void {
    this.replaced = 0;
    this.integers?.clear();
    this.others?.clear();
    this.texts = null;
  }

  /** Drops the keys whose slot holds nil, moves the others and their values together; how many there are. */
  compact(slots: Value[]): number {
    const { keys, strings, texts } = this;
    const used = keys.length;
    this.clear();
    const places = texts === null ? null : new Int32Array(used);
    let live = 0;
    for (let i = 0; i < used; i++) {
      const key = keys[i];
      const value = slots[i];
      if (value === undefined) {
        if (typeof key === "string") strings?.delete(key);
        continue;
      }
      if (places !== null) places[i] = live + 1;
      if (live < i) {
        keys[live] = key;
        slots[live] = value;
      }
      if (typeof key === "number" && (key | 0) === key) this.integers!.add(key, live);
      else if (typeof key !== "string" || live < i && isForMap(key)) this.note(key, live);
      live++;
    }
    if (texts !== null) {
      texts.move(places!);
      this.texts = texts;
    }
    while (keys.length > live) keys.pop();
    return live;
  }

  /**
   * Empties it and the slots it belonged to. The JS collector may have taken such large lists for old; then they
   * would keep alive what they refer to until the next time it looks at old objects.
   */
  discard(slots: Value[]): void {
    this.keys.fill(undefined);
    slots.fill(undefined);
  }

  /** Lets go of keys whose slot holds nil, unless they are kept; whether there were strings among them. */
  drop(slots: readonly Value[], keep: (key: Value) => boolean): boolean {
    const { keys } = this;
    let strings = false;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (slots[i] !== undefined || key === GONE || typeof key === "number" || keep(key)) continue;
      keys[i] = GONE;
      if (typeof key === "string") {
        this.strings?.delete(key);
        strings = true;
      }
    }
    return strings;
  }

  private note(key: Value, index: number): void {
    if (typeof key === "string") {
      if (isForMap(key)) (this.strings ??= new Map()).set(key, index);
      else (this.texts ??= new TextIndex()).add(this.keys, key, index);
    } else if (typeof key === "number" && (key | 0) === key) {
      (this.integers ??= new IntegerIndex()).add(key, index);
    } else if (key !== GONE) (this.others ??= new ObjectIndex()).add(this.keys, key, index, GONE);
  }
}
