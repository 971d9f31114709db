/**
 * Entries of streams and the nodes a Redis server keeps them in.
 *
 * An id is `ms * 2^64 + seq` as one bigint.
 *
 * @module
 */

import { integerSize, LISTPACK_OVERHEAD, textSize } from "./listpack_size.ts";
import { UINT64_MAX } from "./numbers.ts";

/** The greatest id. */
export const MAX_ID: bigint = (1n << 128n) - 1n;

/** An id from its parts. */
export function makeId(ms: bigint, seq: bigint): bigint {
  return (ms << 64n) | seq;
}

/** An id as text: `ms-seq`. */
export function idText(id: bigint): string {
  return (id >> 64n) + "-" + (id & UINT64_MAX);
}

/** An entry. */
export interface StreamEntry {
  readonly id: bigint;
  /** the id as text */
  readonly text: string;
  /** fields and values in turn */
  readonly fields: readonly string[];
  deleted: boolean;
}

/** Neighbouring entries. */
export interface StreamNode {
  /** the id of the first entry ever in it */
  readonly id: bigint;
  /** fields of that entry, which others need not repeat */
  readonly master: readonly string[];
  entries: StreamEntry[];
  /** entries that are not deleted */
  live: number;
  /** bytes of all but the two counters in front */
  bytes: number;
}

/** First index of sorted entries whose id is not below the given one. */
export function firstFrom(entries: readonly StreamEntry[], id: bigint): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (entries[mid]!.id < id) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Bytes of a node without entries and counters. */
export function masterSize(master: readonly string[]): number {
  let bytes = LISTPACK_OVERHEAD + integerSize(master.length) + integerSize(0);
  for (const field of master) bytes += textSize(field);
  return bytes;
}

/** Whether an entry has just the fields of its node's first one. */
export function hasMasterFields(node: StreamNode, fields: readonly string[]): boolean {
  if (fields.length !== node.master.length * 2) return false;
  return node.master.every((field, i) => fields[2 * i] === field);
}

/** Bytes of an entry in a node. */
export function entrySize(node: StreamNode, entry: StreamEntry): number {
  const { fields } = entry;
  const same = hasMasterFields(node, fields);
  const count = fields.length / 2;
  let bytes = 2 + integerSize((entry.id >> 64n) - (node.id >> 64n)) +
    integerSize(BigInt.asIntN(64, (entry.id & UINT64_MAX) - (node.id & UINT64_MAX)));
  for (let i = same ? 1 : 0; i < fields.length; i += same ? 2 : 1) bytes += textSize(fields[i]!);
  if (!same) bytes += integerSize(count);
  return bytes + integerSize(same ? count + 3 : 2 * count + 4);
}
