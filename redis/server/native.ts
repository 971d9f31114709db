/**
 * Bytes to strings and back with the host's native functions, many times as fast as plain JavaScript.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { DecodeBytes, EncodeBytes } from "../resp/latin1.ts";
import { decodeBytes } from "../resp/latin1.ts";

/** The part of `Buffer.prototype` used here; it is there in Node, Deno and Bun, but not in their types. */
interface Latin1 {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, start: number, length: number): number;
}
const { latin1Slice, latin1Write } = Buffer.prototype as unknown as Latin1;

/** Below this length a call into the host costs more than it saves. */
const SHORT = 8;

/** Makes a string of bytes, one char per byte. */
export const decodeNative: DecodeBytes = (bytes, start, end) => {
  return end - start < SHORT ? decodeBytes(bytes, start, end) : latin1Slice.call(bytes, start, end);
};

/** Writes a string's chars as bytes. */
export const encodeNative: EncodeBytes = (text, bytes, start) => {
  latin1Write.call(bytes, text, start, text.length);
};
