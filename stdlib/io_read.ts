/**
 * The formats of `io.read` and `file:read` (Lua 5.1 §5.7).
 *
 * Lines are read as the reference reads them, with C's `fgets` into a buffer: of each piece that fills the
 * buffer or ends a line only what is before its first NUL is kept, and a line end behind a NUL is not seen.
 *
 * @module
 */

import { stringToNumber } from "../vm/number.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { Value } from "../vm/value.ts";
import { GrowingString } from "./growing_string.ts";
import type { FileStream } from "./io_stream.ts";
import { truncate } from "./lib.ts";
import { sliceOf, substring } from "./string_tools.ts";

/** Bytes `fgets` takes at a time: `LUAL_BUFFERSIZE` less one for the NUL it adds. */
const PIECE = 8191;

/** `*l`: the next line without its end; undefined at the end of the file. */
export function readLine(rt: Runtime, file: FileStream): string | undefined {
  if (file.peek() < 0) return undefined;
  const near = file.buffer.indexOf("\n", file.at);
  if (near >= 0 && near - file.at < PIECE) {
    const zero = file.buffer.indexOf("\0", file.at);
    if (zero < 0 || zero > near) {
      const line = substring(rt, file.buffer, file.at, near);
      file.at = near + 1;
      return line;
    }
  }
  const line = new GrowingString(rt);
  while (file.peek() >= 0) {
    if (readPiece(file, line)) return line.text;
  }
  // a last line of which nothing was kept is none
  return line.size === 0 ? undefined : line.text;
}

/** One call of `fgets`, added to `line`. True when a line end was seen. */
function readPiece(file: FileStream, line: GrowingString): boolean {
  let kept = true;
  for (let room = PIECE; room > 0 && file.peek() >= 0;) {
    const { buffer, at } = file;
    const end = buffer.indexOf("\n", at);
    const stop = Math.min(end < 0 ? buffer.length : end, at + room);
    if (kept) {
      const zero = buffer.indexOf("\0", at);
      kept = zero < 0 || zero >= stop;
      line.add(sliceOf(buffer, at, kept ? stop : zero));
    }
    room -= stop - at;
    file.at = stop;
    if (stop === end && room > 0) {
      file.at = end + 1;
      return kept;
    }
  }
  return false;
}

/** At most `count` bytes; fewer, or none, at the end of the file. */
function readBytes(rt: Runtime, file: FileStream, count: number): string {
  const bytes = new GrowingString(rt);
  while (bytes.size < count && file.peek() >= 0) {
    const stop = Math.min(file.buffer.length, file.at + count - bytes.size);
    bytes.add(sliceOf(file.buffer, file.at, stop));
    file.at = stop;
  }
  return bytes.text;
}

/** `*n`: what C's `scanf("%lf")` takes, which may have to leave a wrong prefix consumed. */
function readNumber(rt: Runtime, file: FileStream): number | undefined {
  const number = new GrowingString(rt);
  const accept = (pattern: RegExp): boolean => {
    const byte = file.peek();
    if (byte < 0) return false;
    const char = String.fromCharCode(byte);
    if (!pattern.test(char)) return false;
    number.add(char);
    file.at++;
    return true;
  };
  const word = (letters: string): boolean => {
    for (const letter of letters) {
      if (accept(new RegExp(letter, "i"))) continue;
      // the reference's scanf has read the wrong character by then
      if (file.peek() >= 0) file.at++;
      return false;
    }
    return true;
  };
  for (; isSpace(file.peek()); file.at++) rt.charge(1);
  accept(/[+-]/);
  if (accept(/n/i)) return word("an") ? stringToNumber(number.text) : undefined;
  if (accept(/i/i)) {
    if (!word("nf") || accept(/i/i) && !word("nity")) return undefined;
    return stringToNumber(number.text);
  }
  const hex = accept(/0/) && accept(/x/i);
  const digit = hex ? /[0-9a-f]/i : /[0-9]/;
  const mark = hex ? /p/i : /e/i;
  let point = false;
  for (;;) {
    if (accept(digit)) continue;
    if (point || !accept(/\./)) break;
    point = true;
  }
  if (/[0-9a-f]/i.test(number.text.replace(/0x/i, "")) && accept(mark)) {
    accept(/[+-]/);
    while (accept(/[0-9]/));
  }
  return stringToNumber(number.text) ?? stringToNumber(number.text.replace(/[ep][+-]?$/i, ""));
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte >= 9 && byte <= 13;
}

/**
 * `g_read`: reads by the formats in `formats` from index `first` on. Results up to the first that failed,
 * which is nil.
 *
 * @throws {FileError} when the host refuses to read
 */
export function readFormats(rt: Runtime, file: FileStream, formats: Value[], first: number): Value | Value[] {
  if (formats.length <= first) return readLine(rt, file);
  rt.charge(formats.length);
  const results: Value[] = [];
  let held = 0;
  for (let i = first; i < formats.length; i++) {
    const value = readOne(rt, file, formats[i], i + 1);
    results.push(value);
    // what has been read is in no table yet: a trace would not count it, so it is charged again
    if (typeof value === "string" && results.length > 1) rt.heap.charge(held += value.length);
    if (value === undefined) break;
  }
  return results;
}

function readOne(rt: Runtime, file: FileStream, format: Value, n: number): Value {
  if (typeof format === "number") {
    const count = truncate(format);
    if (count === 0) return file.peek() < 0 ? undefined : "";
    // C takes a negative count for a huge one
    const text = readBytes(rt, file, count < 0 ? Infinity : count);
    return text === "" ? undefined : text;
  }
  if (typeof format !== "string" || format.charAt(0) !== "*") rt.argError(n, "invalid option");
  switch (format.charAt(1)) {
    case "n":
      return readNumber(rt, file);
    case "l":
      return readLine(rt, file);
    case "a":
      return readBytes(rt, file, Infinity);
  }
  return rt.argError(n, "invalid format");
}
