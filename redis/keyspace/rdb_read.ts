/**
 * Values from the format of RDB files, up to version 10, as `RESTORE` takes them.
 *
 * @module
 */

import { BadData, ByteReader } from "./byte_reader.ts";
import { decodeListpack } from "./listpack.ts";
import { unpackLzf } from "./lzf.ts";
import { parseDouble, parseInteger, UINT64_MAX } from "./numbers.ts";
import { Sequence } from "./sequence.ts";
import { makeId, type StreamNode } from "./stream_node.ts";
import { type Consumer, type Group, StreamValue } from "./stream_value.ts";
import { encode } from "./strings.ts";
import { HashValue, SetValue, type Storage, type Stored, ZSetValue } from "./values.ts";
import { decodeZiplist, decodeZipmap } from "./ziplist.ts";

/** A length, or the number of a special form. */
function lengthOrForm(reader: ByteReader): { length: bigint; special: boolean } {
  const first = reader.byte();
  switch (first >> 6) {
    case 0:
      return { length: BigInt(first & 63), special: false };
    case 1:
      return { length: BigInt((first & 63) << 8 | reader.byte()), special: false };
    case 3:
      return { length: BigInt(first & 63), special: true };
  }
  if (first === 0x81) return { length: reader.bigEndian64(), special: false };
  if (first !== 0x80) throw new BadData();
  let length = 0n;
  for (let i = 0; i < 4; i++) length = length << 8n | BigInt(reader.byte());
  return { length, special: false };
}

function bigLength(reader: ByteReader): bigint {
  const { length, special } = lengthOrForm(reader);
  if (special) throw new BadData();
  return length;
}

/** A length that must be a safe integer. */
function lengthOf(reader: ByteReader): number {
  const length = bigLength(reader);
  if (length > BigInt(Number.MAX_SAFE_INTEGER)) throw new BadData();
  return Number(length);
}

/** A number of things of which each takes a byte at least. */
function countOf(reader: ByteReader): number {
  const count = lengthOf(reader);
  if (count > reader.left) throw new BadData();
  return count;
}

/** A text in any of its forms. @throws {BadData} for what is none */
export function decodeText(reader: ByteReader): string {
  const { length, special } = lengthOrForm(reader);
  if (!special) return reader.take(Number(length));
  switch (length) {
    case 0n:
      return "" + reader.signed(1);
    case 1n:
      return "" + reader.signed(2);
    case 2n:
      return "" + reader.signed(4);
    case 3n: {
      const packed = lengthOf(reader);
      const size = lengthOf(reader);
      return unpackLzf(reader.take(packed), size);
    }
  }
  throw new BadData();
}

function addAll(list: Sequence, elements: readonly string[]): void {
  for (const element of elements) list.pushBack(element);
}

function setOf(storage: Storage, members: readonly string[]): SetValue {
  const set = new SetValue(storage);
  for (const member of members) if (!set.add(member)) throw new BadData();
  return set;
}

function hashOf(storage: Storage, flat: readonly string[]): HashValue {
  if (flat.length % 2 === 1) throw new BadData();
  const hash = new HashValue(storage);
  for (let i = 0; i < flat.length; i += 2) if (!hash.set(flat[i]!, flat[i + 1]!)) throw new BadData();
  return hash;
}

function zsetOf(storage: Storage, members: readonly [string, number][]): ZSetValue {
  const zset = new ZSetValue(storage);
  for (const [member, score] of members) {
    if (score !== score || zset.score(member) !== undefined) throw new BadData();
    zset.add(member, score);
  }
  return zset;
}

function scored(flat: readonly string[]): [string, number][] {
  if (flat.length % 2 === 1) throw new BadData();
  const out: [string, number][] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const score = parseDouble(flat[i + 1]!);
    if (score === undefined) throw new BadData();
    out.push([flat[i]!, score]);
  }
  return out;
}

function intset(bytes: string): string[] {
  const reader = new ByteReader(bytes);
  const width = reader.unsigned(4);
  const count = reader.unsigned(4);
  if (width !== 2 && width !== 4 && width !== 8 || reader.left !== width * count) throw new BadData();
  return Array.from({ length: count }, () => "" + reader.signed(width));
}

/** A score as text, in the old form of sorted sets. */
function textScore(reader: ByteReader): number {
  const length = reader.byte();
  if (length === 253) return NaN;
  if (length === 254) return Infinity;
  if (length === 255) return -Infinity;
  const score = parseDouble(reader.take(length));
  if (score === undefined) throw new BadData();
  return score;
}

/** A value, `type` being the byte in front of it. @throws {BadData} for what is none */
export function decodeValue(storage: Storage, type: number, reader: ByteReader): Stored {
  const many = <T>(make: () => T): T[] => Array.from({ length: countOf(reader) }, make);
  const read = () => decodeText(reader);
  switch (type) {
    case 0:
      return encode(read());
    case 1:
    case 10:
    case 14:
    case 18:
      return listValue(storage, type, reader);
    case 2:
      return setOf(storage, many(read));
    case 3:
      return zsetOf(storage, many(() => [read(), textScore(reader)]));
    case 4:
      return hashOf(storage, many(() => [read(), read()]).flat());
    case 5:
      return zsetOf(storage, many(() => [read(), reader.double()]));
    case 9:
      return hashOf(storage, decodeZipmap(read()));
    case 11:
      return setOf(storage, intset(read()));
    case 12:
      return zsetOf(storage, scored(decodeZiplist(read())));
    case 13:
      return hashOf(storage, decodeZiplist(read()));
    case 15:
    case 19:
      return streamValue(storage, type, reader);
    case 16:
      return hashOf(storage, decodeListpack(read()));
    case 17:
      return zsetOf(storage, scored(decodeListpack(read())));
  }
  throw new BadData();
}

function listValue(storage: Storage, type: number, reader: ByteReader): Sequence {
  const list = new Sequence(storage.journal);
  if (type === 10) addAll(list, decodeZiplist(decodeText(reader)));
  else {
    for (let left = countOf(reader); left > 0; left--) {
      if (type === 1) list.pushBack(decodeText(reader));
      else if (type === 14) addAll(list, decodeZiplist(decodeText(reader)));
      else {
        const container = lengthOf(reader);
        if (container === 1) list.pushBack(decodeText(reader));
        else if (container === 2) addAll(list, decodeListpack(decodeText(reader)));
        else throw new BadData();
      }
    }
  }
  if (list.size === 0) throw new BadData();
  return list;
}

function idOf(reader: ByteReader): bigint {
  const ms = bigLength(reader);
  return makeId(ms, bigLength(reader));
}

function rawId(reader: ByteReader): bigint {
  const ms = reader.bigEndian64();
  return makeId(ms, reader.bigEndian64());
}

function integer(text: string | undefined): bigint {
  const value = text === undefined ? undefined : parseInteger(text);
  if (value === undefined) throw new BadData();
  return BigInt(value);
}

/** Adds the entries of a node to a stream. */
function readNode(stream: StreamValue, key: string, bytes: string): void {
  if (key.length !== 16) throw new BadData();
  const nodeId = rawId(new ByteReader(key));
  const elements = decodeListpack(bytes);
  let at = 0;
  const next = () => elements[at++];
  const small = () => {
    const value = Number(integer(next()));
    if (value < 0 || value > elements.length) throw new BadData();
    return value;
  };
  small();
  small();
  const master = elements.slice(3, 3 + Number(integer(elements[2])));
  at = 3 + master.length + 1;
  const node: StreamNode = stream.addNode(nodeId, master);
  while (at < elements.length) {
    const flags = small();
    const ms = (nodeId >> 64n) + integer(next());
    const seq = BigInt.asUintN(64, (nodeId & UINT64_MAX) + integer(next()));
    const same = (flags & 2) !== 0;
    const count = same ? master.length : small();
    const fields: string[] = [];
    for (let i = 0; i < count; i++) {
      const field = same ? master[i] : next();
      const value = next();
      if (field === undefined || value === undefined) throw new BadData();
      fields.push(field, value);
    }
    small();
    stream.addTo(node, makeId(ms, seq), fields, (flags & 1) !== 0);
  }
}

function streamValue(storage: Storage, type: number, reader: ByteReader): StreamValue {
  const stream = new StreamValue(storage);
  for (let left = countOf(reader); left > 0; left--) readNode(stream, decodeText(reader), decodeText(reader));
  const length = lengthOf(reader);
  if (length !== stream.length) throw new BadData();
  stream.lastId = idOf(reader);
  if (type === 19) {
    stream.firstId = idOf(reader);
    stream.maxDeletedId = idOf(reader);
    stream.entriesAdded = lengthOf(reader);
  } else {
    stream.refreshFirst();
    stream.entriesAdded = length;
  }
  for (let left = countOf(reader); left > 0; left--) readGroup(stream, type, reader);
  return stream;
}

function readGroup(stream: StreamValue, type: number, reader: ByteReader): void {
  const name = decodeText(reader);
  const lastId = idOf(reader);
  const read = type === 19 ? Number(BigInt.asIntN(64, bigLength(reader))) : -1;
  const group: Group | undefined = stream.createGroup(name, lastId, read);
  if (group === undefined) throw new BadData();
  const given = new Map<bigint, { time: number; count: number }>();
  for (let left = countOf(reader); left > 0; left--) {
    const id = rawId(reader);
    given.set(id, { time: Number(reader.signed(8)), count: lengthOf(reader) });
  }
  for (let left = countOf(reader); left > 0; left--) {
    const consumer: Consumer | undefined = stream.createConsumer(
      group,
      decodeText(reader),
      Number(reader.signed(8)),
    );
    if (consumer === undefined) throw new BadData();
    for (let pending = countOf(reader); pending > 0; pending--) {
      const id = rawId(reader);
      const known = given.get(id);
      if (known === undefined || !given.delete(id)) throw new BadData();
      stream.assign(group, id, consumer, known.time, known.count);
    }
  }
  if (given.size > 0) throw new BadData();
}
