/**
 * Where the keys of a table in dictionary mode are.
 *
 * Strings are found by a `Map`, but for those that could be chosen to collide there; numbers and objects by indexes
 * of their own (`vm/number_index.ts`, `vm/object_index.ts`).
 *
 * @module
 */

import { NumberIndex } from "./number_index.ts";
import { ObjectIndex } from "./object_index.ts";
import { isUnsafeKey, TextIndex } from "./text_index.ts";
import type { Value } from "./value.ts";

/** Takes the place of removed keys that nobody can name any more. */
const GONE = Object.freeze({}) as unknown as Value;

/** Own key index of a table in dictionary mode. `keys[i]` lives in `slots[i]`. */
export class Dictionary {
  readonly keys: Value[] = [];
  readonly strings = new Map<string, number>();
  /** strings that could be chosen to collide in a `Map` */
  texts: TextIndex | null = null;
  numbers: NumberIndex | null = null;
  others: ObjectIndex | null = null;
  /** keys replaced since the indexes were made */
  private replaced = 0;

  find(key: Value): number {
    if (typeof key === "string") return this.findString(key);
    if (typeof key === "number") return this.numbers === null ? -1 : this.numbers.find(this.keys, key);
    return this.others === null ? -1 : this.others.find(this.keys, key);
  }

  findString(key: string): number {
    if (isUnsafeKey(key)) return this.texts === null ? -1 : this.texts.find(this.keys, key);
    const index = this.strings.get(key);
    return index === undefined ? -1 : index;
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
    if (++this.replaced > this.keys.length) return this.rebuild();
    if (typeof old === "string") this.strings.delete(old);
    this.note(key, index);
  }

  /** Makes the indexes again: all but that of strings keep entries of keys that were replaced. */
  private rebuild(): void {
    this.replaced = 0;
    this.strings.clear();
    this.texts = this.numbers = this.others = null;
    for (let i = 0; i < this.keys.length; i++) this.note(this.keys[i], i);
  }

  /** Drops the keys whose slot holds nil, moves the others and their values together; how many there are. */
  compact(slots: Value[]): number {
    const { keys, strings } = this;
    const used = keys.length;
    const { numbers, others } = this;
    this.texts = null;
    this.numbers = null;
    this.others = null;
    let live = 0;
    for (let i = 0; i < used; i++) {
      const key = keys[i];
      const value = slots[i];
      if (value === undefined) {
        if (typeof key === "string") strings.delete(key);
        continue;
      }
      keys[live] = key;
      slots[live] = value;
      if (typeof key === "number") this.numbers ??= new NumberIndex(numbers!.size);
      else if (typeof key !== "string") this.others ??= new ObjectIndex(others!.size);
      if (live < i || typeof key !== "string" || isUnsafeKey(key)) this.note(key, live);
      live++;
    }
    while (keys.length > live) keys.pop();
    this.replaced = 0;
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
        this.strings.delete(key);
        strings = true;
      }
    }
    return strings;
  }

  private note(key: Value, index: number): void {
    if (typeof key === "string") {
      if (isUnsafeKey(key)) (this.texts ??= new TextIndex()).add(key, index);
      else this.strings.set(key, index);
    } else if (typeof key === "number") (this.numbers ??= new NumberIndex()).add(this.keys, key, index);
    else if (key !== GONE) (this.others ??= new ObjectIndex()).add(this.keys, key, index, GONE);
  }
}
