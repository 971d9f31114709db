/**
 * Times to live as arguments: seconds or milliseconds, from now or since 1970.
 *
 * @module
 */

import { err } from "./errors.ts";
import { INT64_MAX, type Integer } from "./numbers.ts";
import { integerArg } from "./arguments.ts";

/** Times beyond this many ms since 1970 are stored as this one; the far side of 2^53 is not told apart. */
export const LAST_TIME: number = Number.MAX_SAFE_INTEGER;

/** A time that is certainly an error of the caller. */
function invalid(name: string) {
  return err(`invalid expire time in '${name}' command`);
}

/**
 * When something expires, in ms since 1970. `seconds`: the argument is in seconds; `now`: the time it counts from, 0
 * for absolute times; `positive`: 0 and less are errors.
 *
 * @throws {ErrorReply} for what is no integer, or too large
 */
export function expireArg(
  text: string,
  seconds: boolean,
  now: number,
  positive: boolean,
  name: string,
): number {
  const value: Integer = integerArg(text);
  if (positive && value <= 0) throw invalid(name);
  if (typeof value === "number") {
    const at = value * (seconds ? 1000 : 1) + now;
    if (at <= Number.MAX_SAFE_INTEGER && at >= -Number.MAX_SAFE_INTEGER) return at;
  }
  let at = BigInt(value);
  if (seconds) {
    if (at > INT64_MAX / 1000n || at < -(INT64_MAX + 1n) / 1000n) throw invalid(name);
    at *= 1000n;
  }
  if (at > INT64_MAX - BigInt(now)) throw invalid(name);
  at += BigInt(now);
  return at > BigInt(LAST_TIME) ? LAST_TIME : at < -BigInt(LAST_TIME) ? -LAST_TIME : Number(at);
}
