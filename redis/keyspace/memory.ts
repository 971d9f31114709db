/**
 * How much memory stored data takes, as an estimate: what `MEMORY USAGE` tells and `maxmemory` is held against.
 *
 * The figures are what this implementation needs in a JS engine, not what a Redis server would need.
 *
 * @module
 */

import type { Entry } from "./database.ts";
import { RawString } from "./raw_string.ts";
import { Sequence } from "./sequence.ts";
import { HashValue, SetValue, type Stored, ZSetValue } from "./values.ts";

/** an entry with its key's string, its places in the map and the arrays */
const ENTRY = 184;
/** a string besides its bytes */
const TEXT = 20;

function valueBytes(value: Stored): number {
  if (typeof value === "number") return 8;
  if (typeof value === "bigint") return 24;
  if (typeof value === "string") return TEXT + value.length;
  if (value instanceof RawString) return 200 + 2 * value.length;
  if (value instanceof HashValue) {
    const { fields } = value;
    return 160 + fields.size * (2 * TEXT + (fields.packed ? 16 : 56)) + fields.bytes;
  }
  if (value instanceof Sequence) return 120 + value.size * (TEXT + 8) + value.bytes;
  if (value instanceof SetValue) return 160 + value.size * (TEXT + (value.intset ? 8 : 56)) + value.bytes;
  if (value instanceof ZSetValue) return 200 + value.size * (TEXT + 88) + value.dict.bytes;
  let bytes = 240 + value.textBytes + value.nodes.length * 120 + value.length * 200;
  for (const group of value.groups.values()) {
    bytes += 200 + group.pending.size * 120 + group.consumers.size * 120;
  }
  return bytes;
}

/** Bytes of an entry with its key. */
export function entryBytes(entry: Entry): number {
  return ENTRY + entry.key.length + valueBytes(entry.value);
}
