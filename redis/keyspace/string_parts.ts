/**
 * Commands on parts of strings: APPEND, ranges, LCS.
 *
 * @module
 */

import { MapReply, type Reply } from "../reply.ts";
import { argAt, isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database, Entry } from "./database.ts";
import { err, SYNTAX, TOO_LONG } from "./errors.ts";
import { RawString } from "./raw_string.ts";
import { encode, textOf } from "./strings.ts";

const BAD_OFFSET = err("offset is out of range");

/** The value of an entry in the form that can be changed in place; an entry of another form is converted. */
export function rawOf(db: Database, entry: Entry): RawString {
  const value = entry.value;
  if (value instanceof RawString) return value;
  const raw = new RawString(db.keyspace.journal, textOf(value));
  db.replace(entry, raw);
  return raw;
}

function lengthOf(entry: Entry): number {
  const value = entry.value;
  return value instanceof RawString ? value.length : textOf(value).length;
}

/** @throws {ErrorReply} when a string of `bytes` bytes is longer than allowed */
function checkLength(db: Database, bytes: number): void {
  if (bytes > db.keyspace.limits.stringBytes) throw TOO_LONG;
}

function append(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const text = args[2]!;
  const entry = db.stringEntry(key);
  let length: number;
  if (entry === undefined) {
    db.add(key, encode(text));
    length = text.length;
  } else {
    length = lengthOf(entry) + text.length;
    checkLength(db, length);
    rawOf(db, entry).append(text);
  }
  db.changed(key, "$", "append");
  return length;
}

function strlen(db: Database, args: readonly string[]): Reply {
  const entry = db.stringEntry(args[1]!);
  return entry === undefined ? 0 : lengthOf(entry);
}

function setrange(db: Database, args: readonly string[]): Reply {
  const key = args[1]!;
  const text = args[3]!;
  const offset = numberArg(args[2]!);
  if (offset < 0) throw BAD_OFFSET;
  const found = db.stringEntry(key);
  if (text === "") return found === undefined ? 0 : lengthOf(found);
  checkLength(db, offset + text.length);
  const raw = rawOf(db, found ?? db.add(key, new RawString(db.keyspace.journal, "")));
  db.keyspace.reserve(offset + text.length - raw.length);
  raw.grow(offset + text.length);
  raw.write(offset, text);
  db.changed(key, "$", "setrange");
  return raw.length;
}

function getrange(db: Database, args: readonly string[]): Reply {
  let start = numberArg(args[2]!);
  let end = numberArg(args[3]!);
  const entry = db.stringEntry(args[1]!);
  if (entry === undefined || start < 0 && end < 0 && start > end) return "";
  const length = lengthOf(entry);
  if (start < 0) start = Math.max(0, start + length);
  if (end < 0) end = Math.max(0, end + length);
  if (end >= length) end = length - 1;
  if (start > end || length === 0) return "";
  const value = entry.value;
  return value instanceof RawString ? value.slice(start, end + 1) : textOf(value).slice(start, end + 1);
}

/** most cells of the table of LCS: 256 MB */
const LCS_CELLS = 1 << 26;

function lcs(db: Database, args: readonly string[]): Reply {
  let text: [string, string];
  try {
    text = [db.string(args[1]!) ?? "", db.string(args[2]!) ?? ""];
  } catch {
    throw err("The specified keys must contain string values");
  }
  let getLength = false;
  let getIndex = false;
  let withLength = false;
  let shortest = 0;
  for (let i = 3; i < args.length; i++) {
    const word = args[i]!;
    if (isWord(word, "idx")) getIndex = true;
    else if (isWord(word, "len")) getLength = true;
    else if (isWord(word, "withmatchlen")) withLength = true;
    else if (isWord(word, "minmatchlen")) shortest = Math.max(0, numberArg(argAt(args, ++i)));
    else throw SYNTAX;
  }
  if (getIndex && getLength) {
    throw err("If you want both the length and indexes, please just use IDX.");
  }
  const [a, b] = text;
  const width = b.length + 1;
  if ((a.length + 1) * width > LCS_CELLS) {
    throw err("Insufficient memory, failed allocating transient memory for LCS");
  }
  db.keyspace.journal.work += (a.length + 1) * width;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const above = table[(i - 1) * width + j]!;
      const left = table[i * width + j - 1]!;
      table[i * width + j] = a.charCodeAt(i - 1) === b.charCodeAt(j - 1)
        ? table[(i - 1) * width + j - 1]! + 1
        : above > left
        ? above
        : left;
    }
  }
  const length = table[a.length * width + b.length]!;
  if (getLength) return length;
  return walkBack(a, b, table, length, getIndex, withLength, shortest);
}

/** Reads the common subsequence, or its ranges from last to first, off the table. */
function walkBack(
  a: string,
  b: string,
  table: Uint32Array,
  length: number,
  getIndex: boolean,
  withLength: boolean,
  shortest: number,
): Reply {
  const width = b.length + 1;
  const found: string[] = [];
  const ranges: Reply[] = [];
  let i = a.length;
  let j = b.length;
  // the range that is being collected; starts equal a.length when there is none
  let [aStart, aEnd, bStart, bEnd] = [a.length, 0, 0, 0];
  while (i > 0 && j > 0) {
    let emit = false;
    if (a.charCodeAt(i - 1) === b.charCodeAt(j - 1)) {
      found.push(a.charAt(i - 1));
      if (aStart === a.length) {
        [aStart, aEnd, bStart, bEnd] = [i - 1, i - 1, j - 1, j - 1];
      } else if (aStart === i && bStart === j) {
        aStart--;
        bStart--;
      } else {
        emit = true;
      }
      if (aStart === 0 || bStart === 0) emit = true;
      i--;
      j--;
    } else {
      if (table[(i - 1) * width + j]! > table[i * width + j - 1]!) i--;
      else j--;
      if (aStart !== a.length) emit = true;
    }
    if (emit) {
      const size = aEnd - aStart + 1;
      if (shortest === 0 || size >= shortest) {
        const range: Reply[] = [[aStart, aEnd], [bStart, bEnd]];
        if (withLength) range.push(size);
        ranges.push(range);
      }
      aStart = a.length;
    }
  }
  if (!getIndex) return found.reverse().join("");
  return new MapReply(["matches", ranges, "len", length]);
}

/** Commands on parts of strings. */
export const STRING_PART_COMMANDS: Readonly<Record<string, Handler>> = {
  append,
  strlen,
  setrange,
  getrange,
  substr: getrange,
  lcs,
};
