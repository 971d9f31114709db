/**
 * A connection to a real server, through a client that the host passes in or that is loaded when it is first needed.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { ErrorReply, type Reply } from "../reply.ts";
import { decodeNative } from "../server/native.ts";
import { fromClient } from "./reply_shapes.ts";

/** A failure of the connection, as opposed to an error the server answers with. */
export class RemoteError extends Error {
  override readonly name: string = "RemoteError";
}

/**
 * The part of an ioredis client that is used: `Redis` and `Cluster` both have it. With the option `stringNumbers`,
 * integers past 2^53 are exact.
 */
export interface IoredisClient {
  /** Sends any command; strings in the reply are `Buffer`s. */
  callBuffer(command: string, ...args: Uint8Array[]): Promise<unknown>;
  /** A new connection with the same options and these. */
  duplicate?(options?: Record<string, unknown>): IoredisClient;
  /** Listens to what happens to the connection. */
  on(event: string, listener: (...args: never[]) => void): unknown;
  /** Ends the connection. */
  disconnect(): void;
  readonly isCluster?: boolean;
  readonly options?: { readonly db?: number };
}

/** Sends commands and gets replies, in order. */
export class RemoteConnection {
  private losses = 0;

  /** @param client The host's: ioredis' `Redis` or `Cluster`. */
  constructor(readonly client: IoredisClient) {
    client.on("close", () => this.losses++);
    // a failing connection shows in its commands; unheard, the event would end the process
    client.on("error", () => {});
  }

  /** Changes when the connection was lost: what the server knew of it (WATCH, SELECT) is gone then. */
  get epoch(): number {
    return this.losses;
  }

  /** The database that is selected at the beginning and after every loss of the connection. */
  get db(): number {
    return this.client.options?.db ?? 0;
  }

  /** Whether it is several servers. */
  get isCluster(): boolean {
    return this.client.isCluster === true;
  }

  /**
   * Sends a command; its reply, errors included.
   *
   * @throws {RemoteError} If there is no reply.
   */
  async send(args: readonly string[]): Promise<Reply> {
    const [name = "", ...rest] = args;
    try {
      // in capitals, because ioredis rearranges the replies of some commands it knows by their names in lower case
      const value = await this.client.callBuffer(
        name.toUpperCase(),
        ...rest.map((text) => Buffer.from(text, "latin1")),
      );
      return fromClient(value, (bytes) => decodeNative(bytes, 0, bytes.length));
    } catch (error) {
      if (error instanceof Error && error.name === "ReplyError") return new ErrorReply(error.message);
      const reason = error instanceof Error ? error.message : String(error);
      throw new RemoteError(`no reply from the server: ${reason}`, { cause: error });
    }
  }

  /** Sends several commands at once; their replies. */
  sendAll(commands: readonly (readonly string[])[]): Promise<Reply[]> {
    return Promise.all(commands.map((args) => this.send(args)));
  }

  /** A connection of its own to the same server, which never repeats a command by itself. */
  duplicate(): RemoteConnection {
    const { client } = this;
    if (client.duplicate === undefined || this.isCluster) {
      throw new RemoteError("a cluster has no single connection that could watch keys");
    }
    return new RemoteConnection(
      client.duplicate({
        autoResendUnfulfilledCommands: false,
        maxRetriesPerRequest: 0,
        stringNumbers: true,
      }),
    );
  }

  /** Ends the connection. */
  close(): void {
    this.client.disconnect();
  }
}

/** Where the client comes from when the host has none. */
const CLIENT_PACKAGE = "npm:ioredis@5.11.1";

/** The parts of the package that are used. */
interface IoredisModule {
  readonly Redis: new (url: string, options: Record<string, unknown>) => IoredisClient;
}

/**
 * Connects to a server: `redis://user:password@host:port/db`. The client is ioredis, loaded from npm.
 *
 * @throws {RemoteError} If it cannot be loaded, or the server cannot be reached.
 */
export async function connectRemote(url: string): Promise<RemoteConnection> {
  let module: IoredisModule;
  try {
    module = await import(CLIENT_PACKAGE) as IoredisModule;
  } catch (error) {
    throw new RemoteError("the client (ioredis) could not be loaded", { cause: error });
  }
  const client = new module.Redis(url, { stringNumbers: true, maxRetriesPerRequest: 1 });
  const connection = new RemoteConnection(client);
  try {
    await connection.send(["PING"]);
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}
