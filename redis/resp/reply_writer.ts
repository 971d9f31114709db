/**
 * Replies as RESP2 or RESP3, byte for byte as a Redis 7.0 server writes them.
 *
 * Small replies are collected as text and encoded many at once; no string grows past what an engine can
 * have, and nesting is bounded by memory only, since it is walked with a stack of our own.
 *
 * @module
 */

import {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  MapReply,
  NullArray,
  type Reply,
  SetReply,
  Status,
  VerbatimReply,
} from "../reply.ts";
import { formatDouble17 } from "./double.ts";
import { type EncodeBytes, encodeBytes } from "./latin1.ts";

/** Protocol version of a connection. */
export type Protocol = 2 | 3;

/** A message that is no answer, such as one of a channel: `>` in RESP3, an array in RESP2. */
export class Push {
  /** @param items Kind and contents. */
  constructor(readonly items: readonly Reply[]) {}
}

/** Text is encoded when it has grown to this many bytes. */
const PORTION = 64 * 1024;
/** Bulks longer than this are encoded on their own instead of being joined. */
const LARGE = 16 * 1024;

/** An array being written, and where. */
interface Level {
  readonly items: readonly Reply[];
  next: number;
}

/** Collects replies until `take`. */
export class ReplyWriter {
  private text = "";
  private chunks: Uint8Array[] = [];
  private chunkBytes = 0;

  /** @param encode The host's way to make bytes of strings. */
  constructor(private readonly encode: EncodeBytes = encodeBytes) {}

  /** Bytes not taken yet. */
  get size(): number {
    return this.chunkBytes + this.text.length;
  }

  /** Adds a reply in the given protocol. */
  write(reply: Reply | Push, protocol: Protocol): void {
    switch (typeof reply) {
      case "string":
        return this.bulk(reply);
      case "number":
        this.text += ":" + reply + "\r\n";
        return this.spill();
      default:
        this.writeOther(reply, protocol);
        return this.spill();
    }
  }

  /** Adds text that is RESP already. */
  raw(text: string): void {
    this.text += text;
    this.spill();
  }

  /** What was written since the last time, in order. */
  take(): Uint8Array[] {
    this.flush();
    const { chunks } = this;
    this.chunks = [];
    this.chunkBytes = 0;
    return chunks;
  }

  /** Forgets what was written since the last `take`. */
  drop(): void {
    this.text = "";
    this.chunks = [];
    this.chunkBytes = 0;
  }

  private spill(): void {
    if (this.text.length >= PORTION) this.flush();
  }

  private flush(): void {
    const { text } = this;
    if (text.length === 0) return;
    this.text = "";
    this.push(text);
  }

  private push(text: string): void {
    const bytes = new Uint8Array(text.length);
    this.encode(text, bytes, 0);
    this.chunks.push(bytes);
    this.chunkBytes += bytes.length;
  }

  private bulk(value: string): void {
    if (value.length <= LARGE) {
      this.text += "$" + value.length + "\r\n" + value + "\r\n";
      return this.spill();
    }
    this.text += "$" + value.length + "\r\n";
    this.flush();
    this.push(value);
    this.text = "\r\n";
  }

  private writeOther(reply: Reply | Push, protocol: Protocol): void {
    const top = this.open(reply, protocol);
    if (top === undefined) return;
    const stack: Level[] = [{ items: top, next: 0 }];
    for (;;) {
      const level = stack[stack.length - 1];
      if (level === undefined) return;
      if (level.next === level.items.length) {
        stack.pop();
        continue;
      }
      const item = level.items[level.next++] ?? null;
      if (typeof item === "string") this.bulk(item);
      else {
        const items = this.open(item, protocol);
        if (items !== undefined) stack.push({ items, next: 0 });
        this.spill();
      }
    }
  }

  /** Writes a scalar, or the header of an aggregate, whose items are returned. */
  private open(reply: Reply | Push, protocol: Protocol): readonly Reply[] | undefined {
    const resp3 = protocol === 3;
    if (typeof reply === "string") return void this.bulk(reply);
    if (typeof reply === "number" || typeof reply === "bigint") return this.line(":", "" + reply);
    if (reply === null) return this.line(resp3 ? "_" : "$-1", "");
    if (typeof reply === "boolean") {
      return resp3 ? this.line("#", reply ? "t" : "f") : this.line(":", reply ? "1" : "0");
    }
    if (Array.isArray(reply)) return this.header("*", reply as readonly Reply[]);
    if (reply instanceof Status) return this.line("+", oneLine(reply.text));
    if (reply instanceof ErrorReply) return this.line("-", oneLine(reply.text));
    if (reply instanceof MapReply) {
      this.line(resp3 ? "%" : "*", "" + (resp3 ? reply.flat.length >> 1 : reply.flat.length));
      return reply.flat;
    }
    if (reply instanceof SetReply) return this.header(resp3 ? "~" : "*", reply.items);
    if (reply instanceof Push) return this.header(resp3 ? ">" : "*", reply.items);
    if (reply instanceof DoubleReply) {
      const text = reply.text ?? formatDouble17(reply.value);
      return resp3 ? this.line(",", text) : void this.bulk(text);
    }
    if (reply instanceof BigNumberReply) {
      return resp3 ? this.line("(", reply.text) : void this.bulk(reply.text);
    }
    if (reply instanceof VerbatimReply) {
      if (!resp3) return void this.bulk(reply.text);
      this.text += "=" + (reply.text.length + 4) + "\r\n" + reply.format + ":";
      return this.line("", reply.text);
    }
    reply satisfies NullArray | readonly Reply[];
    return this.line(resp3 ? "_" : "*-1", "");
  }

  private line(kind: string, text: string): undefined {
    this.text += kind + text + "\r\n";
  }

  private header(kind: string, items: readonly Reply[]): readonly Reply[] {
    this.text += kind + items.length + "\r\n";
    return items;
  }
}

/** Line breaks would end a status or an error in its middle. */
function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, " ") : text;
}

/** One reply as a string with one char per byte. For tests and tools; servers use {@linkcode ReplyWriter}. */
export function replyToText(reply: Reply | Push, protocol: Protocol): string {
  const parts: string[] = [];
  const writer = new ReplyWriter((text, bytes, start) => {
    parts.push(text);
    encodeBytes(text, bytes, start);
  });
  writer.write(reply, protocol);
  writer.take();
  return parts.join("");
}
