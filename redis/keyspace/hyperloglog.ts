/**
 * HyperLogLogs: counting of different elements, kept in strings as a Redis server keeps them.
 *
 * A string has a header of 16 bytes (`HYLL`, encoding, three unused, the count last computed, whose highest bit says
 * that it is out of date) and 16384 registers: dense, 6 bits each, or sparse, as runs. A sparse string becomes dense
 * when it grows past a size or a register exceeds 32.
 *
 * @module
 */

import { ErrorReply, OK, type Reply } from "../reply.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { rawOf } from "./string_parts.ts";
import { textOf } from "./strings.ts";
import { RawString, textToBytes } from "./raw_string.ts";

const REGISTERS = 16384;
const HEADER = 16;
const DENSE_SIZE = HEADER + REGISTERS * 6 / 8;
/** greatest value of a register: 64 - 14 + 1 */
const GREATEST = 51;
/** greatest value of a sparse register */
const SPARSE_GREATEST = 32;
const OUTDATED = 0x80;

const NOT_HLL = new ErrorReply("WRONGTYPE Key is not a valid HyperLogLog string value.");
const CORRUPT = new ErrorReply("INVALIDOBJ Corrupted HLL object detected");

const MULTIPLIER = 0xc6a4a7935bd1e995n;
const SEED = 0xadc83b19n;
const MASK = 0xffffffffffffffffn;

/** MurmurHash2 with 64 bits. */
function hash(text: string): bigint {
  const { length } = text;
  let h = SEED ^ (BigInt(length) * MULTIPLIER & MASK);
  const whole = length - length % 8;
  for (let i = 0; i < whole; i += 8) {
    let k = word(text, i, 8) * MULTIPLIER & MASK;
    k = (k ^ k >> 47n) * MULTIPLIER & MASK;
    h = (h ^ k) * MULTIPLIER & MASK;
  }
  if (whole < length) h = (h ^ word(text, whole, length - whole)) * MULTIPLIER & MASK;
  h = (h ^ h >> 47n) * MULTIPLIER & MASK;
  return h ^ h >> 47n;
}

/** Up to 8 bytes, lowest first. */
function word(text: string, at: number, count: number): bigint {
  let low = 0;
  let high = 0;
  for (let i = Math.min(count, 4) - 1; i >= 0; i--) low = low * 256 + text.charCodeAt(at + i);
  for (let i = count - 1; i >= 4; i--) high = high * 256 + text.charCodeAt(at + i);
  return BigInt(high) << 32n | BigInt(low);
}

/** The register an element belongs to, and the value it asks for. */
function place(element: string): [register: number, value: number] {
  const bits = hash(element);
  const register = Number(bits & BigInt(REGISTERS - 1));
  let rest = bits >> 14n | 1n << 50n;
  let value = 1;
  for (; (rest & 1n) === 0n; rest >>= 1n) value++;
  return [register, value];
}

function readDense(bytes: Uint8Array, register: number): number {
  const bit = register * 6;
  const at = HEADER + (bit >> 3);
  const pair = bytes[at]! | (at + 1 < bytes.length ? bytes[at + 1]! << 8 : 0);
  return pair >> (bit & 7) & 63;
}

/** Registers from a string of either encoding. @throws {ErrorReply} when its runs do not add up */
function unpack(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(REGISTERS);
  if (bytes[4] === 0) {
    for (let i = 0; i < REGISTERS; i++) out[i] = readDense(bytes, i);
    return out;
  }
  let register = 0;
  for (let at = HEADER; at < bytes.length; at++) {
    const code = bytes[at]!;
    let run: number;
    let value = 0;
    if ((code & 0x80) !== 0) {
      run = (code & 3) + 1;
      value = (code >> 2 & 31) + 1;
    } else if ((code & 0x40) !== 0) run = ((code & 63) << 8 | (bytes[++at] ?? 0)) + 1;
    else run = (code & 63) + 1;
    if (register + run > REGISTERS) throw CORRUPT;
    out.fill(value, register, register += run);
  }
  if (register !== REGISTERS) throw CORRUPT;
  return out;
}

/** The runs of registers; undefined when they cannot be kept sparse in `limit` bytes. */
function packSparse(registers: Uint8Array, limit: number): number[] | undefined {
  const out: number[] = [];
  for (let i = 0; i < REGISTERS;) {
    const value = registers[i]!;
    if (value > SPARSE_GREATEST) return undefined;
    let end = i + 1;
    const longest = value === 0 ? REGISTERS : i + 4;
    while (end < REGISTERS && end < longest && registers[end] === value) end++;
    const run = end - i - 1;
    if (value > 0) out.push(0x80 | value - 1 << 2 | run);
    else if (run < 64) out.push(run);
    else out.push(0x40 | run >> 8, run & 255);
    if (out.length > limit) return undefined;
    i = end;
  }
  return out;
}

/**
 * A string of registers, its count out of date. `sparse`: bytes it may have in the sparse form, 0 for never;
 * `before`: the string it replaces, whose count stays, marked.
 */
function pack(registers: Uint8Array, sparse: number, before: Uint8Array | undefined): Uint8Array {
  const runs = sparse > 0 ? packSparse(registers, sparse - HEADER) : undefined;
  const bytes = new Uint8Array(runs === undefined ? DENSE_SIZE : HEADER + runs.length);
  bytes.set([0x48, 0x59, 0x4c, 0x4c, runs === undefined ? 0 : 1]);
  if (before !== undefined) bytes.set(before.subarray(8, HEADER), 8);
  bytes[15]! |= OUTDATED;
  if (runs !== undefined) bytes.set(runs, HEADER);
  else {
    for (let i = 0; i < REGISTERS; i++) {
      const bit = i * 6;
      const at = HEADER + (bit >> 3);
      const pair = registers[i]! << (bit & 7);
      bytes[at]! |= pair & 255;
      if (pair > 255) bytes[at + 1]! |= pair >> 8;
    }
  }
  return bytes;
}

/** The bytes of the HyperLogLog at a key; undefined when there is none. @throws {ErrorReply} for anything else */
function bytesAt(db: Database, key: string): Uint8Array | undefined {
  // most commands go through all registers
  db.keyspace.journal.work += REGISTERS >> 4;
  const entry = db.stringEntry(key);
  if (entry === undefined) return undefined;
  const { value } = entry;
  const bytes = value instanceof RawString
    ? value.bytes.subarray(0, value.length)
    : textToBytes(textOf(value));
  const magic = bytes[0] === 0x48 && bytes[1] === 0x59 && bytes[2] === 0x4c && bytes[3] === 0x4c;
  if (bytes.length < HEADER || !magic || bytes[4]! > 1 || bytes[4] === 0 && bytes.length !== DENSE_SIZE) {
    throw NOT_HLL;
  }
  return bytes;
}

/** Stores bytes at a key, in place of the HyperLogLog that is there. */
function store(db: Database, key: string, bytes: Uint8Array): void {
  const raw = new RawString(db.keyspace.journal, "");
  raw.setBytes(bytes);
  const entry = db.get(key);
  if (entry === undefined) db.add(key, raw);
  else db.replace(entry, raw);
}

function pfadd(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const bytes = bytesAt(db, key);
  let changed = bytes === undefined;
  const dense = bytes !== undefined && bytes[4] === 0;
  let registers: Uint8Array | undefined;
  for (let i = 2; i < args.length; i++) {
    const [register, value] = place(args[i]!);
    if (dense) {
      if (readDense(bytes, register) >= value) continue;
      writeDense(db, key, register, value);
      changed = true;
      continue;
    }
    registers ??= bytes === undefined ? new Uint8Array(REGISTERS) : unpack(bytes);
    if (registers[register]! >= value) continue;
    registers[register] = value;
    changed = true;
  }
  if (!changed) return 0;
  if (dense) rawOf(db, db.get(key)!).writeByte(15, bytes[15]! | OUTDATED);
  else {
    const packed = pack(registers ?? new Uint8Array(REGISTERS), db.keyspace.limits.hllSparseBytes, bytes);
    store(db, key, packed);
  }
  db.changed(key, "$", "pfadd");
  return 1;
}

/** Sets a register of a dense string in place. */
function writeDense(db: Database, key: string, register: number, value: number): void {
  const raw = rawOf(db, db.get(key)!);
  const bit = register * 6;
  const at = HEADER + (bit >> 3);
  const shift = bit & 7;
  raw.writeByte(at, raw.bytes[at]! & ~(63 << shift) | value << shift & 255);
  if (shift > 2) raw.writeByte(at + 1, raw.bytes[at + 1]! & ~(63 >> 8 - shift) | value >> 8 - shift);
}

function sigma(x: number): number {
  if (x === 1) return Infinity;
  let y = 1;
  let z = x;
  for (let before = NaN; before !== z;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let y = 1;
  let z = 1 - x;
  for (let before = NaN; before !== z;) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}

/** The estimate of Ertl (2017) from a histogram of the registers. */
function estimate(registers: Uint8Array): number {
  const histogram = new Uint32Array(64);
  for (let i = 0; i < REGISTERS; i++) histogram[registers[i]!]!++;
  let z = REGISTERS * tau((REGISTERS - histogram[GREATEST]!) / REGISTERS);
  for (let j = GREATEST - 1; j >= 1; j--) z = (z + histogram[j]!) * 0.5;
  z += REGISTERS * sigma(histogram[0]! / REGISTERS);
  return Math.round(0.721347520444481703680 * REGISTERS * REGISTERS / z);
}

/** The greater of both in each register. */
function mergeInto(registers: Uint8Array, others: Uint8Array): void {
  for (let i = 0; i < REGISTERS; i++) if (others[i]! > registers[i]!) registers[i] = others[i]!;
}

/** Writes a count into the header. */
function remember(db: Database, key: string, count: number): void {
  const raw = rawOf(db, db.get(key)!);
  for (let i = 0, rest = count; i < 8; i++, rest = Math.floor(rest / 256)) raw.writeByte(8 + i, rest % 256);
  db.touch(key);
}

function pfcount(db: Database, args: readonly string[]): Reply {
  if (args.length === 2) {
    const bytes = bytesAt(db, args[1]!);
    if (bytes === undefined) return 0;
    if ((bytes[15]! & OUTDATED) === 0) {
      let count = 0;
      for (let i = 15; i >= 8; i--) count = count * 256 + bytes[i]!;
      return count;
    }
    const count = estimate(unpack(bytes));
    remember(db, args[1]!, count);
    return count;
  }
  const registers = new Uint8Array(REGISTERS);
  for (let i = 1; i < args.length; i++) {
    const bytes = bytesAt(db, args[i]!);
    if (bytes !== undefined) mergeInto(registers, unpack(bytes));
  }
  return estimate(registers);
}

function pfmerge(db: Database, args: readonly string[]): Reply {
  const registers = new Uint8Array(REGISTERS);
  let dense = false;
  for (let i = 1; i < args.length; i++) {
    const bytes = bytesAt(db, args[i]!);
    if (bytes === undefined) continue;
    if (bytes[4] === 0) dense = true;
    mergeInto(registers, unpack(bytes));
  }
  const limit = dense ? 0 : db.keyspace.limits.hllSparseBytes;
  store(db, args[1]!, pack(registers, limit, bytesAt(db, args[1]!)));
  db.changed(args[1]!, "$", "pfadd");
  return OK;
}

/** Commands on HyperLogLogs. */
export const HYPERLOGLOG_COMMANDS: Readonly<Record<string, Handler>> = { pfadd, pfcount, pfmerge };
