/**
 * A connected client: what the server remembers of it between commands.
 *
 * @module
 */

import type { BlockedOn, ClientContext } from "../keyspace/keyspace.ts";
import { Watch } from "../keyspace/watch.ts";
import type { Reply } from "../reply.ts";
import { type Push, ReplyWriter } from "../resp/reply_writer.ts";
import { defaultLimits, RequestParser } from "../resp/request_parser.ts";
import type { Command } from "./command_table.ts";
import type { Handler } from "./core.ts";
import { decodeNative, encodeNative } from "./native.ts";

/** Where a client's replies go. */
export interface Link {
  /** The client's address, `ip:port`. */
  readonly remote: string;
  /** The address it connected to. */
  readonly local: string;
  /** Bytes sent and not yet taken by the network. */
  readonly pending: number;
  /** Sends, without waiting. */
  send(chunks: readonly Uint8Array[]): void;
  /** Closes, at once or after what was sent. */
  close(atOnce: boolean): void;
}

/** A command waiting for EXEC. */
export interface Queued {
  readonly command: Command<Handler>;
  readonly args: readonly string[];
}

/** A transaction being put together. */
export interface Transaction {
  readonly queue: Queued[];
  /** A command was refused: EXEC will be, too. */
  failed: boolean;
  /** What the queued arguments take. */
  bytes: number;
}

/** What a client is waiting for, so that others can end the wait. */
export interface Wait {
  /** Whether it is a key that is waited for: only then can others end the wait. */
  readonly forKey: boolean;
  /** Ends the wait as if its time were over, or with `error`. */
  end(error?: Reply): void;
}

/** Which replies a client wants. */
export type ReplyMode = "on" | "off" | "skip-next" | "skip";

/** How a client calls the keyspace. */
class Context implements ClientContext {
  resp: 2 | 3 = 2;
  db = 0;
  readonly script = false;
  readOnly = false;
  allowOom = false;
  wrote = false;
  /** Off while EXEC carries its commands out. */
  mayBlock = true;
  blocked: BlockedOn | null = null;
}

/** The number of the client whose commands are a script's. */
export const SCRIPT_CLIENT = 0;

/** The state of one connection. */
export class Client {
  readonly context = new Context();
  readonly limits = defaultLimits();
  readonly parser = new RequestParser(this.limits, decodeNative);
  readonly writer = new ReplyWriter(encodeNative);
  /** Set by CLIENT SETNAME. */
  name = "";
  authenticated = false;
  transaction: Transaction | undefined = undefined;
  /** Keys whose change makes EXEC fail. */
  readonly watch = new Watch();
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  readonly shardChannels = new Set<string>();
  replyMode: ReplyMode = "on";
  noEvict = false;
  monitoring = false;
  /** Set while a blocking command, or a script in slices, keeps the client from going on. */
  wait: Wait | undefined = undefined;
  /** The connection ends as soon as what was written is sent. */
  closing = false;
  closed = false;
  /** Milliseconds since 1970. */
  lastActive: number;
  lastCommand = "NULL";
  /** When the output passed the soft limit, in milliseconds since 1970; 0 if it has not. */
  softLimitSince = 0;

  constructor(
    readonly id: number,
    readonly link: Link,
    /** Milliseconds since 1970. */
    readonly since: number,
  ) {
    this.lastActive = since;
  }

  /** RESP version of its replies. */
  get protocol(): 2 | 3 {
    return this.context.resp;
  }

  /** Channels and patterns it listens to. */
  get subscriptions(): number {
    return this.channels.size + this.patterns.size;
  }

  /** Whether it can only subscribe and unsubscribe (RESP2 clients with subscriptions). */
  get listening(): boolean {
    return this.subscriptions + this.shardChannels.size > 0;
  }

  /** Whether the command that is carried out is to be answered. */
  private get wantsReply(): boolean {
    return (this.replyMode === "on" || this.replyMode === "skip-next") && !this.closed;
  }

  /** Writes a reply, unless the client wants none. */
  reply(reply: Reply | Push): void {
    if (this.wantsReply) this.writer.write(reply, this.context.resp);
  }

  /** Announces so many replies as one array. */
  header(count: number): void {
    if (this.wantsReply) this.writer.raw(`*${count}\r\n`);
  }

  /** Writes a message that is no reply: sent even to a client that wants no replies. */
  push(push: Push): void {
    if (!this.closed) this.writer.write(push, this.context.resp);
  }
}
