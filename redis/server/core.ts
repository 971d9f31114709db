/**
 * The server without its sockets: takes commands of clients and carries them out, one at a time.
 *
 * Most commands are the keyspace's; those about connections, transactions, channels, waiting and the server
 * itself are handlers registered in the command table. A handler gives a reply, or `NONE` when it has written
 * all there is to say, or a promise when it will take longer: until it is settled the client's next commands
 * wait. While `exclusive` is set (a script running in slices, a transaction with one in it) nobody else's
 * commands are carried out.
 *
 * @module
 */

import type { ScriptEngine } from "../engine.ts";
import { OOM } from "../keyspace/keyspace.ts";
import { ErrorReply, QUEUED, type Reply } from "../reply.ts";
import { ProtocolError } from "../resp/request_parser.ts";
import { Blocking } from "./blocking.ts";
import type { Client, Link, Queued, Transaction } from "./client.ts";
import { Client as ClientState } from "./client.ts";
import { type Command, CommandTable } from "./command_table.ts";
import { Config } from "./config.ts";
import { Monitors } from "./monitor.ts";
import { Pause } from "./pause.ts";
import { PubSub } from "./pubsub.ts";
import { lendToScripts, registerAll } from "./register.ts";
import { Scripts } from "./scripts.ts";
import { Statistics } from "./statistics.ts";
import type { Storage } from "./storage.ts";

/** A handler that has written its replies itself. */
export const NONE = Symbol("no reply");

/** What a handler gives. */
export type Result = Reply | typeof NONE | Promise<Reply | typeof NONE>;

/** Carries out one command of a client. */
export type Handler = (core: Core, client: Client, args: readonly string[]) => Result;

/** What happens outside the core. */
export interface Surroundings {
  /** SHUTDOWN was accepted. */
  shutdown(): void;
  /** Milliseconds since 1970, with fractions. */
  now(): number;
}

const NOAUTH = new ErrorReply("NOAUTH Authentication required.");
const IN_TRANSACTION = new ErrorReply("ERR Command not allowed inside a transaction");
const ALLOWED_LISTENING = new Set(
  [
    "ping",
    "subscribe",
    "ssubscribe",
    "psubscribe",
    "unsubscribe",
    "sunsubscribe",
    "punsubscribe",
    "quit",
    "reset",
  ],
);
/** What an argument takes besides its bytes. */
const ARGUMENT_COST = 32;
const NOT_QUEUED = new Set(["exec", "discard", "multi", "watch", "quit", "reset"]);

/** The server's state and its one entry point, `drain`. */
export class Core {
  readonly table: CommandTable<Handler>;
  readonly clients = new Map<number, Client>();
  readonly pubsub = new PubSub();
  readonly monitors = new Monitors();
  readonly statistics: Statistics;
  readonly blocking: Blocking;
  readonly scripts: Scripts;
  readonly pause: Pause;
  /** Whose script or transaction is on its way; nobody else's commands are carried out meanwhile. */
  exclusive: Client | undefined = undefined;
  private holds = 0;
  /** Whether keys are removed as soon as their time is up, not only when they are used. */
  activeExpire = true;
  /** Distinguishes this server from others and from its earlier self. */
  readonly runId = Array.from(crypto.getRandomValues(new Uint8Array(20)), hex).join("");
  private nextId = 1;
  /** Clients with input that could not be taken yet. */
  private readonly held = new Set<Client>();
  /** Clients with output that has not been sent yet. */
  private readonly dirty = new Set<Client>();
  private flushing = false;

  constructor(
    readonly storage: Storage,
    engine: ScriptEngine,
    readonly config: Config,
    readonly surroundings: Surroundings,
  ) {
    this.table = new CommandTable(storage.keyspace.commands);
    this.statistics = new Statistics(surroundings.now());
    this.blocking = new Blocking(this);
    this.pause = new Pause(this);
    this.scripts = new Scripts(this, engine);
    registerAll(this.table);
    lendToScripts(this);
    storage.wanted = () => this.blocking.count > 0;
    storage.keyspace.publish = (channel, message, shard) => this.publish(channel, message, shard);
  }

  // ---- connections ----------------------------------------------------------------------------------

  /** A client connected. */
  connect(link: Link): Client {
    const client = new ClientState(this.nextId++, link, this.surroundings.now());
    this.clients.set(client.id, client);
    this.statistics.connections++;
    this.applyLimits(client);
    client.authenticated = this.config.password === "";
    client.limits.unauthenticated = !client.authenticated;
    return client;
  }

  /** Ends a client's connection at once. */
  disconnect(client: Client): void {
    if (client.closed) return;
    this.forget(client);
    client.link.close(true);
  }

  /** Gives up whatever a client held. */
  private forget(client: Client): void {
    client.closed = true;
    this.clients.delete(client.id);
    this.held.delete(client);
    this.dirty.delete(client);
    client.writer.drop();
    client.watch.clear();
    this.pubsub.leave(client);
    this.monitors.remove(client);
    client.wait?.end();
  }

  /** Closes a client's connection as soon as it has been sent what was written. */
  close(client: Client): void {
    client.closing = true;
    this.touch(client);
  }

  /** The limits of a client's input, after a change of the configuration. */
  applyLimits(client: Client): void {
    client.limits.maxBulk = this.config.number("proto-max-bulk-len");
    client.limits.maxBuffer = this.config.number("client-query-buffer-limit");
  }

  // ---- commands -------------------------------------------------------------------------------------

  /** Input of a client has arrived. */
  receive(client: Client, bytes: Uint8Array): void {
    if (client.closing || client.closed) return;
    client.lastActive = this.surroundings.now();
    this.statistics.inputBytes += bytes.length;
    client.parser.feed(bytes);
    this.drain(client);
    // a client that waits may go on sending, but not for ever
    if (client.parser.buffered > client.limits.maxBuffer) this.disconnect(client);
    client.parser.release();
    this.flush();
  }

  /** Carries out the commands a client has sent, as far as they may be now. */
  drain(client: Client): void {
    while (!client.closing && !client.closed && client.wait === undefined) {
      if (this.mustWait(client)) {
        this.held.add(client);
        break;
      }
      const args = client.parser.next();
      if (args === undefined) break;
      if (args instanceof ProtocolError) {
        if (args.message === "") this.disconnect(client);
        else {
          client.reply(new ErrorReply(`ERR Protocol error: ${args.message}`));
          client.closing = true;
        }
        break;
      }
      this.perform(client, args);
    }
    if (!client.closed) this.touch(client);
  }

  /** Whether others keep a client's commands from being carried out. */
  private mustWait(client: Client): boolean {
    if (this.exclusive !== undefined && this.exclusive !== client && !this.scripts.late) return true;
    return this.pause.ofEverything;
  }

  /** Those who had to wait may go on. */
  resume(): void {
    if (this.held.size === 0) return;
    const clients = [...this.held];
    this.held.clear();
    for (const client of clients) {
      this.drain(client);
      client.parser.release();
    }
    this.flush();
  }

  /** Carries out one command, replies included. */
  private perform(client: Client, args: readonly string[]): void {
    if (client.replyMode === "skip-next") client.replyMode = "skip";
    else if (client.replyMode === "skip") client.replyMode = "on";
    const result = this.dispatch(client, args);
    if (result instanceof Promise) this.await(client, result);
    else if (result !== NONE) client.reply(result);
    this.afterCommand();
  }

  /** A client's commands wait for the end of one of them. */
  private await(client: Client, result: Promise<Reply | typeof NONE>): void {
    client.wait ??= { forKey: false, end: () => {} };
    const finish = (reply: Reply | typeof NONE): void => {
      client.wait = undefined;
      if (client.closed) {
        this.afterCommand();
        return this.flush();
      }
      if (reply !== NONE) client.reply(reply);
      this.afterCommand();
      this.drain(client);
      client.parser.release();
      this.flush();
    };
    result.then(finish, (error) => finish(internalError(error)));
  }

  /** Decides whether a command may be carried out now, and does it or queues it. */
  private dispatch(client: Client, args: readonly string[]): Result {
    const found = this.table.find(args);
    if (found instanceof ErrorReply) return this.unknown(client, args, found);
    const command = found;
    client.lastCommand = command.name;
    if (command.name === "quit") return command.handler?.(this, client, args) ?? NONE;
    const refusal = this.refusal(client, command);
    if (refusal !== undefined) return this.refuse(client, command, refusal);
    if (client.transaction !== undefined && !NOT_QUEUED.has(command.name)) {
      return this.queue(client, client.transaction, { command, args });
    }
    if (this.pause.holdsBack(command)) {
      return this.pause.over().then(() => client.closed ? NONE : this.execute(client, command, args));
    }
    return this.execute(client, command, args);
  }

  /** Carries out a command that nothing speaks against: also those of EXEC. */
  execute(client: Client, command: Command<Handler>, args: readonly string[]): Result {
    this.statistics.commands++;
    if (this.monitors.size > 0) this.monitors.note(this, client, command, args);
    const { handler } = command;
    try {
      if (handler !== undefined) return handler(this, client, args);
      const { context } = client;
      const reply = this.storage.keyspace.call(args, context);
      if (context.blocked === null) return reply;
      const { blocked } = context;
      context.blocked = null;
      return this.blocking.wait(client, blocked);
    } catch (error) {
      return internalError(error);
    }
  }

  /** What follows every command: those who watch are told, waiting clients may be served. */
  private afterCommand(): void {
    if (this.monitors.size > 0) this.monitors.show(this);
    if (this.storage.ready.length > 0 && this.exclusive === undefined) this.blocking.serve();
  }

  /** Why a command cannot be carried out now, if so. */
  private refusal(client: Client, command: Command<Handler>): ErrorReply | undefined {
    if (!client.authenticated && !command.noAuth) return NOAUTH;
    if (command.noMulti && client.transaction !== undefined) return IN_TRANSACTION;
    if (client.listening && client.protocol === 2 && !ALLOWED_LISTENING.has(command.name)) {
      return new ErrorReply(
        `ERR Can't execute '${command.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET ` +
          `are allowed in this context`,
      );
    }
    if (this.exclusive !== undefined && !command.allowBusy) return this.scripts.busyReply;
    const { keyspace } = this.storage;
    if (keyspace.limits.maxMemory > 0 && anyOf(client, command, (one) => one.denyOom) && keyspace.isFull()) {
      return OOM;
    }
    const { failure } = this.storage;
    if (failure !== undefined && command.changes) {
      return new ErrorReply(`MISCONF Errors writing to the AOF file: ${failure}`);
    }
    if (keyspace.limits.minReplicas > 0 && anyOf(client, command, (one) => one.writes)) {
      return keyspace.refusesWrites();
    }
    return undefined;
  }

  /** A refused command spoils the transaction it would have been part of. */
  private refuse(client: Client, command: Command<Handler>, refusal: ErrorReply): Reply {
    this.statistics.rejected++;
    if (client.transaction !== undefined) client.transaction.failed = true;
    if (command.name !== "exec") return refusal;
    client.transaction = undefined;
    client.watch.clear();
    const reason = refusal.text.replace(/^ERR /, "");
    return new ErrorReply(`EXECABORT Transaction discarded because of: ${reason}`);
  }

  private unknown(client: Client, args: readonly string[], error: ErrorReply): Result {
    const name = args[0]?.toLowerCase() ?? "";
    // a browser was tricked into talking to us: nothing it says is to be believed
    if (name === "post" || name === "host:") {
      this.disconnect(client);
      return NONE;
    }
    this.statistics.errors++;
    if (client.transaction !== undefined) client.transaction.failed = true;
    return error;
  }

  /** A client whose transaction takes more than a request may is dropped, as one that sends endlessly is. */
  private queue(client: Client, transaction: Transaction, queued: Queued): Result {
    for (const arg of queued.args) transaction.bytes += arg.length + ARGUMENT_COST;
    if (transaction.bytes > client.limits.maxBuffer) {
      this.disconnect(client);
      return NONE;
    }
    transaction.queue.push(queued);
    return QUEUED;
  }

  // ---- one at a time --------------------------------------------------------------------------------

  /** Keeps everybody but `client` from going on, until as many `release` as `hold` were called. */
  hold(client: Client): void {
    this.exclusive = client;
    this.holds++;
  }

  /** The opposite of `hold`. */
  release(): void {
    if (--this.holds > 0) return;
    this.exclusive = undefined;
    if (this.held.size > 0) queueMicrotask(() => this.resume());
  }

  // ---- output ---------------------------------------------------------------------------------------

  /** PUBLISH and SPUBLISH: the number of clients that were told. */
  publish(channel: string, message: string, shard: boolean): number {
    return this.pubsub.publish(channel, message, shard, (client) => this.touch(client));
  }

  /** A client has output, or is to be closed. */
  touch(client: Client): void {
    if (client.writer.size > 0 || client.closing) this.dirty.add(client);
  }

  /** Sends what was written, after what it tells of is safe in the log. */
  flush(): void {
    if (this.flushing) return;
    this.flushing = true;
    this.storage.settle((safe) => {
      this.flushing = false;
      if (safe) return this.send();
      // what was done is not safe, so nobody is told that it was done
      for (const client of [...this.dirty]) this.disconnect(client);
    });
  }

  private send(): void {
    for (const client of this.dirty) {
      const { link, writer } = client;
      if (writer.size > 0) {
        this.statistics.outputBytes += writer.size;
        link.send(writer.take());
        if (this.config.exceedsOutput(client, this.surroundings.now())) {
          this.disconnect(client);
          continue;
        }
      }
      if (client.closing) {
        link.close(false);
        this.forget(client);
      }
    }
    this.dirty.clear();
  }

  /** Ends every wait and timer. */
  stop(): void {
    this.pause.stop();
    this.blocking.stop();
    this.scripts.stop();
    for (const client of [...this.clients.values()]) this.disconnect(client);
  }
}

/** Whether something holds for a command, or for one that EXEC would carry out. */
function anyOf(
  client: Client,
  command: Command<Handler>,
  holds: (command: Command<Handler>) => boolean,
): boolean {
  if (command.name !== "exec") return holds(command);
  return client.transaction?.queue.some((queued) => holds(queued.command)) ?? false;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** A fault of ours: the client is told, the server goes on. */
export function internalError(error: unknown): ErrorReply {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new ErrorReply(`ERR internal error: ${text.slice(0, 200)}`);
}
