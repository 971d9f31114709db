/**
 * Commands on strings as arrays of bits. Bit 0 is the highest of the first byte.
 *
 * @module
 */

import type { Reply } from "../reply.ts";
import { isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX } from "./errors.ts";
import { parseInteger } from "./numbers.ts";
import { RawString } from "./raw_string.ts";
import { rawOf } from "./string_parts.ts";
import { textOf } from "./strings.ts";

const BAD_OFFSET = err("bit offset is not an integer or out of range");
const BAD_BIT = err("bit is not an integer or out of range");

/** The position of a bit. With `width`, `#n` counts in fields of that width. @throws {ErrorReply} else */
export function bitOffset(db: Database, text: string, width: number): number {
  const counted = width > 0 && text.charCodeAt(0) === 35;
  const value = parseInteger(counted ? text.slice(1) : text);
  if (typeof value !== "number") throw BAD_OFFSET;
  const offset = counted ? value * width : value;
  if (offset < 0 || Math.floor(offset / 8) >= db.keyspace.limits.stringBytes) throw BAD_OFFSET;
  return offset;
}

/** Bits for reading: of strings of any form, made into bytes once. */
interface Bits {
  readonly length: number;
  readonly at: (index: number) => number;
}

/** The bits of the string at a key. @throws {ErrorReply} for another type */
export function bitsAt(db: Database, key: string): Bits | undefined {
  const entry = db.stringEntry(key);
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value instanceof RawString) {
    const { bytes } = value;
    return { length: value.length, at: (index) => bytes[index]! };
  }
  const text = textOf(value);
  return { length: text.length, at: (index) => text.charCodeAt(index) };
}

/** The string at a key in a form whose bits can be set, with at least `bytes` bytes, and whether it is longer now. */
export function writableBits(db: Database, key: string, bytes: number): { raw: RawString; grown: boolean } {
  const known = db.stringEntry(key);
  const raw = rawOf(db, known ?? db.add(key, new RawString(db.keyspace.journal, "")));
  const grown = known === undefined || raw.length < bytes;
  db.keyspace.reserve(bytes - raw.length);
  raw.grow(bytes);
  return { raw, grown };
}

function setbit(db: Database, args: readonly string[]): Reply {
  const offset = bitOffset(db, args[2]!, 0);
  const bit = args[3]!;
  if (bit !== "0" && bit !== "1") throw BAD_BIT;
  const index = Math.floor(offset / 8);
  const { raw, grown } = writableBits(db, args[1]!, index + 1);
  const mask = 128 >> offset % 8;
  const byte = raw.bytes[index]!;
  const old = (byte & mask) !== 0 ? 1 : 0;
  // a bit that is what it was is no change to those who watch or listen
  if (grown || bit !== String(old)) {
    raw.writeByte(index, bit === "1" ? byte | mask : byte & ~mask);
    db.changed(args[1]!, "$", "setbit");
  }
  return old;
}

function getbit(db: Database, args: readonly string[]): Reply {
  const offset = bitOffset(db, args[2]!, 0);
  const bits = bitsAt(db, args[1]!);
  const index = Math.floor(offset / 8);
  if (bits === undefined || index >= bits.length) return 0;
  return (bits.at(index) >> 7 - offset % 8) & 1;
}

const COUNTS = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) count++;
  return count;
});

/** A range of bits, `last` included; undefined when it is empty. */
function bitRange(
  start: number,
  end: number,
  length: number,
  inBits: boolean,
): [first: number, last: number] | undefined {
  const total = inBits ? length * 8 : length;
  if (start < 0) start += total;
  if (end < 0) end += total;
  if (start < 0) start = 0;
  if (end < 0) end = 0;
  if (end >= total) end = total - 1;
  if (start > end) return undefined;
  return inBits ? [start, end] : [start * 8, end * 8 + 7];
}

function countBits(db: Database, bits: Bits, first: number, last: number): number {
  let count = 0;
  const [from, to] = [Math.floor(first / 8), Math.floor(last / 8)];
  db.keyspace.journal.work += (to - from) >>> 2;
  for (let i = from; i <= to; i++) {
    let byte = bits.at(i);
    if (i === from) byte &= 0xff >> (first & 7);
    if (i === to) byte &= 0xff << 7 - (last & 7);
    count += COUNTS[byte & 0xff]!;
  }
  return count;
}

function isBits(word: string | undefined): boolean {
  if (word === undefined || isWord(word, "byte")) return false;
  if (isWord(word, "bit")) return true;
  throw SYNTAX;
}

function bitcount(db: Database, args: readonly string[]): Reply {
  if (args.length === 2) {
    const bits = bitsAt(db, args[1]!);
    return bits === undefined || bits.length === 0 ? 0 : countBits(db, bits, 0, bits.length * 8 - 1);
  }
  if (args.length !== 4 && args.length !== 5) {
    if (bitsAt(db, args[1]!) === undefined) return 0;
    throw SYNTAX;
  }
  const bits = bitsAt(db, args[1]!);
  if (bits === undefined) return 0;
  const start = numberArg(args[2]!);
  const end = numberArg(args[3]!);
  if (start < 0 && end < 0 && start > end) return 0;
  const inBits = isBits(args[4]);
  const range = bitRange(start, end, bits.length, inBits);
  return range === undefined || bits.length === 0 ? 0 : countBits(db, bits, range[0], range[1]);
}

/** Position of the first bit with a value from `first` to `last`; -1 when there is none. */
function findBit(db: Database, bits: Bits, bit: number, first: number, last: number): number {
  const skip = bit === 1 ? 0 : 255;
  for (let at = first; at <= last;) {
    db.keyspace.journal.work++;
    const byte = bits.at(Math.floor(at / 8));
    if ((at & 7) === 0 && byte === skip) {
      at += 8;
      continue;
    }
    if ((byte >> 7 - (at & 7) & 1) === bit) return at;
    at++;
  }
  return -1;
}

function bitpos(db: Database, args: readonly string[]): Reply {
  const value = numberArg(args[2]!);
  if (value !== 0 && value !== 1) throw err("The bit argument must be 1 or 0.");
  const bits = bitsAt(db, args[1]!);
  if (bits === undefined) return value === 1 ? -1 : 0;
  if (args.length > 6) throw SYNTAX;
  let inBits = false;
  let start = 0;
  let end = -1;
  if (args.length >= 4) {
    start = numberArg(args[3]!);
    if (args.length === 6) inBits = isBits(args[5]);
    if (args.length >= 5) end = numberArg(args[4]!);
  }
  const range = bitRange(start, end, bits.length, inBits);
  if (range === undefined || bits.length === 0) return -1;
  const at = findBit(db, bits, value, range[0], range[1]);
  // without an end the string counts as followed by zeros
  return at < 0 && value === 0 && args.length < 5 ? bits.length * 8 : at;
}

function bitop(db: Database, args: readonly string[]): Reply {
  const name = args[1]!.toLowerCase();
  if (name !== "and" && name !== "or" && name !== "xor" && name !== "not") throw SYNTAX;
  if (name === "not" && args.length !== 4) throw err("BITOP NOT must be called with a single source key.");
  const sources = args.slice(3).map((key) => bitsAt(db, key));
  const length = sources.reduce((most, bits) => Math.max(most, bits?.length ?? 0), 0);
  const target = args[2]!;
  if (length === 0) {
    if (db.remove(target)) db.changed(target, "g", "del");
    return 0;
  }
  db.keyspace.reserve(length);
  db.keyspace.journal.work += length >>> 1;
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    let byte = byteOf(sources[0], i);
    if (name === "not") byte = ~byte & 0xff;
    for (let s = 1; s < sources.length; s++) {
      const other = byteOf(sources[s], i);
      byte = name === "and" ? byte & other : name === "or" ? byte | other : byte ^ other;
    }
    out[i] = byte;
  }
  const raw = new RawString(db.keyspace.journal, "");
  raw.setBytes(out);
  db.put(target, raw);
  db.changed(target, "$", "set");
  return length;
}

function byteOf(bits: Bits | undefined, index: number): number {
  return bits !== undefined && index < bits.length ? bits.at(index) : 0;
}

/** Commands on bits. */
export const BITMAP_COMMANDS: Readonly<Record<string, Handler>> = { setbit, getbit, bitcount, bitpos, bitop };
