/**
 * A client's connection over TCP.
 *
 * Reading and writing go on independently: a client that sends without reading what it is told keeps nobody
 * waiting, and what it leaves unread is counted.
 *
 * @module
 */

import type { Link } from "./client.ts";

/** A buffer begins with this size, and becomes larger when it is filled. */
const SMALL = 16 * 1024;
const LARGE = 256 * 1024;

/** Milliseconds a client has for reading what it was sent before its connection closes. */
const PATIENCE = 60_000;

/** An address as Redis writes it. */
function addressText(address: Deno.Addr): string {
  if (address.transport !== "tcp") return "unknown:0";
  return address.hostname.includes(":")
    ? `[${address.hostname}]:${address.port}`
    : `${address.hostname}:${address.port}`;
}

/** A link over a connection. */
export class TcpLink implements Link {
  readonly remote: string;
  readonly local: string;
  pending = 0;
  private queue: Uint8Array[] = [];
  private writing = false;
  private closed = false;
  private closeAfterwards = false;

  constructor(private readonly conn: Deno.TcpConn) {
    this.remote = addressText(conn.remoteAddr);
    this.local = addressText(conn.localAddr);
    // replies are complete when they are sent: nothing is gained by waiting for more
    conn.setNoDelay(true);
  }

  send(chunks: readonly Uint8Array[]): void {
    if (this.closed) return;
    for (const chunk of chunks) {
      this.pending += chunk.length;
      this.queue.push(chunk);
    }
    if (!this.writing) void this.write();
  }

  close(atOnce: boolean): void {
    if (!atOnce && (this.writing || this.queue.length > 0)) {
      this.closeAfterwards = true;
      // nobody has to read what they asked for, but we do not wait for ever
      Deno.unrefTimer(setTimeout(() => this.close(true), PATIENCE));
      return;
    }
    if (this.closed) return;
    this.closed = true;
    this.queue = [];
    try {
      this.conn.close();
    } catch {
      // the other side was faster
    }
  }

  private async write(): Promise<void> {
    this.writing = true;
    try {
      while (this.queue.length > 0 && !this.closed) {
        const chunks = this.queue;
        this.queue = [];
        for (const chunk of chunks) {
          for (let at = 0; at < chunk.length;) {
            const count = await this.conn.write(at === 0 ? chunk : chunk.subarray(at));
            at += count;
            this.pending -= count;
          }
        }
      }
    } catch {
      this.close(true);
    }
    this.writing = false;
    if (this.closeAfterwards) this.close(true);
  }

  /** Reads until the other side is done, handing on what comes. The bytes are only lent. */
  async read(receive: (bytes: Uint8Array) => void): Promise<void> {
    let buffer = new Uint8Array(SMALL);
    try {
      for (;;) {
        const count = await this.conn.read(buffer);
        if (count === null || this.closed) return;
        receive(buffer.subarray(0, count));
        if (count === buffer.length && count < LARGE) buffer = new Uint8Array(count * 4);
      }
    } catch {
      // a connection that breaks has ended, too
    }
  }
}
