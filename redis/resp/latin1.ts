/**
 * Bytes as strings with one char per byte, and back.
 *
 * The functions here are plain JavaScript. A host that has native ones (Node's and Deno's `Buffer`) passes
 * them to the parser and the writer instead; `TextDecoder("latin1")` is not one of them, since the web's
 * "latin1" is windows-1252, which maps 0x80-0x9f elsewhere.
 *
 * @module
 */

/** Makes a string of the bytes from `start` up to `end`. */
export type DecodeBytes = (bytes: Uint8Array, start: number, end: number) => string;

/** Writes the chars of `text` (each 0-255) to `bytes` from `start` on; there is room for all of them. */
export type EncodeBytes = (text: string, bytes: Uint8Array, start: number) => void;

/** Arguments of one `fromCharCode`: far below every engine's limit. */
const PIECE = 4096;

/** Decodes without help of the host. */
export const decodeBytes: DecodeBytes = (bytes, start, end) => {
  if (end - start <= PIECE) return String.fromCharCode(...bytes.subarray(start, end));
  const pieces: string[] = [];
  for (let at = start; at < end; at += PIECE) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, Math.min(end, at + PIECE))));
  }
  return pieces.join("");
};

/** Encodes without help of the host. */
export const encodeBytes: EncodeBytes = (text, bytes, start) => {
  for (let index = 0; index < text.length; index++) bytes[start + index] = text.charCodeAt(index);
};

/** A string's bytes as a new array. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  encodeBytes(text, bytes, 0);
  return bytes;
}
