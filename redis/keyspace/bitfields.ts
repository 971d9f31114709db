/**
 * BITFIELD and BITFIELD_RO: strings as arrays of integers of any width up to 64 bits.
 *
 * @module
 */

import type { Reply } from "../reply.ts";
import { integerArg, isWord } from "./arguments.ts";
import { bitOffset, bitsAt, writableBits } from "./bitmaps.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX } from "./errors.ts";
import { parseInteger, toInteger } from "./numbers.ts";

type Overflow = "wrap" | "sat" | "fail";

interface Operation {
  readonly kind: "get" | "set" | "incrby";
  readonly signed: boolean;
  readonly width: number;
  readonly offset: number;
  readonly value: bigint;
  readonly overflow: Overflow;
}

const BAD_TYPE = err(
  "Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
);

function typeArg(text: string): [signed: boolean, width: number] {
  const signed = text.charCodeAt(0) === 105;
  const width = signed || text.charCodeAt(0) === 117 ? parseInteger(text.slice(1)) : undefined;
  if (typeof width !== "number" || width < 1 || width > (signed ? 64 : 63)) throw BAD_TYPE;
  return [signed, width];
}

function parse(db: Database, args: readonly string[], readonly: boolean): Operation[] {
  const operations: Operation[] = [];
  let overflow: Overflow = "wrap";
  let writes = false;
  for (let i = 2; i < args.length; i++) {
    const word = args[i]!;
    const left = args.length - i - 1;
    let kind: Operation["kind"];
    if (isWord(word, "get") && left >= 2) kind = "get";
    else if (isWord(word, "set") && left >= 3) kind = "set";
    else if (isWord(word, "incrby") && left >= 3) kind = "incrby";
    else if (isWord(word, "overflow") && left >= 1) {
      const name = args[++i]!.toLowerCase();
      if (name !== "wrap" && name !== "sat" && name !== "fail") throw err("Invalid OVERFLOW type specified");
      overflow = name;
      continue;
    } else throw SYNTAX;
    const [signed, width] = typeArg(args[i + 1]!);
    const offset = bitOffset(db, args[i + 2]!, width);
    let value = 0n;
    if (kind !== "get") {
      writes = true;
      value = BigInt(integerArg(args[i + 3]!));
    }
    operations.push({ kind, signed, width, offset, value, overflow });
    i += kind === "get" ? 2 : 3;
  }
  if (readonly && writes) throw err("BITFIELD_RO only supports the GET subcommand");
  return operations;
}

function read(at: (index: number) => number, offset: number, width: number, signed: boolean): bigint {
  let value = 0n;
  for (let i = 0; i < width; i++) {
    const bit = at(Math.floor((offset + i) / 8)) >> 7 - (offset + i) % 8 & 1;
    value = value << 1n | BigInt(bit);
  }
  return signed ? BigInt.asIntN(width, value) : value;
}

/**
 * Whether a sum leaves the field upward (1) or downward (-1), as the server finds it: with 64-bit differences that
 * wrap, which shows for values far outside.
 */
function overflows(value: bigint, increment: bigint, signed: boolean, width: number, max: bigint): number {
  const most = BigInt.asIntN(64, max - value);
  if (!signed) {
    if (value > max || increment > 0n && increment > most) return 1;
    return increment < 0n && increment < -value ? -1 : 0;
  }
  const min = -max - 1n;
  const least = BigInt.asIntN(64, min - value);
  const narrow = width !== 64;
  if (value > max || narrow && increment > most || value >= 0n && increment > 0n && increment > most) {
    return 1;
  }
  if (value < min || narrow && increment < least || value < 0n && increment < 0n && increment < least) {
    return -1;
  }
  return 0;
}

/** The sum as it fits into the field; undefined where it does not and OVERFLOW says FAIL. */
function fit(value: bigint, increment: bigint, operation: Operation): bigint | undefined {
  const { signed, width, overflow } = operation;
  const max = (1n << BigInt(signed ? width - 1 : width)) - 1n;
  const direction = overflows(value, increment, signed, width, max);
  if (direction === 0) return value + increment;
  if (overflow === "fail") return undefined;
  if (overflow === "sat") return direction > 0 ? max : signed ? -max - 1n : 0n;
  return signed ? BigInt.asIntN(width, value + increment) : BigInt.asUintN(width, value + increment);
}

function bitfield(db: Database, args: readonly string[], readonly: boolean): Reply {
  const operations = parse(db, args, readonly);
  const key = args[1]!;
  const bits = bitsAt(db, key);
  const writes = operations.some(({ kind }) => kind !== "get");
  let end = 0;
  for (const { kind, offset, width } of operations) {
    if (kind !== "get") end = Math.max(end, Math.floor((offset + width - 1) / 8) + 1);
  }
  const room = writes ? writableBits(db, key, end) : undefined;
  const raw = room?.raw;
  const out: Reply[] = [];
  let changed = false;
  for (const operation of operations) {
    const { kind, offset, width, signed } = operation;
    const length = raw?.length ?? bits?.length ?? 0;
    const at = raw !== undefined
      ? (index: number) => index < length ? raw.bytes[index]! : 0
      : (index: number) => bits !== undefined && index < length ? bits.at(index) : 0;
    const old = read(at, offset, width, signed);
    if (kind === "get") {
      out.push(toInteger(old));
      continue;
    }
    // values for unsigned fields are taken modulo 2^64, as the server's arithmetic does
    const given = kind === "set" && !signed ? BigInt.asUintN(64, operation.value) : operation.value;
    const wanted = kind === "set" ? fit(given, 0n, operation) : fit(old, given, operation);
    if (wanted === undefined) {
      out.push(null);
      continue;
    }
    for (let i = 0; i < width; i++) {
      const position = offset + i;
      const index = Math.floor(position / 8);
      const mask = 128 >> position % 8;
      const bit = (wanted >> BigInt(width - 1 - i) & 1n) === 1n;
      const byte = raw!.bytes[index]!;
      raw!.writeByte(index, bit ? byte | mask : byte & ~mask);
    }
    changed ||= room!.grown || old !== wanted;
    out.push(toInteger(kind === "set" ? old : wanted));
  }
  if (changed) db.changed(key, "$", "setbit");
  // values that did not fit may have lengthened the string all the same
  else if (raw !== undefined && raw.length > (bits?.length ?? -1)) db.touch(key);
  return out;
}

/** Commands on integers in strings. */
export const BITFIELD_COMMANDS: Readonly<Record<string, Handler>> = {
  bitfield: (db, args) => bitfield(db, args, false),
  bitfield_ro: (db, args) => bitfield(db, args, true),
};
