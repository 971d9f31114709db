/**
 * Bytes to strings and back with the host's native functions, many times as fast as plain JavaScript.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { DecodeBytes, EncodeBytes } from "../resp/latin1.ts";
import { decodeBytes, encodeBytes } from "../resp/latin1.ts";

/** The part of `Buffer.prototype` used here; it is there in Node, Deno and Bun, but not in their types. */
interface Latin1 {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
}
const { latin1Slice } = Buffer.prototype as unknown as Latin1;

/** Below this length a call into the host costs more than it saves. */
const SHORT = 8;

/** Makes a string of bytes, one char per byte. */
export const decodeNative: DecodeBytes = (bytes, start, end) => {
  return end - start < SHORT ? decodeBytes(bytes, start, end) : latin1Slice.call(bytes, start, end);
};

const utf8 = new TextEncoder();

/**
 * Writes a string's chars as bytes. ASCII, which is what most replies are, is the same in UTF-8, and encoding that is
 * the fastest there is: with other chars it does not fit into as many bytes, and is done over.
 */
export const encodeNative: EncodeBytes = (text, bytes, start) => {
  const { length } = text;
  const room = start === 0 && bytes.length === length ? bytes : bytes.subarray(start, start + length);
  if (utf8.encodeInto(text, room).read !== length) encodeBytes(text, bytes, start);
};
