/**
 * Bounds-checked reading and writing of the module format's primitives.
 *
 * @module
 */

import { ModuleFault } from "./errors.ts";

/** Strings are built from pieces of this many bytes, so that no argument list depends on the input. */
const CHUNK = 4096;

/** Appends primitives to a growing byte array. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** One byte. */
  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Four bytes, little-endian; negative numbers as two's complement. */
  u32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value, true);
    this.#length += 4;
  }

  /** An IEEE double, little-endian. */
  f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** An unsigned number below 2^32 as LEB128. */
  int(value: number): void {
    while (value > 127) {
      this.u8((value & 127) | 128);
      value = Math.floor(value / 128);
    }
    this.u8(value);
  }

  /** A length and the bytes of `text`. */
  string(text: string): void {
    this.int(text.length);
    this.#reserve(text.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  /** Bytes without a length. */
  bytes(data: Uint8Array): void {
    this.#reserve(data.length);
    this.#bytes.set(data, this.#length);
    this.#length += data.length;
  }

  /** A copy of everything written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    bigger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

/** Reads primitives; every read checks that the bytes are there. @throws {ModuleFault} */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** One byte. */
  u8(): number {
    return this.#bytes[this.#take(1)]!;
  }

  /** A byte that is 0 or 1. */
  flag(): boolean {
    const value = this.u8();
    if (value > 1) throw new ModuleFault("bad flag");
    return value === 1;
  }

  /** Four bytes, unsigned, little-endian. */
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** An IEEE double, little-endian. */
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** An unsigned LEB128 number below 2^31. */
  int(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) {
        if (value > 0x7fffffff) break;
        return value;
      }
    }
    throw new ModuleFault("number out of range");
  }

  /** A count of items of at least `size` bytes each: more than the rest can hold is refused. */
  count(size: number): number {
    const count = this.int();
    if (count * size > this.remaining) throw new ModuleFault("module is cut off");
    return count;
  }

  /** A length and that many bytes, one char (0-255) each. */
  string(): string {
    const length = this.count(1);
    const start = this.#take(length);
    let text = "";
    for (let i = 0; i < length; i += CHUNK) {
      const piece = this.#bytes.subarray(start + i, start + Math.min(i + CHUNK, length));
      text += String.fromCharCode.apply(null, piece as unknown as number[]);
    }
    return text;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.#bytes.length - at) throw new ModuleFault("module is cut off");
    this.#at = at + count;
    return at;
  }
}

const CRC_TABLE: Uint32Array = (() => {
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let c = i;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    table[i] = c;
  }
  return table;
})();

/** CRC-32 (as in zip and PNG) of `bytes`. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ bytes[i]!) & 255]!;
  return (crc ^ 0xffffffff) >>> 0;
}
