/**
 * Streams: entries in nodes as a Redis server cuts them, and consumer groups.
 *
 * The nodes matter because trimming with `~` only removes whole ones. A deleted entry stays in its node, marked, until
 * the node goes. An id is `ms * 2^64 + seq` as one bigint.
 *
 * @module
 */

import { IdMap } from "./id_map.ts";
import type { Journal } from "./journal.ts";
import { integerSize } from "./listpack_size.ts";
import {
  entrySize,
  firstFrom,
  idText,
  masterSize,
  MAX_ID,
  type StreamEntry,
  type StreamNode,
} from "./stream_node.ts";
import type { Storage } from "./values.ts";

/** An entry given to a consumer and not acknowledged. */
export interface Pending {
  readonly id: bigint;
  consumer: Consumer;
  /** when it was given, in ms of the clock */
  time: number;
  /** how often it was given */
  count: number;
}

/** A consumer of a group. */
export interface Consumer {
  readonly name: string;
  /** when it last asked, in ms of the clock */
  seen: number;
  readonly pending: IdMap<Pending>;
}

/** A consumer group. */
export interface Group {
  readonly name: string;
  lastId: bigint;
  /** entries read so far; -1 when unknown */
  entriesRead: number;
  readonly pending: IdMap<Pending>;
  readonly consumers: Map<string, Consumer>;
}

/** A stream. */
export class StreamValue {
  readonly #storage: Storage;
  /** nodes in order; read only for others */
  nodes: StreamNode[] = [];
  /** entries that are not deleted */
  length: number = 0;
  lastId: bigint = 0n;
  firstId: bigint = 0n;
  maxDeletedId: bigint = 0n;
  entriesAdded: number = 0;
  /** groups by name */
  readonly groups: Map<string, Group> = new Map();
  /** bytes of fields and values */
  textBytes: number = 0;

  /** Empty. */
  constructor(storage: Storage) {
    this.#storage = storage;
  }

  get #journal(): Journal {
    return this.#storage.journal;
  }

  /** Records the counters, which nearly every change touches. */
  #saveCounters(): void {
    const { length, lastId, firstId, maxDeletedId, entriesAdded, textBytes } = this;
    this.#journal.push(() => {
      Object.assign(this, { length, lastId, firstId, maxDeletedId, entriesAdded, textBytes });
    });
  }

  /** Adds an entry with an id above all others. */
  append(id: bigint, fields: readonly string[]): StreamEntry {
    if (this.#journal.active) this.#saveCounters();
    let size = 0;
    for (const text of fields) size += text.length;
    this.textBytes += size;
    const entry: StreamEntry = { id, text: idText(id), fields, deleted: false };
    let node = this.nodes[this.nodes.length - 1];
    if (node === undefined || this.#isFull(node, size)) {
      const master: string[] = [];
      for (let i = 0; i < fields.length; i += 2) master.push(fields[i]!);
      node = { id, master, entries: [], live: 0, bytes: masterSize(master) };
      this.nodes.push(node);
      if (this.#journal.active) this.#journal.push(() => this.nodes.pop());
    }
    const bytes = entrySize(node, entry);
    node.entries.push(entry);
    node.live++;
    node.bytes += bytes;
    if (this.#journal.active) this.#undoAppend(node, bytes);
    this.length++;
    this.entriesAdded++;
    this.lastId = id;
    if (this.length === 1) this.firstId = id;
    return entry;
  }

  #undoAppend(node: StreamNode, bytes: number): void {
    this.#journal.push(() => {
      node.entries.pop();
      node.live--;
      node.bytes -= bytes;
    });
  }

  #isFull(node: StreamNode, size: number): boolean {
    const { streamNodeBytes, streamNodeEntries } = this.#storage.limits;
    const counters = integerSize(node.live) + integerSize(node.entries.length - node.live);
    const most = streamNodeBytes === 0 || streamNodeBytes > 1 << 30 ? 1 << 30 : streamNodeBytes;
    if (node.bytes + counters + size >= most) return true;
    return streamNodeEntries > 0 && node.entries.length >= streamNodeEntries;
  }

  /** Adds an empty node at the end, while a stream is being restored. */
  addNode(id: bigint, master: readonly string[]): StreamNode {
    const node: StreamNode = { id, master, entries: [], live: 0, bytes: masterSize(master) };
    this.nodes.push(node);
    return node;
  }

  /** Adds an entry to a node, while a stream is being restored. */
  addTo(node: StreamNode, id: bigint, fields: readonly string[], deleted: boolean): void {
    const entry: StreamEntry = { id, text: idText(id), fields, deleted };
    node.entries.push(entry);
    node.bytes += entrySize(node, entry);
    if (deleted) return;
    node.live++;
    this.length++;
    for (const text of fields) this.textBytes += text.length;
  }

  /** Index of the node an id would be in. */
  #nodeFor(id: bigint): number {
    let low = 0;
    let high = this.nodes.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.nodes[mid]!.id <= id) low = mid;
      else high = mid - 1;
    }
    return low;
  }

  /** The entry with an id. */
  get(id: bigint): StreamEntry | undefined {
    const node = this.nodes[this.#nodeFor(id)];
    if (node === undefined) return undefined;
    const entry = node.entries[firstFrom(node.entries, id)];
    return entry !== undefined && entry.id === id && !entry.deleted ? entry : undefined;
  }

  /** Entries from `start` to `end`, both included, at most `limit`; from the last to the first when `reverse`. */
  range(start: bigint, end: bigint, limit: number, reverse: boolean): StreamEntry[] {
    const out: StreamEntry[] = [];
    if (start > end || this.nodes.length === 0 || limit <= 0) return out;
    if (!reverse) {
      let n = this.#nodeFor(start);
      let i = firstFrom(this.nodes[n]!.entries, start);
      for (; n < this.nodes.length; n++, i = 0) {
        const entries = this.nodes[n]!.entries;
        for (; i < entries.length; i++) {
          const entry = entries[i]!;
          if (entry.id > end) return out;
          if (!entry.deleted && out.push(entry) === limit) return out;
        }
      }
      return out;
    }
    let n = this.#nodeFor(end);
    for (
      let entries = this.nodes[n]!.entries, i = firstFrom(entries, end + 1n) - 1;;
      i = entries.length - 1
    ) {
      for (; i >= 0; i--) {
        const entry = entries[i]!;
        if (entry.id < start) return out;
        if (!entry.deleted && out.push(entry) === limit) return out;
      }
      if (--n < 0) return out;
      entries = this.nodes[n]!.entries;
    }
  }

  /** The lowest id that is not deleted; 0 when there is none. */
  #lowestId(): bigint {
    return this.range(0n, MAX_ID, 1, false)[0]?.id ?? 0n;
  }

  /** Deletes an entry; false when it is missing. */
  delete(id: bigint): boolean {
    const n = this.#nodeFor(id);
    const node = this.nodes[n];
    const entry = this.get(id);
    if (node === undefined || entry === undefined) return false;
    if (this.#journal.active) this.#saveCounters();
    this.#mark(node, entry);
    if (node.live === 0) {
      this.nodes.splice(n, 1);
      if (this.#journal.active) this.#journal.push(() => this.nodes.splice(n, 0, node));
    }
    this.length--;
    return true;
  }

  #mark(node: StreamNode, entry: StreamEntry): void {
    entry.deleted = true;
    node.live--;
    for (const text of entry.fields) this.textBytes -= text.length;
    if (this.#journal.active) {
      this.#journal.push(() => {
        entry.deleted = false;
        node.live++;
      });
    }
  }

  /** Finds the first entry anew, after deletions. */
  refreshFirst(): void {
    if (this.#journal.active) this.#saveCounters();
    this.firstId = this.#lowestId();
  }

  /** Records that ids up to this one were deleted. */
  raiseDeleted(id: bigint): void {
    if (this.#journal.active) this.#saveCounters();
    if (id > this.maxDeletedId) this.maxDeletedId = id;
  }

  /** Sets counters that are told from outside. */
  setCounters(lastId: bigint, entriesAdded: number | undefined, maxDeletedId: bigint | undefined): void {
    if (this.#journal.active) this.#saveCounters();
    this.lastId = lastId;
    if (entriesAdded !== undefined) this.entriesAdded = entriesAdded;
    if (maxDeletedId !== undefined) this.maxDeletedId = maxDeletedId;
  }

  /**
   * Removes entries from the front until at most `length` are left, or none is below `minId`; exactly one of the two
   * is given. `approximate`: only whole nodes; `limit`: at most so many entries, 0 for any number. Gives how many
   * were removed.
   */
  trim(length: number | undefined, minId: bigint | undefined, approximate: boolean, limit: number): number {
    if (this.#journal.active) this.#saveCounters();
    let removed = 0;
    let whole = 0;
    for (; whole < this.nodes.length; whole++) {
      if (length !== undefined && this.length <= length) break;
      const node = this.nodes[whole]!;
      if (limit > 0 && removed + node.live > limit) break;
      const last = node.entries[node.entries.length - 1]!.id;
      const drop = length !== undefined ? this.length - node.live >= length : last < minId!;
      if (drop) {
        this.length -= node.live;
        removed += node.live;
        for (const entry of node.entries) {
          if (!entry.deleted) { for (const text of entry.fields) this.textBytes -= text.length; }
        }
        continue;
      }
      if (approximate) break;
      for (const entry of node.entries) {
        if (length !== undefined ? this.length <= length : entry.id >= minId!) break;
        if (entry.deleted) continue;
        this.#mark(node, entry);
        this.length--;
        removed++;
      }
      break;
    }
    if (whole > 0) {
      const gone = this.nodes.splice(0, whole);
      if (this.#journal.active) this.#journal.push(() => this.nodes = [...gone, ...this.nodes]);
    }
    if (this.length === 0) this.firstId = 0n;
    else if (removed > 0) this.firstId = this.#lowestId();
    return removed;
  }

  /** Makes a group; undefined when the name is taken. */
  createGroup(name: string, lastId: bigint, entriesRead: number): Group | undefined {
    if (this.groups.has(name)) return undefined;
    const group: Group = { name, lastId, entriesRead, pending: new IdMap(), consumers: new Map() };
    this.groups.set(name, group);
    if (this.#journal.active) this.#journal.push(() => this.groups.delete(name));
    return group;
  }

  /** Removes a group; false when there is none. */
  destroyGroup(name: string): boolean {
    const group = this.groups.get(name);
    if (group === undefined) return false;
    this.groups.delete(name);
    if (this.#journal.active) this.#journal.push(() => this.groups.set(name, group));
    return true;
  }

  /** Moves a group to an id. */
  moveGroup(group: Group, lastId: bigint, entriesRead: number): void {
    if (this.#journal.active) {
      const old = { lastId: group.lastId, entriesRead: group.entriesRead };
      this.#journal.push(() => Object.assign(group, old));
    }
    group.lastId = lastId;
    group.entriesRead = entriesRead;
  }

  /** Makes a consumer; undefined when the name is taken. */
  createConsumer(group: Group, name: string, now: number): Consumer | undefined {
    if (group.consumers.has(name)) return undefined;
    const consumer: Consumer = { name, seen: now, pending: new IdMap() };
    group.consumers.set(name, consumer);
    if (this.#journal.active) this.#journal.push(() => group.consumers.delete(name));
    return consumer;
  }

  /** Notes when a consumer asked. */
  see(consumer: Consumer, now: number): void {
    if (this.#journal.active) {
      const old = consumer.seen;
      this.#journal.push(() => consumer.seen = old);
    }
    consumer.seen = now;
  }

  /** Removes a consumer with what it was given; gives how many entries that were. */
  deleteConsumer(group: Group, name: string): number {
    const consumer = group.consumers.get(name);
    if (consumer === undefined) return 0;
    const pending = [...consumer.pending.from(0n)];
    for (const one of pending) this.acknowledge(group, one.id);
    group.consumers.delete(name);
    if (this.#journal.active) this.#journal.push(() => group.consumers.set(name, consumer));
    return pending.length;
  }

  /** Gives an entry to a consumer, whoever had it; the counters are set by the caller through `time` and `count`. */
  assign(group: Group, id: bigint, consumer: Consumer, time: number, count: number): void {
    const old = group.pending.get(id);
    old?.consumer.pending.delete(id);
    const pending: Pending = { id, consumer, time, count };
    group.pending.set(pending);
    consumer.pending.set(pending);
    if (this.#journal.active) this.#undoAssign(group, pending, old);
  }

  #undoAssign(group: Group, pending: Pending, old: Pending | undefined): void {
    this.#journal.push(() => {
      pending.consumer.pending.delete(pending.id);
      group.pending.delete(pending.id);
      if (old === undefined) return;
      group.pending.set(old);
      old.consumer.pending.set(old);
    });
  }

  /** Takes an entry off the list of a group; false when it was not there. */
  acknowledge(group: Group, id: bigint): boolean {
    const pending = group.pending.get(id);
    if (pending === undefined) return false;
    group.pending.delete(id);
    pending.consumer.pending.delete(id);
    if (this.#journal.active) {
      this.#journal.push(() => {
        group.pending.set(pending);
        pending.consumer.pending.set(pending);
      });
    }
    return true;
  }
}

/** Names in order of bytes, which is how the server keeps groups and consumers. */
export function byName<T extends { readonly name: string }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
