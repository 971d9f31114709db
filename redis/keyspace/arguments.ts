/**
 * Reading arguments of commands. Each function throws the reply a Redis server gives for what it cannot read.
 *
 * @module
 */

import type { ErrorReply } from "../reply.ts";
import { err, NOT_FLOAT, NOT_INTEGER, NOT_POSITIVE, SYNTAX } from "./errors.ts";
import { parseLongDouble } from "./long_double.ts";
import { INT64_MAX, type Integer, parseDouble, parseInteger } from "./numbers.ts";

const NO_TIMEOUT = err("timeout is not a float or out of range");

/** A 64-bit integer. @throws {ErrorReply} for anything else */
export function integerArg(text: string, error: ErrorReply = NOT_INTEGER): Integer {
  const value = parseInteger(text);
  if (value === undefined) throw error;
  return value;
}

/** A 64-bit integer as a number; past 2^53 only its size is right. @throws {ErrorReply} for anything else */
export function numberArg(text: string, error: ErrorReply = NOT_INTEGER): number {
  const value = parseInteger(text);
  if (value === undefined) throw error;
  return typeof value === "number" ? value : Number(value);
}

/** A double. @throws {ErrorReply} for anything else */
export function doubleArg(text: string, error: ErrorReply = NOT_FLOAT): number {
  const value = parseDouble(text);
  if (value === undefined) throw error;
  return value;
}

/** Whether an argument is a word, in any case; `word` is in lower case. */
export function isWord(text: string, word: string): boolean {
  if (text.length !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    let c = text.charCodeAt(i);
    if (c >= 65 && c <= 90) c += 32;
    if (c !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** The argument at a position. @throws {ErrorReply} syntax error when there is none */
export function argAt(args: readonly string[], at: number): string {
  const text = args[at];
  if (text === undefined) throw SYNTAX;
  return text;
}

/** A number of keys in front of them. @throws {ErrorReply} `error` for what is no positive integer */
export function keyCountArg(text: string, error: ErrorReply): number {
  const count = numberArg(text, error);
  if (count < 1) throw error;
  return count;
}

/** An integer of 0 or more. @throws {ErrorReply} `error` for anything else */
export function positiveArg(text: string, error: ErrorReply = NOT_POSITIVE): number {
  const value = numberArg(text, error);
  if (value < 0) throw error;
  return value;
}

/** An integer within `low` and `high`, with the server's text for values outside. @throws {ErrorReply} else */
export function boundedArg(text: string, low: bigint, high: bigint): Integer {
  const value = integerArg(text);
  if (value < low || value > high) throw err(`value is out of range, value must between ${low} and ${high}`);
  return value;
}

/** A time to wait in seconds as ms, rounded up; 0: without end. @throws {ErrorReply} for anything else */
export function timeoutArg(text: string): number {
  const seconds = parseLongDouble(text);
  if (seconds === undefined || seconds === "infinite") throw NO_TIMEOUT;
  const { mantissa, exponent } = seconds;
  const scaled = mantissa * 1000n;
  const ms = exponent >= 0
    ? scaled << BigInt(exponent)
    : (scaled + (1n << BigInt(-exponent)) - 1n) >> BigInt(-exponent);
  if (ms > INT64_MAX) throw err("timeout is out of range");
  if (ms < 0n) throw err("timeout is negative");
  return ms > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(ms);
}
