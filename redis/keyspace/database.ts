/**
 * One numbered database: keys, their values and times to live, who watches them.
 *
 * Invariants: `slots[entry.slot] === entry` for every stored entry, and `volatile[entry.expireSlot] === entry` for
 * those with a time to live; a removal moves the last one into the gap, so a scan from the last slot down to 0 sees
 * every key that is present throughout (see {@linkcode Dictionary}). Collections are never empty: who takes the last
 * element removes the key.
 *
 * @module
 */

import { WRONGTYPE } from "./errors.ts";
import type { Keyspace } from "./keyspace.ts";
import { RawString } from "./raw_string.ts";
import { Sequence } from "./sequence.ts";
import { StreamValue } from "./stream_value.ts";
import { HashValue, SetValue, type Stored, ZSetValue } from "./values.ts";
import type { Watch } from "./watch.ts";

/** A key with its value. */
export class Entry {
  readonly key: string;
  value: Stored;
  /** when the key expires, in ms of the clock; -1: never */
  expire: number = -1;
  /** position among the entries of the database; -1 when it is not stored */
  slot: number = -1;
  /** position among the entries with a time to live; -1 without */
  expireSlot: number = -1;
  /** when it was last used, in ms of the clock */
  accessed: number;
  /** the script in which the value, and the time to live, were saved for undoing */
  valueEpoch: number = 0;
  expireEpoch: number = 0;
  /** bytes last charged for it, while memory is counted */
  charged: number = 0;

  /** Not stored yet. */
  constructor(key: string, value: Stored, accessed: number) {
    this.key = key;
    this.value = value;
    this.accessed = accessed;
  }
}

/**
 * Stands in the map for a key that is gone: deleting and adding one key again and again would make the engine's maps
 * walk over all its former places. There are at most about as many of these as keys.
 */
const GONE = new Entry("", 0, 0);
/** how many keys may be gone besides */
const SPARE = 64;

/** What the keys of a database refer to. */
export class Database {
  readonly keyspace: Keyspace;
  /** its number; `SWAPDB` exchanges numbers */
  index: number;
  #map: Map<string, Entry> = new Map();
  /** entries by position; read only for others */
  slots: Entry[] = [];
  /** entries with a time to live; read only for others */
  volatile: Entry[] = [];
  /** watches by key; null while there are none */
  watches: Map<string, Set<Watch>> | null = null;

  /** Empty. */
  constructor(keyspace: Keyspace, index: number) {
    this.keyspace = keyspace;
    this.index = index;
  }

  /** Number of keys, counting those that expired and were not noticed yet. */
  get size(): number {
    return this.slots.length;
  }

  /** The entry of a key, marked as used; a key past its time is removed first. */
  get(key: string): Entry | undefined {
    const entry = this.#map.get(key);
    if (entry === undefined || entry.slot < 0) return undefined;
    if (entry.expire >= 0 && entry.expire < this.keyspace.now) return this.#expired(entry);
    entry.accessed = this.keyspace.now;
    return entry;
  }

  /** The entry of a key without marking it as used. */
  peek(key: string): Entry | undefined {
    const entry = this.#map.get(key);
    if (entry === undefined || entry.slot < 0) return undefined;
    if (entry.expire >= 0 && entry.expire < this.keyspace.now) return this.#expired(entry);
    return entry;
  }

  #expired(entry: Entry): undefined {
    this.expireNow(entry);
    return undefined;
  }

  /** Whether the entry is past its time. */
  isExpired(entry: Entry): boolean {
    return entry.expire >= 0 && entry.expire < this.keyspace.now;
  }

  /** Whether a key is stored and past its time. */
  hasExpired(key: string): boolean {
    const entry = this.#map.get(key);
    return entry !== undefined && entry.slot >= 0 && this.isExpired(entry);
  }

  /** Removes an entry that is past its time. */
  expireNow(entry: Entry): void {
    this.removeEntry(entry);
    this.keyspace.expiredKeys++;
    // logged on its own: the command that noticed has not changed anything
    this.keyspace.emit(this.index, ["DEL", entry.key]);
    if (this.watches !== null) this.#tell(entry.key);
    this.event("x", "expired", entry.key);
  }

  /** The hash at a key; undefined when there is none. @throws {ErrorReply} for another type */
  hash(key: string): HashValue | undefined {
    const entry = this.get(key);
    if (entry === undefined) return undefined;
    if (entry.value instanceof HashValue) return entry.value;
    throw WRONGTYPE;
  }

  /** The list at a key; undefined when there is none. @throws {ErrorReply} for another type */
  list(key: string): Sequence | undefined {
    const entry = this.get(key);
    if (entry === undefined) return undefined;
    if (entry.value instanceof Sequence) return entry.value;
    throw WRONGTYPE;
  }

  /** The set at a key; undefined when there is none. @throws {ErrorReply} for another type */
  set(key: string): SetValue | undefined {
    const entry = this.get(key);
    if (entry === undefined) return undefined;
    if (entry.value instanceof SetValue) return entry.value;
    throw WRONGTYPE;
  }

  /** The sorted set at a key; undefined when there is none. @throws {ErrorReply} for another type */
  zset(key: string): ZSetValue | undefined {
    const entry = this.get(key);
    if (entry === undefined) return undefined;
    if (entry.value instanceof ZSetValue) return entry.value;
    throw WRONGTYPE;
  }

  /** The stream at a key; undefined when there is none. @throws {ErrorReply} for another type */
  stream(key: string): StreamValue | undefined {
    const entry = this.get(key);
    if (entry === undefined) return undefined;
    if (entry.value instanceof StreamValue) return entry.value;
    throw WRONGTYPE;
  }

  /** The entry of a key that holds a string; undefined when there is none. @throws {ErrorReply} for another type */
  stringEntry(key: string): Entry | undefined {
    const entry = this.get(key);
    if (entry === undefined) return undefined;
    const value = entry.value;
    if (typeof value !== "object" || value instanceof RawString) return entry;
    throw WRONGTYPE;
  }

  /** The string at a key; undefined when there is none. @throws {ErrorReply} for another type */
  string(key: string): string | undefined {
    const entry = this.get(key);
    if (entry === undefined) return undefined;
    const value = entry.value;
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "bigint") return "" + value;
    if (value instanceof RawString) return value.text;
    throw WRONGTYPE;
  }

  /** Stores a value at a key known to be missing. */
  add(key: string, value: Stored): Entry {
    const entry = new Entry(key, value, this.keyspace.now);
    this.#insert(entry);
    if (typeof value === "object") this.keyspace.ready(this.index, key);
    return entry;
  }

  #insert(entry: Entry): void {
    entry.slot = this.slots.length;
    this.slots.push(entry);
    this.#map.set(entry.key, entry);
    if (this.keyspace.journal.active) this.#undoInsert(entry);
  }

  #undoInsert(entry: Entry): void {
    this.keyspace.journal.push(() => this.#takeOut(entry));
  }

  /** Gives an entry another value; its time to live stays. */
  replace(entry: Entry, value: Stored): void {
    const { journal } = this.keyspace;
    if (journal.active && entry.valueEpoch !== journal.epoch) this.#undoReplace(entry);
    entry.value = value;
  }

  #undoReplace(entry: Entry): void {
    const old = entry.value;
    entry.valueEpoch = this.keyspace.journal.epoch;
    this.keyspace.journal.push(() => entry.value = old);
  }

  /** Stores a value at a key, whatever was there; without `keepTtl` the key loses its time to live. */
  put(key: string, value: Stored, keepTtl: boolean = false): Entry {
    const entry = this.get(key);
    if (entry === undefined) return this.add(key, value);
    this.replace(entry, value);
    if (entry.expire >= 0 && !keepTtl) this.persist(entry);
    if (typeof value === "object") this.keyspace.ready(this.index, key);
    return entry;
  }

  /** Removes a key; false when it is missing. */
  remove(key: string): boolean {
    const entry = this.peek(key);
    if (entry === undefined) return false;
    this.removeEntry(entry);
    return true;
  }

  /** Removes an entry. */
  removeEntry(entry: Entry): void {
    if (this.keyspace.journal.active) this.#undoRemove(entry);
    this.#takeOut(entry);
  }

  #undoRemove(entry: Entry): void {
    const { slot, expire } = entry;
    this.keyspace.journal.push(() => {
      this.#map.set(entry.key, entry);
      entry.slot = slot;
      const moved = this.slots[slot];
      if (moved !== undefined) {
        moved.slot = this.slots.length;
        this.slots.push(moved);
      }
      this.slots[slot] = entry;
      entry.charged = 0;
      if (expire >= 0) this.#expireAt(entry, expire);
    });
  }

  #takeOut(entry: Entry): void {
    if (entry.expire >= 0) this.#forget(entry);
    if (entry.charged > 0) this.keyspace.release(entry);
    this.#map.set(entry.key, GONE);
    const last = this.slots.pop()!;
    if (last !== entry) {
      this.slots[entry.slot] = last;
      last.slot = entry.slot;
    }
    entry.slot = -1;
    if (this.#map.size > 2 * this.slots.length + SPARE) this.#sweep();
  }

  /** Forgets the keys that are gone. */
  #sweep(): void {
    const map = new Map<string, Entry>();
    for (const entry of this.slots) map.set(entry.key, entry);
    this.#map = map;
  }

  /** Whether something is stored at a key, be it past its time. */
  stores(key: string): boolean {
    const entry = this.#map.get(key);
    return entry !== undefined && entry.slot >= 0;
  }

  /** Gives an entry a time to live: it expires at `at` ms of the clock. */
  expireAt(entry: Entry, at: number): void {
    const { journal } = this.keyspace;
    if (journal.active && entry.expireEpoch !== journal.epoch) this.#undoExpire(entry);
    this.#expireAt(entry, at);
  }

  #expireAt(entry: Entry, at: number): void {
    if (entry.expireSlot < 0) {
      entry.expireSlot = this.volatile.length;
      this.volatile.push(entry);
    }
    entry.expire = at;
  }

  /** Takes the time to live of an entry away. */
  persist(entry: Entry): void {
    const { journal } = this.keyspace;
    if (journal.active && entry.expireEpoch !== journal.epoch) this.#undoExpire(entry);
    this.#forget(entry);
  }

  #forget(entry: Entry): void {
    const last = this.volatile.pop()!;
    if (last !== entry) {
      this.volatile[entry.expireSlot] = last;
      last.expireSlot = entry.expireSlot;
    }
    entry.expireSlot = -1;
    entry.expire = -1;
  }

  #undoExpire(entry: Entry): void {
    const old = entry.expire;
    entry.expireEpoch = this.keyspace.journal.epoch;
    this.keyspace.journal.push(() => {
      if (old >= 0) this.#expireAt(entry, old);
      else if (entry.expire >= 0) this.#forget(entry);
    });
  }

  /** Removes all keys; gives how many there were. */
  clear(): number {
    const { slots, volatile } = this;
    const map = this.#map;
    if (this.keyspace.journal.active) {
      this.keyspace.journal.push(() => {
        this.#map = map;
        this.slots = slots;
        this.volatile = volatile;
      });
    }
    if (this.keyspace.limits.maxMemory > 0) {
      for (const entry of slots) if (entry.charged > 0) this.keyspace.release(entry);
    }
    const touched = this.watches === null ? [] : [...this.watches.keys()].filter((key) => this.stores(key));
    this.#map = new Map();
    this.slots = [];
    this.volatile = [];
    for (const key of touched) this.touch(key);
    return slots.length;
  }

  /** Exchanges what is stored with another database; watches stay with the numbers. */
  swap(other: Database): void {
    const swap = () => {
      [this.#map, other.#map] = [other.#map, this.#map];
      [this.slots, other.slots] = [other.slots, this.slots];
      [this.volatile, other.volatile] = [other.volatile, this.volatile];
    };
    swap();
    if (this.keyspace.journal.active) this.keyspace.journal.push(swap);
    for (const db of [this, other]) {
      if (db.watches === null) continue;
      const before = db === this ? other : this;
      for (const [key, watches] of db.watches) {
        const existed = before.stores(key);
        if (!existed && !db.stores(key)) continue;
        this.keyspace.dirty++;
        for (const watch of watches) watch.swapped(db, key, existed);
      }
    }
  }

  /** A random entry that is not past its time; undefined when there is none. */
  randomEntry(): Entry | undefined {
    while (this.slots.length > 0) {
      const entry = this.slots[this.keyspace.randomInt(this.slots.length)]!;
      if (!this.isExpired(entry)) return entry;
      this.expireNow(entry);
    }
    return undefined;
  }

  /** Marks a key as changed: the command is logged, watches are told. */
  touch(key: string): void {
    this.keyspace.dirty++;
    if (this.watches !== null) this.#tell(key);
  }

  #tell(key: string): void {
    const watches = this.watches!.get(key);
    if (watches === undefined) return;
    for (const watch of watches) watch.touched(this, key);
  }

  /** Marks a key as changed and reports the event to who listens; `kind` is its class in keyspace notifications. */
  changed(key: string, kind: string, event: string): void {
    this.keyspace.dirty++;
    if (this.watches !== null) this.#tell(key);
    if (this.keyspace.onEvent !== null) this.keyspace.onEvent(kind, event, key, this.index);
  }

  /** Reports an event to who listens. */
  event(kind: string, event: string, key: string): void {
    if (this.keyspace.onEvent !== null) this.keyspace.onEvent(kind, event, key, this.index);
  }

  /** Removes a key that became empty. */
  removeEmpty(key: string): void {
    this.remove(key);
    this.event("g", "del", key);
  }
}
