/**
 * Stream ids as arguments.
 *
 * @module
 */

import { err } from "./errors.ts";
import { parseUnsigned, UINT64_MAX } from "./numbers.ts";
import { makeId, MAX_ID } from "./stream_node.ts";

const INVALID = err("Invalid stream ID specified as stream command argument");
const LONGEST = 127;

/** An id of which the sequence number may be open: `ms-*`. */
export interface PartialId {
  readonly ms: bigint;
  /** undefined: to be made */
  readonly seq: bigint | undefined;
}

/** `ms`, `ms-seq` or, when `open`, `ms-*`; undefined for anything else. `-` and `+` are not ids here. */
function parse(text: string, missing: bigint, open: boolean): PartialId | undefined {
  if (text.length > LONGEST) return undefined;
  const nul = text.indexOf("\0");
  if (nul >= 0) text = text.slice(0, nul);
  const dash = text.indexOf("-");
  const ms = parseUnsigned(dash < 0 ? text : text.slice(0, dash));
  if (ms === undefined) return undefined;
  if (dash < 0) return { ms, seq: missing };
  const rest = text.slice(dash + 1);
  if (open && rest === "*") return { ms, seq: undefined };
  const seq = parseUnsigned(rest);
  return seq === undefined ? undefined : { ms, seq };
}

/** An id; a missing sequence number is 0. Undefined for anything else. */
export function parseId(text: string): bigint | undefined {
  const id = parse(text, 0n, false);
  return id === undefined ? undefined : makeId(id.ms, id.seq!);
}

/** An id; a missing sequence number is 0. @throws {ErrorReply} for anything else */
export function idArg(text: string): bigint {
  const id = parseId(text);
  if (id === undefined) throw INVALID;
  return id;
}

/** An id for a new entry: `ms-seq` or `ms-*`. @throws {ErrorReply} for anything else */
export function newIdArg(text: string): PartialId {
  const id = parse(text, 0n, true);
  if (id === undefined) throw INVALID;
  return id;
}

/** An id, `-` or `+`. @throws {ErrorReply} for anything else */
export function looseIdArg(text: string, missing: bigint): bigint {
  if (text === "-") return 0n;
  if (text === "+") return MAX_ID;
  const id = parse(text, missing, false);
  if (id === undefined) throw INVALID;
  return makeId(id.ms, id.seq!);
}

/** The first id of a range; `(` excludes it. @throws {ErrorReply} for anything else */
export function startArg(text: string): bigint {
  if (text.length < 2 || text.charCodeAt(0) !== 40) return looseIdArg(text, 0n);
  const id = idArg(text.slice(1));
  if (id === MAX_ID) throw err("invalid start ID for the interval");
  return id + 1n;
}

/** The last id of a range; `(` excludes it. @throws {ErrorReply} for anything else */
export function endArg(text: string): bigint {
  if (text.length < 2 || text.charCodeAt(0) !== 40) return looseIdArg(text, UINT64_MAX);
  const id = parse(text.slice(1), UINT64_MAX, false);
  if (id === undefined) throw INVALID;
  const end = makeId(id.ms, id.seq!);
  if (end === 0n) throw err("invalid end ID for the interval");
  return end - 1n;
}
