/**
 * Error replies several commands share. Commands throw them; {@linkcode Keyspace.call} makes them replies.
 *
 * @module
 */

import { ErrorReply } from "../reply.ts";

/** An error with a code; text that came from a client may hold line breaks, which end up as spaces. */
export function coded(code: string, text: string): ErrorReply {
  const whole = code + " " + text;
  return new ErrorReply(/[\r\n]/.test(whole) ? whole.replace(/[\r\n]+$/, "").replace(/[\r\n]/g, " ") : whole);
}

/** A text as C's `%s` shows it: up to its first NUL, at most `limit` bytes (default: all). */
export function shown(text: string, limit?: number): string {
  const end = text.indexOf("\0");
  return (end < 0 ? text : text.slice(0, end)).slice(0, limit);
}

/** An error with the code `ERR`. */
export function err(text: string): ErrorReply {
  return coded("ERR", text);
}

/** The key holds another type. */
export const WRONGTYPE: ErrorReply = new ErrorReply(
  "WRONGTYPE Operation against a key holding the wrong kind of value",
);
/** Options that do not fit together or are unknown. */
export const SYNTAX: ErrorReply = err("syntax error");
/** Text that is no 64-bit integer. */
export const NOT_INTEGER: ErrorReply = err("value is not an integer or out of range");
/** Text that is no double. */
export const NOT_FLOAT: ErrorReply = err("value is not a valid float");
/** A key that has to exist does not. */
export const NO_KEY: ErrorReply = err("no such key");
/** An index beyond the list. */
export const INDEX_RANGE: ErrorReply = err("index out of range");
/** A number that must be positive is not. */
export const NOT_POSITIVE: ErrorReply = err("value is out of range, must be positive");
/** A string would become too long. */
export const TOO_LONG: ErrorReply = err("string exceeds maximum allowed size (proto-max-bulk-len)");
/** A bound of a score range is no number. */
export const BAD_SCORE_RANGE: ErrorReply = err("min or max is not a float");
/** A bound of a byte range has no `[` or `(`. */
export const BAD_LEX_RANGE: ErrorReply = err("min or max not valid string range item");
/** A SCAN cursor that is no number. */
export const BAD_CURSOR: ErrorReply = err("invalid cursor");
/** A database that does not exist. */
export const BAD_DB: ErrorReply = err("DB index is out of range");
/** Source and destination are one key. */
export const SAME_OBJECT: ErrorReply = err("source and destination objects are the same");
/** The wrong number of arguments of a command, found by the command itself. */
export function arityError(name: string): ErrorReply {
  return err("wrong number of arguments for '" + name + "' command");
}
