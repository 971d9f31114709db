/**
 * A client with the part of ioredis' interface that is used, so that tests need no package.
 *
 * @module
 */

import { ErrorReply, NullArray, type Reply, Status } from "../../../redis/reply.ts";
import { bytesOf, decodeBytes } from "../../../redis/resp/latin1.ts";
import { ReplyParser } from "../../../redis/resp/reply_parser.ts";
import type { IoredisClient } from "../../../redis/remote/mod.ts";
import { request } from "../server/talk.ts";

/** An error reply, named as ioredis names it. */
class ReplyError extends Error {
  override readonly name = "ReplyError";
}

/** One connection; replies come in the order of the commands. */
export class PlainClient implements IoredisClient {
  private readonly conn: Promise<Deno.TcpConn>;
  private readonly parser = new ReplyParser();
  private last: Promise<unknown> = Promise.resolve();
  private listeners: [event: string, listener: () => void][] = [];
  /** Called before each command is sent. */
  onCommand: (name: string) => void = () => {};

  constructor(private readonly port: number) {
    this.conn = Deno.connect({ hostname: "127.0.0.1", port });
  }

  callBuffer(command: string, ...args: Uint8Array[]): Promise<unknown> {
    this.onCommand(command);
    const sent = this.conn.then(async (conn) => {
      const bytes = bytesOf(request([command, ...args.map((arg) => decodeBytes(arg, 0, arg.length))]));
      for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
    });
    const reply = this.last.then(async () => {
      await sent;
      return await this.next();
    });
    this.last = reply.catch(() => {});
    return reply;
  }

  private async next(): Promise<unknown> {
    const conn = await this.conn;
    const buffer = new Uint8Array(65536);
    for (;;) {
      const reply = this.parser.next();
      if (reply !== undefined) return toClient(reply as Reply);
      const count = await conn.read(buffer).catch(() => null);
      if (count === null) {
        this.emit("close");
        throw new Error("Connection is closed.");
      }
      this.parser.feed(buffer.slice(0, count));
    }
  }

  duplicate(): IoredisClient {
    return new PlainClient(this.port);
  }

  on(event: string, listener: () => void): void {
    this.listeners.push([event, listener]);
  }

  private emit(event: string): void {
    for (const [name, listener] of this.listeners) if (name === event) listener();
  }

  disconnect(): void {
    void this.conn.then((conn) => {
      try {
        conn.close();
      } catch {
        // the server was faster
      }
    });
  }
}

/** A reply as ioredis gives it from `callBuffer`. */
function toClient(reply: Reply): unknown {
  if (typeof reply === "string") return bytesOf(reply);
  if (reply instanceof Status) return bytesOf(reply.text);
  if (reply instanceof ErrorReply) throw new ReplyError(reply.text);
  if (reply instanceof NullArray) return null;
  if (Array.isArray(reply)) {
    return reply.map((item) => item instanceof ErrorReply ? new ReplyError(item.text) : toClient(item));
  }
  return reply;
}
