/**
 * Values in the format of RDB files, version 10, as `DUMP` gives them.
 *
 * @module
 */

import { encodeListpack, littleEndian } from "./listpack.ts";
import { textSize } from "./listpack_size.ts";
import { packLzf } from "./lzf.ts";
import { formatDouble, parseInteger, UINT64_MAX } from "./numbers.ts";
import { RawString } from "./raw_string.ts";
import { Sequence } from "./sequence.ts";
import { hasMasterFields, type StreamNode } from "./stream_node.ts";
import { byName, type Group, type StreamValue } from "./stream_value.ts";
import { textOf } from "./strings.ts";
import { HashValue, SetValue, type Stored, ZSetValue } from "./values.ts";

/** The version of the format. */
export const RDB_VERSION: number = 10;
/** bytes of one node of a list */
const LIST_NODE = 8192;

function bigEndian(value: bigint | number, size: number): string {
  return [...littleEndian(value, size)].reverse().join("");
}

/** A length in 1, 2, 5 or 9 bytes. */
function lengthBytes(length: number | bigint): string {
  if (length < 64) return String.fromCharCode(Number(length));
  if (length < 16384) return String.fromCharCode(0x40 | Number(length) >> 8, Number(length) & 255);
  return length <= 0xffffffff ? "\x80" + bigEndian(length, 4) : "\x81" + bigEndian(length, 8);
}

/** Texts longer than this are packed, where that makes them shorter. */
const UNPACKED = 20;
/** What a packed text begins with. */
const PACKED = "\xc3";

/** A text; short ones that spell small integers as integers, long ones packed. */
export function encodeText(value: string): string {
  if (value.length <= 11) {
    const integer = parseInteger(value);
    if (typeof integer === "number") {
      if (integer >= -128 && integer <= 127) return "\xc0" + littleEndian(integer, 1);
      if (integer >= -32768 && integer <= 32767) return "\xc1" + littleEndian(integer, 2);
      if (integer >= -2147483648 && integer <= 2147483647) return "\xc2" + littleEndian(integer, 4);
    }
  }
  const packed = value.length > UNPACKED ? packLzf(value) : undefined;
  if (packed === undefined) return lengthBytes(value.length) + value;
  return PACKED + lengthBytes(packed.length) + lengthBytes(value.length) + packed;
}

function double(value: number): string {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value, true);
  return String.fromCharCode(...new Uint8Array(bytes.buffer));
}

function list(value: Sequence): string {
  const nodes: string[] = [];
  let node: string[] = [];
  let size = 0;
  for (const element of value) {
    const bytes = textSize(element);
    if (node.length > 0 && size + bytes > LIST_NODE - 7) {
      nodes.push(encodeListpack(node));
      node = [];
      size = 0;
    }
    node.push(element);
    size += bytes;
  }
  nodes.push(encodeListpack(node));
  return "\x12" + lengthBytes(nodes.length) + nodes.map((bytes) => "\x02" + encodeText(bytes)).join("");
}

function set(value: SetValue): string {
  if (!value.intset) return "\x02" + lengthBytes(value.size) + value.members.map(encodeText).join("");
  const integers = value.members.map((member) => BigInt(member));
  const fits = (bits: number) => integers.every((integer) => BigInt.asIntN(bits, integer) === integer);
  const width = fits(16) ? 2 : fits(32) ? 4 : 8;
  const body = integers.map((integer) => littleEndian(integer, width)).join("");
  return "\x0b" + encodeText(littleEndian(width, 4) + littleEndian(integers.length, 4) + body);
}

/** A score in a listpack: an integer where it is one. */
function packedScore(score: number): string | bigint {
  return Number.isInteger(score) && Math.abs(score) <= 2 ** 62 ? BigInt(score) : formatDouble(score);
}

function zset(value: ZSetValue): string {
  const members: [string, number][] = [];
  for (let leaf = value.tree.at(0).leaf; leaf !== null; leaf = leaf.next!) {
    for (let i = 0; i < leaf.members.length; i++) members.push([leaf.members[i]!, leaf.scores[i]!]);
  }
  if (value.dict.packed) {
    return "\x11" +
      encodeText(encodeListpack(members.flatMap(([member, score]) => [member, packedScore(score)])));
  }
  members.reverse();
  return "\x05" + lengthBytes(members.length) +
    members.map(([member, score]) => encodeText(member) + double(score)).join("");
}

function hash(value: HashValue): string {
  const { keys, values, packed } = value.fields;
  if (packed) return "\x10" + encodeText(encodeListpack(keys.flatMap((key, i) => [key, values[i]!])));
  return "\x04" + lengthBytes(keys.length) +
    keys.map((key, i) => encodeText(key) + encodeText(values[i]!)).join("");
}

const DELETED = 1;
const SAME_FIELDS = 2;

/** A node of a stream as the server keeps it. */
function streamNode(node: StreamNode): string {
  const elements: (string | number | bigint)[] = [
    node.live,
    node.entries.length - node.live,
    node.master.length,
    ...node.master,
    0,
  ];
  for (const { id, fields, deleted } of node.entries) {
    const same = hasMasterFields(node, fields);
    const count = fields.length / 2;
    elements.push((deleted ? DELETED : 0) | (same ? SAME_FIELDS : 0));
    elements.push((id >> 64n) - (node.id >> 64n));
    elements.push(BigInt.asIntN(64, (id & UINT64_MAX) - (node.id & UINT64_MAX)));
    if (!same) elements.push(count);
    for (let i = same ? 1 : 0; i < fields.length; i += same ? 2 : 1) elements.push(fields[i]!);
    elements.push(same ? count + 3 : 2 * count + 4);
  }
  return encodeText(idBytes(node.id)) + encodeText(encodeListpack(elements));
}

function idBytes(id: bigint): string {
  return bigEndian(id >> 64n, 8) + bigEndian(id & UINT64_MAX, 8);
}

function idLengths(id: bigint): string {
  return lengthBytes(id >> 64n) + lengthBytes(id & UINT64_MAX);
}

function group(value: Group): string {
  const parts = [
    encodeText(value.name),
    idLengths(value.lastId),
    lengthBytes(BigInt.asUintN(64, BigInt(value.entriesRead))),
    lengthBytes(value.pending.size),
  ];
  for (const { id, time, count } of value.pending.from(0n)) {
    parts.push(idBytes(id), littleEndian(time, 8), lengthBytes(count));
  }
  parts.push(lengthBytes(value.consumers.size));
  for (const consumer of byName(value.consumers.values())) {
    parts.push(encodeText(consumer.name), littleEndian(consumer.seen, 8), lengthBytes(consumer.pending.size));
    for (const { id } of consumer.pending.from(0n)) parts.push(idBytes(id));
  }
  return parts.join("");
}

function stream(value: StreamValue): string {
  const groups = byName(value.groups.values());
  return [
    "\x13",
    lengthBytes(value.nodes.length),
    ...value.nodes.map(streamNode),
    lengthBytes(value.length),
    idLengths(value.lastId),
    idLengths(value.firstId),
    idLengths(value.maxDeletedId),
    lengthBytes(value.entriesAdded),
    lengthBytes(groups.length),
    ...groups.map(group),
  ].join("");
}

/** A value with the byte of its type in front. */
export function encodeValue(value: Stored): string {
  if (typeof value !== "object" || value instanceof RawString) return "\x00" + encodeText(textOf(value));
  if (value instanceof HashValue) return hash(value);
  if (value instanceof Sequence) return list(value);
  if (value instanceof SetValue) return set(value);
  return value instanceof ZSetValue ? zset(value) : stream(value);
}
