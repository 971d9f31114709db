/**
 * The storage of lists: a row of chunks of up to 128 elements, O(1) at both ends.
 *
 * Reaching the middle costs one step a chunk from the nearer end.
 *
 * @module
 */

import type { Journal } from "./journal.ts";

const FULL = 128;

/** A list of byte strings. */
export class Sequence {
  readonly #journal: Journal;
  #chunks: string[][] = [];
  #size: number = 0;
  /** bytes of all elements */
  bytes: number = 0;

  /** Empty. */
  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Number of elements. */
  get size(): number {
    return this.#size;
  }

  /** Adds at the front. */
  pushFront(value: string): void {
    if (this.#journal.active) this.#journal.push(() => this.#shift());
    this.#unshift(value);
  }

  /** Adds at the end. */
  pushBack(value: string): void {
    if (this.#journal.active) this.#journal.push(() => this.#pop());
    this.#append(value);
  }

  /** Takes from the front; undefined when empty. */
  popFront(): string | undefined {
    if (this.#size === 0) return undefined;
    const value = this.#shift();
    if (this.#journal.active) this.#journal.push(() => this.#unshift(value));
    return value;
  }

  /** Takes from the end; undefined when empty. */
  popBack(): string | undefined {
    if (this.#size === 0) return undefined;
    const value = this.#pop();
    if (this.#journal.active) this.#journal.push(() => this.#append(value));
    return value;
  }

  #unshift(value: string): void {
    const first = this.#chunks[0];
    if (first !== undefined && first.length < FULL) first.unshift(value);
    else this.#chunks.unshift([value]);
    this.#size++;
    this.bytes += value.length;
  }

  #append(value: string): void {
    const last = this.#chunks[this.#chunks.length - 1];
    if (last !== undefined && last.length < FULL) last.push(value);
    else this.#chunks.push([value]);
    this.#size++;
    this.bytes += value.length;
  }

  #shift(): string {
    const first = this.#chunks[0]!;
    const value = first.shift()!;
    if (first.length === 0) this.#chunks.shift();
    this.#size--;
    this.bytes -= value.length;
    return value;
  }

  #pop(): string {
    const last = this.#chunks[this.#chunks.length - 1]!;
    const value = last.pop()!;
    if (last.length === 0) this.#chunks.pop();
    this.#size--;
    this.bytes -= value.length;
    return value;
  }

  /** Chunk and offset of an index from 0 to size - 1. */
  #locate(index: number): [chunk: number, offset: number] {
    const chunks = this.#chunks;
    this.#journal.work += chunks.length >>> 3;
    if (index <= this.#size >> 1) {
      let c = 0;
      while (index >= chunks[c]!.length) index -= chunks[c++]!.length;
      return [c, index];
    }
    let fromEnd = this.#size - index;
    let c = chunks.length - 1;
    while (fromEnd > chunks[c]!.length) fromEnd -= chunks[c--]!.length;
    return [c, chunks[c]!.length - fromEnd];
  }

  /** The element at an index from 0 to size - 1. */
  at(index: number): string {
    const [c, offset] = this.#locate(index);
    return this.#chunks[c]![offset]!;
  }

  /** Replaces the element at an index from 0 to size - 1. */
  setAt(index: number, value: string): void {
    const [c, offset] = this.#locate(index);
    const chunk = this.#chunks[c]!;
    if (this.#journal.active) {
      const old = chunk[offset]!;
      this.#journal.push(() => this.#replace(index, old));
    }
    this.bytes += value.length - chunk[offset]!.length;
    chunk[offset] = value;
  }

  #replace(index: number, value: string): void {
    const [c, offset] = this.#locate(index);
    const chunk = this.#chunks[c]!;
    this.bytes += value.length - chunk[offset]!.length;
    chunk[offset] = value;
  }

  /** Inserts so that the element gets the index, 0 to size. */
  insert(index: number, value: string): void {
    if (this.#journal.active) this.#journal.push(() => this.#remove(index));
    this.#insert(index, value);
  }

  #insert(index: number, value: string): void {
    if (index === this.#size) return this.#append(value);
    const [c, offset] = this.#locate(index);
    const chunk = this.#chunks[c]!;
    chunk.splice(offset, 0, value);
    if (chunk.length > FULL) this.#chunks.splice(c + 1, 0, chunk.splice(FULL >> 1));
    this.#size++;
    this.bytes += value.length;
  }

  /** Removes the element at an index from 0 to size - 1. */
  remove(index: number): void {
    const value = this.#remove(index);
    if (this.#journal.active) this.#journal.push(() => this.#insert(index, value));
  }

  #remove(index: number): string {
    const [c, offset] = this.#locate(index);
    const chunk = this.#chunks[c]!;
    const value = chunk.splice(offset, 1)[0]!;
    if (chunk.length === 0) this.#chunks.splice(c, 1);
    this.#size--;
    this.bytes -= value.length;
    return value;
  }

  /** The elements from index `from` to `to`, both inside. */
  slice(from: number, to: number): string[] {
    const out: string[] = [];
    if (from > to) return out;
    let [c, offset] = this.#locate(from);
    let missing = to - from + 1;
    while (missing > 0) {
      const chunk = this.#chunks[c++]!;
      const end = Math.min(chunk.length, offset + missing);
      for (let i = offset; i < end; i++) out.push(chunk[i]!);
      missing -= end - offset;
      offset = 0;
    }
    return out;
  }

  /** Keeps the elements from index `from` to `to`, both inside; none when `from` > `to`. */
  trim(from: number, to: number): void {
    const removed = from + this.#size - 1 - to;
    this.#journal.work += removed;
    if (this.#journal.active && removed > FULL) this.#saveAll();
    const drop = () => {
      for (let behind = this.#size - 1 - to; behind > 0; behind--) this.popBack();
      for (; from > 0; from--) this.popFront();
    };
    if (removed > FULL) this.#journal.aside(drop);
    else drop();
  }

  /** Records all elements, for changes to many of them. */
  #saveAll(): void {
    const old = this.#chunks.map((chunk) => chunk.slice());
    const [size, bytes] = [this.#size, this.bytes];
    this.#journal.push(() => {
      this.#chunks = old;
      this.#size = size;
      this.bytes = bytes;
    });
  }

  /**
   * Removes elements equal to `value`: at most `limit` (0: all), searching from the end when `backward`. Gives how
   * many were removed.
   */
  removeEqual(value: string, limit: number, backward: boolean): number {
    const found: number[] = [];
    this.#journal.work += this.#size >>> 1;
    const indexes = backward ? this.#searchBackward(value, limit) : this.#search(value, limit);
    for (const index of indexes) found.push(index);
    if (found.length === 0) return 0;
    if (!backward) found.reverse();
    // from the highest index down, so that the others stay what they are
    if (found.length === 1) this.remove(found[0]!);
    else this.#removeMany(found);
    return found.length;
  }

  #search(value: string, limit: number): number[] {
    const found: number[] = [];
    let start = 0;
    for (const chunk of this.#chunks) {
      for (let at = chunk.indexOf(value); at >= 0; at = chunk.indexOf(value, at + 1)) {
        found.push(start + at);
        if (found.length === limit) return found;
      }
      start += chunk.length;
    }
    return found;
  }

  #searchBackward(value: string, limit: number): number[] {
    const found: number[] = [];
    let end = this.#size;
    for (let c = this.#chunks.length - 1; c >= 0; c--) {
      const chunk = this.#chunks[c]!;
      end -= chunk.length;
      for (let at = chunk.lastIndexOf(value); at >= 0; at = at > 0 ? chunk.lastIndexOf(value, at - 1) : -1) {
        found.push(end + at);
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** Removes at indexes given from the highest down, in one pass. */
  #removeMany(descending: number[]): void {
    const value = this.at(descending[0]!);
    if (this.#journal.active) this.#saveAll();
    let next = descending.length - 1;
    let start = 0;
    const kept: string[][] = [];
    for (const chunk of this.#chunks) {
      const end = start + chunk.length;
      const removed: number[] = [];
      while (next >= 0 && descending[next]! < end) removed.push(descending[next--]! - start);
      start = end;
      if (removed.length === chunk.length) continue;
      if (removed.length > 0) {
        let gone = 0;
        let to = 0;
        for (let i = 0; i < chunk.length; i++) {
          if (gone < removed.length && removed[gone] === i) gone++;
          else chunk[to++] = chunk[i]!;
        }
        chunk.length = to;
      }
      kept.push(chunk);
    }
    this.#chunks = kept;
    this.#size -= descending.length;
    this.bytes -= value.length * descending.length;
  }

  /** Elements in order, one chunk after the other. */
  *[Symbol.iterator](): Generator<string> {
    for (const chunk of this.#chunks) yield* chunk;
  }
}
