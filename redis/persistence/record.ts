/**
 * The records of the append-only log.
 *
 * A log is a header followed by records. A record holds the changes of one command, script or transaction, so
 * they are all there or none:
 *
 *     bytes  0-3    "FLR\n"
 *            4-11   number of the record, little-endian, one more than that of the record before
 *           12-15   length of the contents
 *           16-19   CRC-32 of bytes 4-15 and the contents
 *           20-     the contents: RESP arrays of bulk strings, each a database number and a command
 *
 * The mark at the beginning lets a reader that met a damaged record look for a sound one behind it, and so tell a
 * torn tail from damage in the middle, even when it is the length that is damaged.
 *
 * @module
 */

import type { Effect } from "../keyspace/keyspace.ts";
import { type EncodeBytes, encodeBytes } from "../resp/latin1.ts";
import { ProtocolError, RequestParser } from "../resp/request_parser.ts";
import { crc32 } from "./crc32.ts";

/** What a log begins with. */
export const HEADER: Uint8Array = new TextEncoder().encode("FERROUS-AOF 1\r\n");
/** Bytes of a record before its contents. */
export const RECORD_HEAD = 20;
/** What a record begins with, as a little-endian number. */
const MARK = 0x0a524c46;
/** The longest contents: a length is never taken for more, however damaged it is. */
const MAX_CONTENTS = 0xffffffff;

/** The head of a record. */
export interface RecordHead {
  readonly number: bigint;
  readonly length: number;
  readonly checksum: number;
}

/** A record as bytes. */
export function encodeRecord(
  number: bigint,
  effects: readonly Effect[],
  encode: EncodeBytes = encodeBytes,
): Uint8Array {
  let length = 0;
  const texts: string[] = [];
  for (const { db, args } of effects) {
    const number = "" + db;
    let text = `*${args.length + 1}\r\n$${number.length}\r\n${number}\r\n`;
    for (const arg of args) {
      // joined arguments could be longer than a string can be
      if (arg.length > 4096) {
        texts.push(text + `$${arg.length}\r\n`, arg);
        length += text.length + `$${arg.length}\r\n`.length + arg.length;
        text = "\r\n";
      } else text += `$${arg.length}\r\n${arg}\r\n`;
    }
    texts.push(text);
    length += text.length;
  }
  if (length > MAX_CONTENTS) throw new RangeError("a group of changes is too large for the log");
  const bytes = new Uint8Array(RECORD_HEAD + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MARK, true);
  view.setBigUint64(4, number, true);
  view.setUint32(12, length, true);
  let at = RECORD_HEAD;
  for (const text of texts) {
    encode(text, bytes, at);
    at += text.length;
  }
  view.setUint32(16, checksumOf(bytes), true);
  return bytes;
}

/** The checksum of a complete record. */
function checksumOf(record: Uint8Array): number {
  return crc32(record.subarray(RECORD_HEAD), crc32(record.subarray(4, 16)));
}

/** The head at the beginning of `bytes`; undefined if there is none. */
export function decodeHead(bytes: Uint8Array): RecordHead | undefined {
  if (bytes.length < RECORD_HEAD) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(0, true) !== MARK) return undefined;
  return {
    number: view.getBigUint64(4, true),
    length: view.getUint32(12, true),
    checksum: view.getUint32(16, true),
  };
}

/** Whether a complete record is what was written. */
export function isSound(head: RecordHead, record: Uint8Array): boolean {
  return record.length === RECORD_HEAD + head.length && checksumOf(record) === head.checksum;
}

/** Where the next mark is in `bytes`, from `start` on; -1 if there is none. */
export function findMark(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0x46, start); at >= 0; at = bytes.indexOf(0x46, at + 1)) {
    if (bytes[at + 1] === 0x4c && bytes[at + 2] === 0x52 && bytes[at + 3] === 0x0a) return at;
  }
  return -1;
}

/**
 * The changes in the contents of a sound record.
 *
 * @throws {SyntaxError} If they are none: then it was not us who wrote them.
 */
export function decodeContents(contents: Uint8Array): Effect[] {
  const parser = new RequestParser();
  parser.feed(contents);
  const effects: Effect[] = [];
  for (;;) {
    const words = parser.next();
    if (words === undefined && parser.buffered === 0) return effects;
    const db = Number(words instanceof ProtocolError ? NaN : words?.[0]);
    if (words === undefined || words instanceof ProtocolError || !Number.isInteger(db) || words.length < 2) {
      throw new SyntaxError("a record holds no commands");
    }
    effects.push({ db, args: words.slice(1) });
  }
}
