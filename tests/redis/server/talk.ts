/**
 * A client for tests: sends commands, gives replies as text.
 *
 * @module
 */

import { ErrorReply, MapReply, NullArray, type Reply, SetReply, Status } from "../../../redis/reply.ts";
import { bytesOf, decodeBytes } from "../../../redis/resp/latin1.ts";
import { ReplyParser } from "../../../redis/resp/reply_parser.ts";
import { Push } from "../../../redis/resp/reply_writer.ts";

/** A command as RESP. */
export function request(args: readonly string[]): string {
  return `*${args.length}\r\n` + args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join("");
}

/** A reply as one readable value: statuses as `+OK`, errors as `-ERR ...`. */
export type Shown = string | number | boolean | null | Shown[];

/** A reply in that form. */
export function shown(reply: Reply | Push): Shown {
  if (reply instanceof Status) return "+" + reply.text;
  if (reply instanceof ErrorReply) return "-" + reply.text;
  if (reply instanceof Push) return [">", ...reply.items.map(shown)];
  if (reply instanceof MapReply) return reply.flat.map(shown);
  if (reply instanceof SetReply) return reply.items.map(shown);
  if (reply instanceof NullArray || reply === null) return null;
  if (typeof reply === "string" || typeof reply === "number" || typeof reply === "boolean") return reply;
  if (Array.isArray(reply)) return (reply as readonly Reply[]).map(shown);
  return String(reply);
}

/** A connection. */
export class Talk {
  private readonly parser = new ReplyParser();
  private readonly buffer = new Uint8Array(65536);

  private constructor(private readonly conn: Deno.TcpConn) {}

  /** Connects to a server on this machine. */
  static async to(port: number): Promise<Talk> {
    return new Talk(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Its own port, which identifies it in CLIENT LIST. */
  get port(): number {
    return this.conn.localAddr.port;
  }

  /** Sends text as it is. */
  async raw(text: string): Promise<void> {
    const bytes = bytesOf(text);
    for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
  }

  /** Sends a command without waiting for its reply. */
  send(...args: string[]): Promise<void> {
    return this.raw(request(args));
  }

  /** The next reply or message; `closed` when the server has closed the connection. */
  async next(): Promise<Shown> {
    for (;;) {
      const reply = this.parser.next();
      if (reply !== undefined) return shown(reply);
      const count = await this.conn.read(this.buffer).catch(() => null);
      if (count === null) return "closed";
      this.parser.feed(this.buffer.slice(0, count));
    }
  }

  /** Sends a command; its reply. */
  async say(...args: string[]): Promise<Shown> {
    await this.send(...args);
    return await this.next();
  }

  /** All that comes until the server closes the connection, as text. */
  async rest(): Promise<string> {
    let text = "";
    for (;;) {
      const count = await this.conn.read(this.buffer).catch(() => null);
      if (count === null) return text;
      text += decodeBytes(this.buffer, 0, count);
    }
  }

  /** Ends the connection. */
  [Symbol.dispose](): void {
    try {
      this.conn.close();
    } catch {
      // the server was faster
    }
  }
}
