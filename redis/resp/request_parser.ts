/**
 * What clients send: arrays of bulk strings, or inline commands. Incremental and binary safe.
 *
 * Pull style: `feed` lends the parser a piece of input, `next` takes one command after the other out of it,
 * and `release` copies what is left, so that the caller can reuse the piece. A server that must not go on
 * with a client (one that is blocked) stops pulling, and the rest waits.
 *
 * Messages and limits are those of Redis 7.0, and so are the leniencies: the two bytes after a header's digits
 * or after a bulk are taken for CR LF without a look, and a NUL byte hides a line end behind it.
 *
 * Invariants: `start <= end <= bytes.length`; `text` is what `bytes` hold from `textStart` on, or empty.
 * Memory grows with what was received, never with what was announced.
 *
 * @module
 */

import { splitInline } from "./inline.ts";
import { type DecodeBytes, decodeBytes } from "./latin1.ts";

/** A violation of the protocol: the reply to send before the connection is closed. */
export class ProtocolError {
  /** @param message Without the `-ERR Protocol error: ` that goes before it. */
  constructor(readonly message: string) {}
}

/** What is tolerated of a client, in bytes and counts. */
export interface RequestLimits {
  /** The longest bulk string. Never more than 536,870,888, the longest string of V8. */
  maxBulk: number;
  /** The most arguments of a command. */
  maxArguments: number;
  /** The most bytes of a command that has not arrived completely; reaching it closes the connection. */
  maxBuffer: number;
  /** Whether only what a client needs to authenticate is taken: 10 arguments of at most 16,384 bytes. */
  unauthenticated: boolean;
}

/** The limits of an ordinary client. */
export function defaultLimits(): RequestLimits {
  return { maxBulk: 512 << 20, maxArguments: 0x7fffffff, maxBuffer: 1 << 30, unauthenticated: false };
}

/** The longest string V8 can have. */
export const MAX_STRING = 0x1fffffe8;
/** The longest line: an inline command, or a header. */
const MAX_LINE = 64 * 1024;
/** Slices of at most this many chars are copies, longer ones keep the whole text alive (V8). */
const SHORT = 12;
/** How much is decoded at once to cut short arguments out of. */
const WINDOW = 64 * 1024;
/** What an argument takes besides its bytes. */
const ARGUMENT_COST = 32;
const UNAUTHENTICATED_BUFFER = 1 << 20;
const NONE = new Uint8Array(0);

const CR = 13, LF = 10, DOLLAR = 36, STAR = 42, MINUS = 45, ZERO = 48;

/** Takes a client's input apart into commands. */
export class RequestParser {
  private bytes: Uint8Array = NONE;
  private start = 0;
  private end = 0;
  /** Whether `bytes` belongs to the caller. */
  private borrowed = false;
  private text = "";
  private textStart = 0;
  /** The command being read, and how many arguments it lacks. */
  private args: string[] = [];
  private missing = 0;
  /** The length of the bulk being read, -1 before its header. */
  private bulk = -1;
  private argBytes = 0;

  /**
   * @param limits Read anew for every command, so they may be changed while the connection lasts.
   * @param decode The host's way to make strings of bytes.
   */
  constructor(
    readonly limits: RequestLimits = defaultLimits(),
    private readonly decode: DecodeBytes = decodeBytes,
  ) {}

  /** How many bytes wait for the rest of their command, or to be pulled. */
  get buffered(): number {
    return this.end - this.start + this.argBytes;
  }

  /** Adds a piece of input. It is not copied before `release`. */
  feed(piece: Uint8Array): void {
    this.text = "";
    if (this.start === this.end) {
      this.bytes = piece;
      this.start = 0;
      this.end = piece.length;
      this.borrowed = true;
      return;
    }
    this.release();
    this.reserve(piece.length);
    this.bytes.set(piece, this.end);
    this.end += piece.length;
  }

  /** Copies what has not been pulled, after which the last piece may be reused. */
  release(): void {
    if (!this.borrowed) return;
    this.borrowed = false;
    this.text = "";
    this.bytes = this.start === this.end ? NONE : this.bytes.slice(this.start, this.end);
    this.end -= this.start;
    this.start = 0;
  }

  /**
   * The next command: at least one argument, the first of which is its name. Undefined when more input is
   * needed. After a `ProtocolError` nothing more may be asked for.
   */
  next(): string[] | ProtocolError | undefined {
    for (;;) {
      if (this.missing === 0) {
        if (this.start === this.end) return undefined;
        const got = this.bytes[this.start] === STAR ? this.arrayHeader() : this.inline();
        if (got === undefined) return this.starving();
        if (got instanceof ProtocolError) return got;
        if (Array.isArray(got)) {
          if (got.length > 0) return got;
          continue;
        }
        if (got <= 0) continue;
        this.missing = got;
        this.args = [];
        this.argBytes = 0;
      }
      const fault = this.bulks();
      if (fault !== undefined) return fault;
      if (this.missing > 0) return this.starving();
      this.argBytes = 0;
      return this.args;
    }
  }

  /** Reads arguments as far as there is input. */
  private bulks(): ProtocolError | undefined {
    const { args } = this;
    while (this.missing > 0) {
      if (this.bulk < 0) {
        const length = this.bulkHeader();
        if (length === undefined) return undefined;
        if (length instanceof ProtocolError) return length;
        this.bulk = length;
      }
      const { bulk, start } = this;
      if (this.end - start < bulk + 2) return undefined;
      args.push(bulk <= SHORT ? this.short(start, bulk) : this.decode(this.bytes, start, start + bulk));
      this.start = start + bulk + 2;
      this.argBytes += bulk + ARGUMENT_COST;
      this.bulk = -1;
      this.missing--;
    }
    return undefined;
  }

  /** A short argument: cut out of a text that is decoded for many of them at once. */
  private short(start: number, length: number): string {
    let from = start - this.textStart;
    if (from < 0 || from + length > this.text.length) {
      this.text = this.decode(this.bytes, start, Math.min(this.end, start + WINDOW));
      this.textStart = start;
      from = 0;
    }
    return this.text.slice(from, from + length);
  }

  /** More input is needed: nothing, or too much of a command is here already. */
  private starving(): ProtocolError | undefined {
    const { limits, buffered } = this;
    const most = limits.unauthenticated ? UNAUTHENTICATED_BUFFER : limits.maxBuffer;
    return buffered > most ? new ProtocolError("") : undefined;
  }

  /** Position of the next `wanted` before a NUL byte, or -1. */
  private find(wanted: number): number {
    const { bytes, end } = this;
    for (let at = this.start; at < end; at++) {
      const byte = bytes[at];
      if (byte === wanted) return at;
      if (byte === 0) return -1;
    }
    return -1;
  }

  private inline(): string[] | ProtocolError | undefined {
    const { start } = this;
    const newline = this.find(LF);
    if (newline < 0) {
      return this.end - start > MAX_LINE ? new ProtocolError("too big inline request") : undefined;
    }
    const lineEnd = newline > start && this.bytes[newline - 1] === CR ? newline - 1 : newline;
    this.start = newline + 1;
    const words = splitInline(this.decode(this.bytes, start, lineEnd));
    return words ?? new ProtocolError("unbalanced quotes in request");
  }

  /** Reads `*n`; n may be anything up to 2^31-1. */
  private arrayHeader(): number | ProtocolError | undefined {
    const count = this.header("too big mbulk count string");
    if (count === undefined || count instanceof ProtocolError) return count;
    const { limits } = this;
    if (!(count <= limits.maxArguments)) return new ProtocolError("invalid multibulk length");
    if (count > 10 && limits.unauthenticated) return new ProtocolError("unauthenticated multibulk length");
    return count;
  }

  /** Reads `$n`. */
  private bulkHeader(): number | ProtocolError | undefined {
    if (this.start === this.end) return undefined;
    const kind = this.bytes[this.start] ?? 0;
    const length = this.header("too big bulk count string", kind === DOLLAR);
    if (length === undefined || length instanceof ProtocolError) return length;
    if (kind !== DOLLAR) return new ProtocolError(wrongKind(kind));
    const { limits } = this;
    if (!(length >= 0 && length <= Math.min(limits.maxBulk, MAX_STRING))) {
      return new ProtocolError("invalid bulk length");
    }
    if (length > 16384 && limits.unauthenticated) return new ProtocolError("unauthenticated bulk length");
    return length;
  }

  /**
   * Reads a line's number and moves behind the line: NaN if it is none, undefined if it is not complete.
   *
   * @param numeric Whether the line is worth parsing.
   */
  private header(tooLong: string, numeric = true): number | ProtocolError | undefined {
    const { bytes, start, end } = this;
    // the usual case: one to nine digits without leading zero
    let at = start + 1;
    let value = (bytes[at] ?? 0) - ZERO;
    if (numeric && value > 0 && value <= 9) {
      for (at++; at < end && at <= start + 9; at++) {
        const digit = (bytes[at] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (at + 1 < end && bytes[at] === CR) {
        this.start = at + 2;
        return value;
      }
    }
    const cr = this.find(CR);
    if (cr < 0) return end - start > MAX_LINE ? new ProtocolError(tooLong) : undefined;
    if (cr + 1 >= end) return undefined;
    if (numeric) this.start = cr + 2;
    return numeric ? parseInteger(bytes, start + 1, cr) : NaN;
  }

  /** Makes room for `more` bytes behind `end`, in a buffer of our own. */
  private reserve(more: number): void {
    const size = this.end - this.start;
    if (this.end + more <= this.bytes.length) return;
    const { bytes, start, end } = this;
    const room = size + more <= bytes.length >> 1 ? bytes : new Uint8Array(Math.max(1024, (size + more) * 2));
    if (room === bytes) bytes.copyWithin(0, start, end);
    else room.set(bytes.subarray(start, end));
    this.bytes = room;
    this.start = 0;
    this.end = size;
  }
}

/** What is said of a header that does not begin with `$`; a NUL byte does not get here, see `find`. */
function wrongKind(kind: number): string {
  const char = kind === CR || kind === LF ? " " : String.fromCharCode(kind);
  return `expected '$', got '${char}'`;
}

/** A decimal integer as Redis reads it: no sign but minus, no leading zeros, no blanks; otherwise NaN. */
function parseInteger(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const length = end - at;
  if (length === 0 || length > 19) return NaN;
  if (bytes[at] === ZERO) return length === 1 && !negative ? 0 : NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}
