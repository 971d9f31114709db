/**
 * Text and bytes. A Lua string is a JS string with one char (0-255) a byte; JS text is UTF-16.
 *
 * @module
 */

/** Bytes handed to one `String.fromCharCode`. */
const CHUNK = 4096;

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lossy = new TextDecoder("utf-8", { ignoreBOM: true });

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** The UTF-8 bytes of `text` as a Lua string; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): string {
  return isAscii(text) ? text : fromArray(encoder.encode(text));
}

/** The text whose UTF-8 bytes a Lua string holds; undefined if it holds anything else. */
export function decodeUtf8(bytes: string): string | undefined {
  if (isAscii(bytes)) return bytes;
  try {
    return strict.decode(toArray(bytes));
  } catch {
    return undefined;
  }
}

/** The same, with U+FFFD in place of what is not UTF-8: for messages. */
export function decodeLossy(bytes: string): string {
  return isAscii(bytes) ? bytes : lossy.decode(toArray(bytes));
}

/** Bytes of a script's text that a message or traceback shows; error values are not cut. */
const MAX_SHOWN = 1 << 16;

/** Text of a script in a message or traceback for the host: cut when it is very long. */
export function decodeShown(bytes: string): string {
  return bytes.length <= MAX_SHOWN ? decodeLossy(bytes) : decodeLossy(bytes.slice(0, MAX_SHOWN)) + "...";
}

/** The bytes of a Lua string in an array of their own. */
export function toArray(bytes: string): Uint8Array<ArrayBuffer> {
  const n = bytes.length;
  const array = new Uint8Array(n);
  for (let i = 0; i < n; i++) array[i] = bytes.charCodeAt(i);
  return array;
}

/** A Lua string of the given bytes. */
export function fromArray(array: Uint8Array): string {
  const n = array.length;
  if (n <= CHUNK) return String.fromCharCode.apply(null, array as unknown as number[]);
  const pieces: string[] = [];
  for (let i = 0; i < n; i += CHUNK) {
    pieces.push(String.fromCharCode.apply(null, array.subarray(i, i + CHUNK) as unknown as number[]));
  }
  return pieces.join("");
}

/** Whether every char is a byte. */
export function isBytes(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return false;
  return true;
}
