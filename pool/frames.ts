/**
 * Messages as bytes, for workers that are processes.
 *
 * A frame is its length (4 bytes, little endian, without itself) and the items, each a tag byte and its
 * payload: numbers are 8 bytes; strings and byte arrays are a length in bytes (4) and the bytes. Text that is
 * not well-formed UTF-16 is sent as its code units.
 *
 * @module
 */

import { type Item, type Message, WireFault } from "./wire.ts";

const UNDEFINED = 0;
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
const NUMBER = 4;
const UTF8 = 5;
const UTF16 = 6;
const BYTES = 7;

/** Largest frame accepted, in bytes. */
export const MAX_FRAME = 1 << 30;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The frame of a message. */
export function encodeFrame(message: Message): Uint8Array<ArrayBuffer> {
  const buffer = new Buffer();
  for (let i = 0; i < message.length; i++) buffer.item(message[i]);
  return buffer.frame();
}

class Buffer {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 4;

  item(item: Item): void {
    switch (typeof item) {
      case "undefined":
        return this.#tag(UNDEFINED);
      case "boolean":
        return this.#tag(item ? TRUE : FALSE);
      case "number":
        this.#tag(NUMBER);
        this.#reserve(8);
        this.#view.setFloat64(this.#length, item, true);
        this.#length += 8;
        return;
      case "string":
        return this.#text(item);
    }
    if (item === null) return this.#tag(NULL);
    this.#tag(BYTES);
    this.#block(item);
  }

  /** What was written, with its length in front. */
  frame(): Uint8Array<ArrayBuffer> {
    this.#view.setUint32(0, this.#length - 4, true);
    return this.#bytes.subarray(0, this.#length);
  }

  #text(text: string): void {
    if (text.isWellFormed()) {
      this.#tag(UTF8);
      this.#reserve(4 + 3 * text.length);
      const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.#length + 4));
      this.#view.setUint32(this.#length, written, true);
      this.#length += 4 + written;
      return;
    }
    this.#tag(UTF16);
    const units = new Uint8Array(2 * text.length);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      units[2 * i] = unit & 255;
      units[2 * i + 1] = unit >> 8;
    }
    this.#block(units);
  }

  #block(bytes: Uint8Array): void {
    this.#reserve(4 + bytes.length);
    this.#view.setUint32(this.#length, bytes.length, true);
    this.#bytes.set(bytes, this.#length + 4);
    this.#length += 4 + bytes.length;
  }

  #tag(tag: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = tag;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    if (needed > MAX_FRAME) throw new RangeError("a message that is too large");
    const bytes = new Uint8Array(Math.min(MAX_FRAME, Math.max(needed, 2 * this.#bytes.length)));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** The message in a frame, without the frame's length. */
export function decodeFrame(bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const message: Message = [];
  let at = 0;
  const block = (): Uint8Array => {
    const length = view.getUint32(at, true);
    if (length > bytes.length - at - 4) throw new WireFault("a block that is longer than its frame");
    const found = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return found;
  };
  try {
    while (at < bytes.length) {
      switch (bytes[at++]) {
        case UNDEFINED:
          message.push(undefined);
          break;
        case NULL:
          message.push(null);
          break;
        case FALSE:
          message.push(false);
          break;
        case TRUE:
          message.push(true);
          break;
        case NUMBER:
          message.push(view.getFloat64(at, true));
          at += 8;
          break;
        case UTF8:
          message.push(decoder.decode(block()));
          break;
        case UTF16:
          message.push(textOf(block()));
          break;
        case BYTES:
          message.push(block().slice());
          break;
        default:
          throw new WireFault("an unknown item");
      }
    }
  } catch (cause) {
    // reading past the end, text that is not UTF-8
    throw cause instanceof WireFault ? cause : new WireFault("a damaged frame", { cause });
  }
  return message;
}

function textOf(units: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i + 1 < units.length; i += 2) {
    pieces.push(String.fromCharCode(units[i]! | units[i + 1]! << 8));
  }
  return pieces.join("");
}

/**
 * The messages of a stream of frames, until it ends.
 *
 * @throws {WireFault} a frame is damaged
 */
export async function* readFrames(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Message, void, undefined> {
  let pieces: Uint8Array[] = [];
  let have = 0;
  let needed = 4;
  for await (const piece of stream) {
    pieces.push(piece);
    have += piece.length;
    if (have < needed) continue;
    let bytes = joined(pieces, have);
    while (bytes.length >= 4) {
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
      if (length > MAX_FRAME) throw new WireFault("a frame that is too large");
      needed = 4 + length;
      if (bytes.length < needed) break;
      yield decodeFrame(bytes.subarray(4, needed));
      bytes = bytes.subarray(needed);
      needed = 4;
    }
    pieces = [bytes];
    have = bytes.length;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
