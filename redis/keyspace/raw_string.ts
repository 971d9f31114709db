/**
 * String values that are changed in place: by `APPEND`, `SETRANGE`, `SETBIT`, `BITFIELD`.
 *
 * A value is kept as text, as bytes, or as both while they agree: appending works on the text, changes inside on the
 * bytes, and each form is made from the other when it is needed.
 *
 * @module
 */

import type { Journal } from "./journal.ts";

const CHUNK = 8192;

/** Bytes as a string with one char a byte. */
export function bytesToText(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += CHUNK) {
    parts.push(String.fromCharCode.apply(null, bytes.subarray(i, i + CHUNK) as unknown as number[]));
  }
  return parts.join("");
}

/** A string with one char a byte as bytes. */
export function textToBytes(text: string, into: Uint8Array = new Uint8Array(text.length)): Uint8Array {
  for (let i = 0; i < text.length; i++) into[i] = text.charCodeAt(i);
  return into;
}

/** A string value with room to change. */
export class RawString {
  readonly #journal: Journal;
  #text: string | null;
  #bytes: Uint8Array | null = null;
  #length: number;
  // appended text is a rope until it is read: it is written out each time it has doubled
  #flat: number;

  /** Holds `text`. */
  constructor(journal: Journal, text: string) {
    this.#journal = journal;
    this.#text = text;
    this.#length = text.length;
    this.#flat = text.length;
  }

  /** Number of bytes. */
  get length(): number {
    return this.#length;
  }

  /** The value as a string. */
  get text(): string {
    return this.#text ??= this.#decode();
  }

  #decode(): string {
    this.#journal.work += this.#length >>> 4;
    return bytesToText(this.#bytes!.subarray(0, this.#length));
  }

  /** The bytes from `from` up to, not including, `to`. */
  slice(from: number, to: number): string {
    if (this.#text !== null) return this.#text.slice(from, to);
    return bytesToText(this.#bytes!.subarray(from, Math.min(to, this.#length)));
  }

  /** The bytes, for reading; `length` of them count. */
  get bytes(): Uint8Array {
    return this.#bytes ??= this.#encode();
  }

  #encode(): Uint8Array {
    this.#journal.work += this.#length >>> 2;
    return textToBytes(this.#text!);
  }

  /** Adds text at the end. */
  append(text: string): void {
    if (this.#journal.active) this.#undoAppend();
    const length = this.#length + text.length;
    if (this.#text !== null) {
      this.#text += text;
      this.#bytes = null;
      if (length > 2 * this.#flat + 1024) {
        this.#text.charCodeAt(0);
        this.#flat = length;
      }
    } else {
      textToBytes(text, this.#room(length).subarray(this.#length));
    }
    this.#length = length;
  }

  #undoAppend(): void {
    const length = this.#length;
    this.#journal.push(() => this.#truncate(length));
  }

  #truncate(length: number): void {
    if (this.#text !== null) this.#text = this.#text.slice(0, length);
    else this.#bytes!.fill(0, length);
    if (this.#text !== null) this.#bytes = null;
    this.#length = length;
  }

  /** Bytes with room for `length`, for writing; the text is given up. */
  #room(length: number): Uint8Array {
    let bytes = this.bytes;
    if (bytes.length < length) {
      this.#journal.work += length >>> 4;
      const grown = new Uint8Array(
        bytes.length === 0 ? length : Math.max(length, Math.min(length * 2, 1 << 29)),
      );
      grown.set(bytes.subarray(0, this.#length));
      bytes = grown;
    }
    this.#bytes = bytes;
    this.#text = null;
    return bytes;
  }

  /** Grows with zero bytes to at least `length`. */
  grow(length: number): void {
    if (length <= this.#length) return;
    if (this.#journal.active) this.#undoAppend();
    this.#room(length);
    this.#length = length;
  }

  /** Writes bytes at `offset`; they must lie inside. */
  write(offset: number, text: string): void {
    const bytes = this.#room(this.#length);
    if (this.#journal.active) this.#undoWrite(offset, text.length);
    for (let i = 0; i < text.length; i++) bytes[offset + i] = text.charCodeAt(i);
  }

  /** Holds bytes instead; for a value that is not stored yet. */
  setBytes(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#text = null;
    this.#length = bytes.length;
  }

  /** Writes one byte, which must lie inside. */
  writeByte(offset: number, byte: number): void {
    const bytes = this.#room(this.#length);
    if (this.#journal.active) this.#undoWrite(offset, 1);
    bytes[offset] = byte;
  }

  #undoWrite(offset: number, length: number): void {
    const old = this.bytes.slice(offset, offset + length);
    this.#journal.push(() => this.#room(this.#length).set(old, offset));
  }
}
