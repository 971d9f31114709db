/**
 * Copies of stored values, for `COPY`.
 *
 * @module
 */

import { RawString } from "./raw_string.ts";
import { Sequence } from "./sequence.ts";
import { StreamValue } from "./stream_value.ts";
import { HashValue, SetValue, type Storage, type Stored, ZSetValue } from "./values.ts";

/** A value of its own with the same content. */
export function clone(storage: Storage, value: Stored): Stored {
  if (typeof value !== "object") return value;
  if (value instanceof RawString) return new RawString(storage.journal, value.text);
  if (value instanceof HashValue) {
    const out = new HashValue(storage);
    const { keys, values } = value.fields;
    if (!value.fields.packed) out.fields.unpack();
    for (let i = 0; i < keys.length; i++) out.set(keys[i]!, values[i]!);
    return out;
  }
  if (value instanceof Sequence) {
    const out = new Sequence(storage.journal);
    for (const element of value) out.pushBack(element);
    return out;
  }
  if (value instanceof SetValue) {
    const out = new SetValue(storage);
    if (!value.intset) out.unpack();
    for (const member of value.members) out.add(member);
    return out;
  }
  if (value instanceof ZSetValue) {
    const out = new ZSetValue(storage);
    if (!value.dict.packed) out.dict.unpack();
    const { keys, values } = value.dict;
    for (let i = 0; i < keys.length; i++) out.add(keys[i]!, values[i]!);
    return out;
  }
  return cloneStream(storage, value);
}

function cloneStream(storage: Storage, stream: StreamValue): StreamValue {
  const out = new StreamValue(storage);
  out.nodes = stream.nodes.map((node) => ({
    ...node,
    entries: node.entries.map((entry) => ({ ...entry })),
  }));
  const { length, lastId, firstId, maxDeletedId, entriesAdded, textBytes } = stream;
  Object.assign(out, { length, lastId, firstId, maxDeletedId, entriesAdded, textBytes });
  for (const group of stream.groups.values()) {
    const copy = out.createGroup(group.name, group.lastId, group.entriesRead)!;
    for (const consumer of group.consumers.values()) out.createConsumer(copy, consumer.name, consumer.seen);
    for (const { id, consumer, time, count } of group.pending.from(0n)) {
      out.assign(copy, id, copy.consumers.get(consumer.name)!, time, count);
    }
  }
  return out;
}
