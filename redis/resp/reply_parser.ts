/**
 * RESP2 and RESP3 replies, read incrementally: the client's side. For tests, tools and clients of our own.
 *
 * A reply that has not arrived completely is parsed again from its beginning when more comes.
 *
 * @module
 */

import {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  MapReply,
  NULL_ARRAY,
  type Reply,
  SetReply,
  Status,
  VerbatimReply,
} from "../reply.ts";
import { type DecodeBytes, decodeBytes } from "./latin1.ts";
import { Push } from "./reply_writer.ts";

/** An aggregate being read. */
interface Level {
  readonly kind: string;
  readonly items: Reply[];
  missing: number;
}

/** Aggregates inside each other, at most. */
const MAX_DEPTH = 100_000;

/** Takes a server's output apart into replies. */
export class ReplyParser {
  private text = "";
  private at = 0;

  /** @param decode The host's way to make strings of bytes. */
  constructor(private readonly decode: DecodeBytes = decodeBytes) {}

  /** Adds output of the server. */
  feed(bytes: Uint8Array): void {
    this.text = this.text.slice(this.at) + this.decode(bytes, 0, bytes.length);
    this.at = 0;
  }

  /**
   * The next reply, or undefined if it has not arrived completely.
   *
   * @throws {SyntaxError} If it is not RESP.
   */
  next(): Reply | Push | undefined {
    const stack: Level[] = [];
    let at = this.at;
    for (;;) {
      const lineEnd = this.text.indexOf("\r\n", at);
      if (lineEnd < 0) return undefined;
      const kind = this.text.charAt(at);
      const line = this.text.slice(at + 1, lineEnd);
      at = lineEnd + 2;
      let value: Reply | Push | undefined;
      if (kind === "$" || kind === "=" || kind === "!") {
        const length = count(line);
        if (length < 0) value = null;
        else {
          if (this.text.length < at + length + 2) return undefined;
          value = bulk(kind, this.text.slice(at, at + length));
          at += length + 2;
        }
      } else if ("*%~>|".includes(kind) && kind !== "") {
        const length = count(line);
        if (length > 0) {
          if (stack.length === MAX_DEPTH) throw new SyntaxError("replies nested too deeply");
          const missing = kind === "%" || kind === "|" ? length * 2 : length;
          stack.push({ kind, items: [], missing });
          continue;
        }
        value = length < 0 ? NULL_ARRAY : aggregate(kind, []);
      } else value = scalar(kind, line);
      // an attribute stands before its reply
      for (;;) {
        const level = stack[stack.length - 1];
        if (level === undefined) {
          if (value === undefined) break;
          this.at = at;
          return value;
        }
        if (value === undefined) break;
        level.items.push(value as Reply);
        if (--level.missing > 0) break;
        stack.pop();
        value = aggregate(level.kind, level.items);
      }
    }
  }
}

function count(line: string): number {
  if (!/^(-1|\d{1,10})$/.test(line)) throw new SyntaxError(`bad length ${JSON.stringify(line)}`);
  return Number(line);
}

function bulk(kind: string, text: string): Reply {
  if (kind === "$") return text;
  return kind === "!" ? new ErrorReply(text) : new VerbatimReply(text.slice(0, 3), text.slice(4));
}

/** Undefined for an attribute, which is dropped. */
function aggregate(kind: string, items: Reply[]): Reply | Push | undefined {
  switch (kind) {
    case "%":
      return new MapReply(items);
    case "~":
      return new SetReply(items);
    case ">":
      return new Push(items);
    case "|":
      return undefined;
    default:
      return items;
  }
}

function scalar(kind: string, line: string): Reply {
  switch (kind) {
    case "+":
      return new Status(line);
    case "-":
      return new ErrorReply(line);
    case ":":
      return integer(line);
    case "_":
      return null;
    case "#":
      return line === "t";
    case ",":
      return new DoubleReply(double(line));
    case "(":
      return new BigNumberReply(line);
    default:
      throw new SyntaxError(`a reply cannot begin with ${JSON.stringify(kind)}`);
  }
}

function integer(line: string): number | bigint {
  if (!/^-?\d+$/.test(line)) throw new SyntaxError(`bad integer ${JSON.stringify(line)}`);
  const value = Number(line);
  return Number.isSafeInteger(value) ? value : BigInt(line);
}

function double(line: string): number {
  if (line === "inf") return Infinity;
  if (line === "-inf") return -Infinity;
  return Number(line);
}
