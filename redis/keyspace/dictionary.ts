/**
 * Fields with values, or members: the storage of hashes and of the members of sets and sorted sets.
 *
 * Small dictionaries are *packed*: two arrays in insertion order, searched from the front, like the server's
 * listpacks. Beyond a size they are *indexed*: a `Map` from key to position, and a removal moves the last entry into
 * the gap. Positions are dense in both, which gives random access and a cursor for the SCAN family: a scan goes from
 * the last position down to 0, so an entry moved into a gap is moved to a place the scan has still to visit, or was
 * visited already.
 *
 * @module
 */

import type { Journal } from "./journal.ts";

/**
 * The position of a key that is gone: it stays in the index for a while, because deleting and adding one key again and
 * again would make the engine's maps walk over all its former places.
 */
const GONE = -1;
/** how many keys may be gone besides as many as there are */
const SPARE = 64;

function indexOf(keys: readonly string[]): Map<string, number> {
  const index = new Map<string, number>();
  for (let i = 0; i < keys.length; i++) index.set(keys[i]!, i);
  return index;
}

/** Bytes of a value, where it is a string. */
function sizeOf(value: unknown): number {
  return typeof value === "string" ? value.length : 0;
}

/** Keys with values of type V. */
export class Dictionary<V> {
  readonly #journal: Journal;
  #index: Map<string, number> | null;
  /** keys by position; read only for others */
  keys: string[] = [];
  /** values by position; read only for others */
  values: V[] = [];
  /** bytes of all keys, and of values that are strings */
  bytes: number = 0;

  /** `packed`: starts small, in insertion order. */
  constructor(journal: Journal, packed: boolean) {
    this.#journal = journal;
    this.#index = packed ? null : new Map();
  }

  /** Number of entries. */
  get size(): number {
    return this.keys.length;
  }

  /** Whether entries are in insertion order. */
  get packed(): boolean {
    return this.#index === null;
  }

  /** Leaves the packed form, for good. */
  unpack(): void {
    if (this.#index !== null) return;
    this.#index = indexOf(this.keys);
    if (this.#journal.active) this.#journal.push(() => this.#index = null);
  }

  /** Position of a key, or -1. */
  find(key: string): number {
    const index = this.#index;
    if (index === null) return this.keys.indexOf(key);
    const at = index.get(key);
    return at === undefined ? -1 : at;
  }

  /** The value of a key. */
  get(key: string): V | undefined {
    const at = this.find(key);
    return at < 0 ? undefined : this.values[at];
  }

  /** Replaces the value at a position. */
  setAt(at: number, value: V): void {
    if (this.#journal.active) this.#undoSet(at);
    this.#replace(at, value);
  }

  #replace(at: number, value: V): void {
    this.bytes += sizeOf(value) - sizeOf(this.values[at]!);
    this.values[at] = value;
  }

  #undoSet(at: number): void {
    const old = this.values[at]!;
    this.#journal.push(() => this.#replace(at, old));
  }

  /** Adds a key known to be missing. */
  add(key: string, value: V): void {
    const index = this.#index;
    if (index !== null) index.set(key, this.keys.length);
    this.keys.push(key);
    this.values.push(value);
    this.bytes += key.length + sizeOf(value);
    if (this.#journal.active) this.#undoAdd();
  }

  #undoAdd(): void {
    this.#journal.push(() => {
      const key = this.keys.pop()!;
      const value = this.values.pop()!;
      this.#index?.set(key, GONE);
      this.bytes -= key.length + sizeOf(value);
    });
  }

  /** Removes what is at a position. */
  removeAt(at: number): void {
    const keys = this.keys;
    const values = this.values;
    if (this.#journal.active) this.#undoRemove(at, keys[at]!, values[at]!);
    this.bytes -= keys[at]!.length + sizeOf(values[at]!);
    const index = this.#index;
    if (index === null) {
      if (at === keys.length - 1) {
        keys.pop();
        values.pop();
      } else {
        keys.splice(at, 1);
        values.splice(at, 1);
      }
      return;
    }
    index.set(keys[at]!, GONE);
    const lastKey = keys.pop()!;
    const lastValue = values.pop()!;
    if (at < keys.length) {
      keys[at] = lastKey;
      values[at] = lastValue;
      index.set(lastKey, at);
    }
    if (index.size > 2 * keys.length + SPARE) this.#index = indexOf(keys);
  }

  #undoRemove(at: number, key: string, value: V): void {
    this.#journal.push(() => {
      this.bytes += key.length + sizeOf(value);
      const { keys, values } = this;
      const index = this.#index;
      if (index === null) {
        keys.splice(at, 0, key);
        values.splice(at, 0, value);
        return;
      }
      if (at < keys.length) {
        index.set(keys[at]!, keys.length);
        keys.push(keys[at]!);
        values.push(values[at]!);
        keys[at] = key;
        values[at] = value;
      } else {
        keys.push(key);
        values.push(value);
      }
      index.set(key, at);
    });
  }
}
