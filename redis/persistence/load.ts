/**
 * Reading a log.
 *
 * A crash can leave an incomplete record at the end: it is dropped, and the caller is told. Anything else that is
 * wrong is damage that nobody can repair without losing changes that were acknowledged: then nothing is loaded.
 *
 * @module
 */

import type { Effect } from "../keyspace/keyspace.ts";
import {
  decodeContents,
  decodeHead,
  findMark,
  HEADER,
  isSound,
  RECORD_HEAD,
  type RecordHead,
} from "./record.ts";
import type { LogFile } from "./storage_file.ts";

/** A log that cannot be used. */
export class LogError extends Error {
  override readonly name = "LogError";
}

/** What was found. */
export interface Loaded {
  /** Number of the last record, 0 if there is none. */
  readonly last: bigint;
  /** Records read. */
  readonly records: number;
  /** Where the sound part ends. */
  readonly end: number;
  /** Bytes of an incomplete record behind it. */
  readonly torn: number;
}

/** Bytes read at once while looking for a mark. */
const PIECE = 1 << 20;

/**
 * Hands every group of changes to `apply`, in order.
 *
 * @throws {LogError} If the file is no log, or is damaged before its end.
 */
export function loadLog(file: LogFile, apply: (effects: readonly Effect[]) => void): Loaded {
  const size = file.size;
  if (!checkHeader(file, size)) return { last: 0n, records: 0, end: 0, torn: size };
  let at = HEADER.length;
  let last = 0n;
  let records = 0;
  for (; at < size; records++) {
    const found = readRecord(file, at, size);
    if (found === undefined) {
      const sound = findSound(file, at + 1, size);
      if (sound === undefined) return { last, records, end: at, torn: size - at };
      throw new LogError(
        `the log is damaged at byte ${at}: record ${
          last + 1n
        } cannot be read, but record ${sound.number} at byte ` +
          `${sound.at} can. Restore the file from a copy, or cut it to ${at} bytes and lose what follows`,
      );
    }
    if (found.head.number !== last + 1n) {
      throw new LogError(
        `the log is damaged at byte ${at}: record ${found.head.number} follows record ${last}. Restore the file ` +
          `from a copy, or cut it to ${at} bytes and lose what follows`,
      );
    }
    apply(contentsOf(found.record, at));
    last = found.head.number;
    at += found.record.length;
  }
  return { last, records, end: at, torn: 0 };
}

function contentsOf(record: Uint8Array, at: number): Effect[] {
  try {
    return decodeContents(record.subarray(RECORD_HEAD));
  } catch (error) {
    throw new LogError(`the log is damaged at byte ${at}: ${(error as Error).message}`);
  }
}

/** False if not even the header was written completely. */
function checkHeader(file: LogFile, size: number): boolean {
  const head = new Uint8Array(Math.min(size, HEADER.length));
  file.read(0, head);
  if (!head.every((byte, index) => byte === HEADER[index])) {
    // a file of zeros is what a crash leaves of a file that was just created
    if (size <= HEADER.length && head.every((byte) => byte === 0)) return false;
    throw new LogError("the file is no log: it does not begin with the header of one");
  }
  return size >= HEADER.length;
}

/** The record at a position; undefined if there is no sound one. */
function readRecord(
  file: LogFile,
  at: number,
  size: number,
): { head: RecordHead; record: Uint8Array } | undefined {
  const headBytes = new Uint8Array(RECORD_HEAD);
  if (size - at < RECORD_HEAD || file.read(at, headBytes) < RECORD_HEAD) return undefined;
  const head = decodeHead(headBytes);
  if (head === undefined || head.length > size - at - RECORD_HEAD) return undefined;
  const record = new Uint8Array(RECORD_HEAD + head.length);
  if (file.read(at, record) < record.length || !isSound(head, record)) return undefined;
  return { head, record };
}

/** The first sound record from a position on. */
function findSound(file: LogFile, from: number, size: number): { at: number; number: bigint } | undefined {
  // pieces overlap by a mark less one byte
  for (let start = from; start < size; start += PIECE) {
    const piece = new Uint8Array(Math.min(PIECE + 3, size - start));
    const count = file.read(start, piece);
    const bytes = piece.subarray(0, count);
    for (let at = findMark(bytes, 0); at >= 0 && at < PIECE; at = findMark(bytes, at + 1)) {
      const found = readRecord(file, start + at, size);
      if (found !== undefined) return { at: start + at, number: found.head.number };
    }
  }
  return undefined;
}
