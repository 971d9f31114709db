/**
 * Stored values: hashes, sets, sorted sets and the union of all types.
 *
 * Each keeps the encoding a Redis server would have given it, because it decides about the order of replies and shows
 * in `OBJECT ENCODING`; conversions only go from the small form to the large one. All changes go through the journal
 * of the keyspace.
 *
 * @module
 */

import { Dictionary } from "./dictionary.ts";
import type { Journal } from "./journal.ts";
import type { Limits } from "./limits.ts";
import { parseInteger } from "./numbers.ts";
import type { RawString } from "./raw_string.ts";
import type { Sequence } from "./sequence.ts";
import { SortedTree } from "./sorted_tree.ts";
import type { StreamValue } from "./stream_value.ts";

/** What a key can hold: integers and strings as they are, everything else as an object. */
export type Stored =
  | number
  | bigint
  | string
  | RawString
  | HashValue
  | Sequence
  | SetValue
  | ZSetValue
  | StreamValue;

/** What values need of the keyspace they belong to. */
export interface Storage {
  readonly journal: Journal;
  readonly limits: Limits;
}

/** A hash. */
export class HashValue {
  readonly #limits: Limits;
  /** fields and their values */
  readonly fields: Dictionary<string>;

  /** Empty. */
  constructor(storage: Storage) {
    this.#limits = storage.limits;
    this.fields = new Dictionary(storage.journal, true);
  }

  /** Leaves the small form when a text is too long for it; before anything is written. */
  prepare(text: string): void {
    if (text.length > this.#limits.hashBytes && this.fields.packed) this.fields.unpack();
  }

  /** Sets a field; true when it is new. */
  set(field: string, value: string): boolean {
    const fields = this.fields;
    this.prepare(field);
    this.prepare(value);
    const at = fields.find(field);
    if (at >= 0) {
      fields.setAt(at, value);
      return false;
    }
    fields.add(field, value);
    if (fields.packed && fields.size > this.#limits.hashEntries) fields.unpack();
    return true;
  }

  /** Removes a field; false when it is missing. */
  delete(field: string): boolean {
    const at = this.fields.find(field);
    if (at < 0) return false;
    this.fields.removeAt(at);
    return true;
  }
}

/** Order of two integers in canonical text. */
function compareIntegers(a: string, b: string): number {
  if (a === b) return 0;
  const negative = a.charCodeAt(0) === 45;
  if (negative !== (b.charCodeAt(0) === 45)) return negative ? -1 : 1;
  const less = a.length !== b.length ? a.length < b.length : a < b;
  return less !== negative ? -1 : 1;
}

/** From this size on members of a set are found by hash. */
const SET_PACKED = 32;

/** A set. */
export class SetValue {
  readonly #storage: Storage;
  #integers: string[] | null = [];
  #members: Dictionary<true>;

  /** Empty. */
  constructor(storage: Storage) {
    this.#storage = storage;
    this.#members = new Dictionary(storage.journal, true);
  }

  /** Whether all members are integers in the small sorted form. */
  get intset(): boolean {
    return this.#integers !== null;
  }

  /** Number of members. */
  get size(): number {
    return this.#integers !== null ? this.#integers.length : this.#members.size;
  }

  /** The members by position; read only. */
  get members(): readonly string[] {
    return this.#integers ?? this.#members.keys;
  }

  /** Bytes of all members. */
  get bytes(): number {
    return this.#integers !== null ? this.#integers.length * 8 : this.#members.bytes;
  }

  /** Position among the integers, or where the integer belongs as `-1 - position`. */
  #search(integers: string[], member: string): number {
    let low = 0;
    let high = integers.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (compareIntegers(integers[mid]!, member) < 0) low = mid + 1;
      else high = mid;
    }
    return low < integers.length && integers[low] === member ? low : -1 - low;
  }

  /** Whether a member is there. */
  has(member: string): boolean {
    const integers = this.#integers;
    if (integers === null) return this.#members.find(member) >= 0;
    return parseInteger(member) !== undefined && this.#search(integers, member) >= 0;
  }

  /** Adds a member; false when it was there. */
  add(member: string): boolean {
    const integers = this.#integers;
    if (integers !== null) {
      if (parseInteger(member) !== undefined) {
        const at = this.#search(integers, member);
        if (at >= 0) return false;
        integers.splice(-1 - at, 0, member);
        if (this.#storage.journal.active) this.#undoInteger(-1 - at);
        if (integers.length > this.#storage.limits.intsetEntries) this.#convert();
        return true;
      }
      this.#convert();
    }
    const members = this.#members;
    if (members.find(member) >= 0) return false;
    members.add(member, true);
    if (members.packed && members.size > SET_PACKED) members.unpack();
    return true;
  }

  #undoInteger(at: number): void {
    this.#storage.journal.push(() => this.#integers!.splice(at, 1));
  }

  /** Leaves the sorted form, for good. */
  unpack(): void {
    if (this.#integers !== null) this.#convert();
  }

  #convert(): void {
    const integers = this.#integers!;
    const members = new Dictionary<true>(this.#storage.journal, integers.length <= SET_PACKED);
    for (const member of integers) members.add(member, true);
    this.#members = members;
    this.#integers = null;
    if (this.#storage.journal.active) this.#storage.journal.push(() => this.#integers = integers);
  }

  /** Removes a member; false when it is missing. */
  delete(member: string): boolean {
    const integers = this.#integers;
    if (integers === null) {
      const at = this.#members.find(member);
      if (at < 0) return false;
      this.#members.removeAt(at);
      return true;
    }
    if (parseInteger(member) === undefined) return false;
    const at = this.#search(integers, member);
    if (at < 0) return false;
    integers.splice(at, 1);
    if (this.#storage.journal.active) this.#undoDelete(at, member);
    return true;
  }

  #undoDelete(at: number, member: string): void {
    this.#storage.journal.push(() => this.#integers!.splice(at, 0, member));
  }
}

/** A sorted set. */
export class ZSetValue {
  readonly #storage: Storage;
  /** members and their scores; in listpack form while packed */
  readonly dict: Dictionary<number>;
  /** members in order of score */
  readonly tree: SortedTree = new SortedTree();

  /** Empty. */
  constructor(storage: Storage) {
    this.#storage = storage;
    this.dict = new Dictionary(storage.journal, true);
  }

  /** Number of members. */
  get size(): number {
    return this.tree.size;
  }

  /** The score of a member. */
  score(member: string): number | undefined {
    return this.dict.get(member);
  }

  /** A score as it is kept: the small form has no negative zero. */
  #kept(score: number): number {
    return score === 0 && this.dict.packed ? 0 : score;
  }

  /** Adds a member known to be missing. */
  add(member: string, score: number): void {
    const { dict, tree } = this;
    if (dict.packed) {
      const { zsetEntries, zsetBytes } = this.#storage.limits;
      if (dict.size + 1 > zsetEntries || member.length > zsetBytes) dict.unpack();
    }
    score = this.#kept(score);
    dict.add(member, score);
    tree.insert(score, member);
    if (this.#storage.journal.active) this.#storage.journal.push(() => tree.remove(score, member));
  }

  /** Gives a member, known to be there with the score `old`, another score. */
  update(member: string, old: number, score: number): void {
    const { dict, tree } = this;
    score = this.#kept(score);
    dict.setAt(dict.find(member), score);
    tree.remove(old, member);
    tree.insert(score, member);
    if (this.#storage.journal.active) this.#undoUpdate(member, old, score);
  }

  #undoUpdate(member: string, old: number, score: number): void {
    this.#storage.journal.push(() => {
      this.tree.remove(score, member);
      this.tree.insert(old, member);
    });
  }

  /** Removes a member; false when it is missing. */
  delete(member: string): boolean {
    const { dict, tree } = this;
    const at = dict.find(member);
    if (at < 0) return false;
    const score = dict.values[at]!;
    dict.removeAt(at);
    tree.remove(score, member);
    if (this.#storage.journal.active) this.#storage.journal.push(() => tree.insert(score, member));
    return true;
  }
}
