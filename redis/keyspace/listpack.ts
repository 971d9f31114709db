/**
 * Listpacks, the compact lists of the server, as they stand in dumped values.
 *
 * @module
 */

import { BadData, ByteReader } from "./byte_reader.ts";
import { parseInteger } from "./numbers.ts";

/** An integer of `size` bytes, lowest byte first. */
export function littleEndian(value: number | bigint, size: number): string {
  let out = "";
  let rest = BigInt.asUintN(8 * size, BigInt(value));
  for (let i = 0; i < size; i++, rest >>= 8n) out += String.fromCharCode(Number(rest & 255n));
  return out;
}

function integerBytes(value: number | bigint): string {
  if (value >= 0 && value <= 127) return String.fromCharCode(Number(value));
  if (value >= -4096 && value <= 4095) {
    const bits = Number(value) & 0x1fff;
    return String.fromCharCode(0xc0 | bits >> 8, bits & 255);
  }
  if (value >= -32768 && value <= 32767) return "\xf1" + littleEndian(value, 2);
  if (value >= -8388608 && value <= 8388607) return "\xf2" + littleEndian(value, 3);
  if (value >= -2147483648 && value <= 2147483647) return "\xf3" + littleEndian(value, 4);
  return "\xf4" + littleEndian(value, 8);
}

function textBytes(text: string): string {
  if (text.length <= 20) {
    const value = parseInteger(text);
    if (value !== undefined) return integerBytes(value);
  }
  const { length } = text;
  if (length < 64) return String.fromCharCode(0x80 | length) + text;
  if (length < 4096) return String.fromCharCode(0xe0 | length >> 8, length & 255) + text;
  return "\xf0" + littleEndian(length, 4) + text;
}

/** The length of an element, written so that it can be read backward. */
function backLength(size: number): string {
  if (size <= 127) return String.fromCharCode(size);
  if (size < 16383) return String.fromCharCode(size >> 7, size & 127 | 128);
  if (size < 2097151) return String.fromCharCode(size >> 14, size >> 7 & 127 | 128, size & 127 | 128);
  if (size < 268435455) {
    return String.fromCharCode(size >> 21, size >> 14 & 127 | 128, size >> 7 & 127 | 128, size & 127 | 128);
  }
  return String.fromCharCode(
    Math.floor(size / 2 ** 28),
    size >> 21 & 127 | 128,
    size >> 14 & 127 | 128,
    size >> 7 & 127 | 128,
    size & 127 | 128,
  );
}

/** A listpack of texts and integers. */
export function encodeListpack(elements: readonly (string | number | bigint)[]): string {
  const parts: string[] = [];
  for (const element of elements) {
    const bytes = typeof element === "string" ? textBytes(element) : integerBytes(element);
    parts.push(bytes, backLength(bytes.length));
  }
  const body = parts.join("");
  const count = elements.length < 65535 ? elements.length : 65535;
  return littleEndian(body.length + 7, 4) + littleEndian(count, 2) + body + "\xff";
}

/** One element: its text, integers as text. */
function decodeElement(reader: ByteReader, first: number): { text: string; size: number } {
  const before = reader.left + 1;
  const done = (text: string) => ({ text, size: before - reader.left });
  if ((first & 0x80) === 0) return done("" + first);
  if ((first & 0xc0) === 0x80) return done(reader.take(first & 63));
  if ((first & 0xe0) === 0xc0) return done("" + (((first & 31) << 8 | reader.byte()) << 19 >> 19));
  if ((first & 0xf0) === 0xe0) return done(reader.take((first & 15) << 8 | reader.byte()));
  if (first === 0xf0) return done(reader.take(reader.unsigned(4)));
  const sizes: Record<number, number> = { 0xf1: 2, 0xf2: 3, 0xf3: 4, 0xf4: 8 };
  const size = sizes[first];
  if (size === undefined) throw new BadData();
  return done("" + reader.signed(size));
}

/** The elements of a listpack as texts. @throws {BadData} for what is none */
export function decodeListpack(bytes: string): string[] {
  const reader = new ByteReader(bytes);
  if (reader.unsigned(4) !== bytes.length) throw new BadData();
  const count = reader.unsigned(2);
  const out: string[] = [];
  for (;;) {
    const first = reader.byte();
    if (first === 0xff) break;
    const { text, size } = decodeElement(reader, first);
    reader.take(backLength(size).length);
    out.push(text);
  }
  if (reader.left !== 0 || count !== 65535 && count !== out.length) throw new BadData();
  return out;
}
