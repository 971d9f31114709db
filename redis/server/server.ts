/**
 * A RESP server in front of the embedded keyspace: what `redis-server` is to its clients.
 *
 * @module
 */

import { type EngineOptions, ScriptEngine } from "../engine.ts";
import { type Effect, Keyspace } from "../keyspace/keyspace.ts";
import { AppendLog, type FsyncPolicy } from "../persistence/append_log.ts";
import { ErrorReply, type Reply } from "../reply.ts";
import { MAX_STRING } from "../resp/request_parser.ts";
import { replyToText } from "../resp/reply_writer.ts";
import type { Client } from "./client.ts";
import { Config, eventClasses } from "./config.ts";
import { Core } from "./core.ts";
import { FileDirectory } from "./log_files.ts";
import { encodeNative } from "./native.ts";
import { Storage } from "./storage.ts";
import { TcpLink } from "./tcp_link.ts";

/** How a server is set up. */
export interface ServerOptions {
  /** Port to listen on; 0 for any free one. Default 6379. */
  readonly port?: number;
  /** Address to listen on. Default `127.0.0.1`; any but a loopback address needs a password. */
  readonly hostname?: string;
  /** Password clients have to give. Default none. */
  readonly requirepass?: string;
  /** Whether a server without a password refuses to listen to other machines. Default true. */
  readonly protectedMode?: boolean;
  /** Number of databases. Default 16. */
  readonly databases?: number;
  /** Values of parameters, as `CONFIG SET` takes them. */
  readonly config?: Readonly<Record<string, string>>;
  /** Who may use DEBUG. Default `no`. */
  readonly debug?: "no" | "local" | "yes";
  /** Directory of the append-only log; without it nothing is kept. */
  readonly directory?: string;
  /** When the log is synchronized. Default `everysec`. */
  readonly fsync?: FsyncPolicy;
  /** Limits of scripts, and where they log to. */
  readonly scripts?: EngineOptions;
  /** Told what a person should know. Default: nobody. */
  readonly onMessage?: (text: string) => void;
}

/** What an empty server takes, as `maxmemory` counts it: about what a Redis server takes. */
const BASE_MEMORY = 1 << 20;
/** Keys looked at ten times a second in each database whether their time is up. */
const EXPIRE_SAMPLE = 200;
const TOO_MANY = new ErrorReply("ERR max number of clients reached");

/** Whether only this machine can reach an address. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** A running server. */
export class RedisServer {
  /** Settles when the server has ended. */
  readonly finished: Promise<void>;
  private readonly core: Core;
  private readonly listener: Deno.TcpListener;
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private readonly log: AppendLog | undefined;
  private ending: Promise<void> | undefined = undefined;
  private resolveFinished: () => void = () => {};

  /**
   * Starts to listen.
   *
   * @throws {LogError} If the log is damaged.
   * @throws {TypeError} If it would listen to other machines without a password, or options make no sense.
   */
  constructor(options: ServerOptions = {}) {
    const { hostname = "127.0.0.1", requirepass = "", protectedMode = true, port = 6379 } = options;
    if (protectedMode && requirepass === "" && !isLoopback(hostname)) {
      throw new TypeError(
        `listening on ${hostname} without a password would open the data to everyone who can reach it: set a ` +
          `password (requirepass), or switch the protected mode off`,
      );
    }
    const config = configOf(options);
    this.finished = new Promise((resolve) => this.resolveFinished = resolve);
    // nothing expires while the log is loaded
    let loading = true;
    const keyspace = new Keyspace({
      clock: () => loading ? 0 : now(),
      random: Math.random,
      databases: options.databases ?? 16,
    });
    keyspace.limits.baseMemory = BASE_MEMORY;
    const engine = new ScriptEngine(keyspace, options.scripts);
    this.log = openLog(keyspace, engine, options);
    loading = false;
    const storage = new Storage(keyspace, this.log);
    this.core = new Core(storage, engine, config, { shutdown: () => void this.close(), now });
    config.onChange = (name) => this.apply(name);
    for (const name of ["proto-max-bulk-len", ...Object.keys(options.config ?? {})]) this.apply(name);
    this.listener = Deno.listen({ hostname, port });
    config.preset("port", String(this.port));
    this.timers.push(setInterval(() => this.cron(), 100));
    void this.accept();
  }

  /** The port it listens on. */
  get port(): number {
    return this.listener.addr.port;
  }

  /** The keyspace it serves. */
  get keyspace(): Keyspace {
    return this.core.storage.keyspace;
  }

  /** Ends the server: connections are closed, the log is complete. */
  close(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.listener.close();
    this.core.stop();
    await this.log?.close();
    this.resolveFinished();
  }

  /** Ends the server at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async accept(): Promise<void> {
    for (;;) {
      let conn: Deno.TcpConn;
      try {
        conn = await this.listener.accept();
      } catch {
        if (this.ending !== undefined) return;
        // out of file descriptors, or a connection that was gone at once: others may come
        await new Promise((resolve) => setTimeout(resolve, 10));
        continue;
      }
      void this.serve(conn);
    }
  }

  private async serve(conn: Deno.TcpConn): Promise<void> {
    const { core } = this;
    let link: TcpLink;
    try {
      link = new TcpLink(conn);
    } catch {
      return conn.close();
    }
    if (core.clients.size >= core.config.number("maxclients")) {
      core.statistics.refusedConnections++;
      link.send([new TextEncoder().encode(replyToText(TOO_MANY, 2))]);
      return link.close(false);
    }
    const client: Client = core.connect(link);
    await link.read((bytes) => core.receive(client, bytes));
    core.disconnect(client);
  }

  /** What is done ten times a second. */
  private cron(): void {
    const { core } = this;
    if (core.activeExpire && core.exclusive === undefined) {
      // many expired keys in the sample: there are more
      for (let round = 0; round < 10; round++) {
        if (this.keyspace.expireSome(EXPIRE_SAMPLE) < EXPIRE_SAMPLE / 4) break;
      }
    }
    const timeout = core.config.number("timeout");
    const time = now();
    for (const client of [...core.clients.values()]) {
      const idle = timeout > 0 && time - client.lastActive > timeout * 1000 && client.wait === undefined &&
        !client.listening;
      if (idle || core.config.exceedsOutput(client, time)) core.disconnect(client);
    }
    core.flush();
  }

  /** Lets a changed parameter take effect. */
  private apply(name: string): void {
    const { core, keyspace } = this;
    const { config } = core;
    const { limits } = keyspace;
    const value = config.number(name);
    switch (name) {
      case "maxmemory":
        return keyspace.setMaxMemory(value);
      case "min-replicas-to-write":
        limits.minReplicas = value;
        return;
      case "hash-max-listpack-entries":
        limits.hashEntries = value;
        return;
      case "hash-max-listpack-value":
        limits.hashBytes = value;
        return;
      case "zset-max-listpack-entries":
        limits.zsetEntries = value;
        return;
      case "zset-max-listpack-value":
        limits.zsetBytes = value;
        return;
      case "set-max-intset-entries":
        limits.intsetEntries = value;
        return;
      case "stream-node-max-bytes":
        limits.streamNodeBytes = value;
        return;
      case "stream-node-max-entries":
        limits.streamNodeEntries = value;
        return;
      case "hll-sparse-max-bytes":
        limits.hllSparseBytes = value;
        return;
      case "proto-max-bulk-len":
      case "client-query-buffer-limit":
        limits.stringBytes = Math.min(config.number("proto-max-bulk-len"), MAX_STRING);
        for (const client of core.clients.values()) core.applyLimits(client);
        return;
      case "appendfsync":
        if (this.log !== undefined) this.log.fsync = config.text(name) as FsyncPolicy;
        return;
      case "notify-keyspace-events":
        return this.notify(config.text(name));
    }
  }

  /** Publishes keyspace events of the wanted classes. */
  private notify(flags: string): void {
    const classes = eventClasses(flags);
    const { core, keyspace } = this;
    const byKey = flags.includes("K");
    const byEvent = flags.includes("E");
    if (!byKey && !byEvent) {
      keyspace.onEvent = null;
      return;
    }
    keyspace.onEvent = (kind, event, key, db) => {
      if (!classes.includes(kind)) return;
      if (byKey) core.publish(`__keyspace@${db}__:${key}`, event, false);
      if (byEvent) core.publish(`__keyevent@${db}__:${event}`, key, false);
    };
  }
}

/** Milliseconds since 1970. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function configOf(options: ServerOptions): Config {
  const config = new Config();
  const pairs = Object.entries(options.config ?? {}).flat();
  const error = config.set(pairs);
  if (error !== undefined) throw new TypeError(error.replace(/^ERR /, ""));
  config.preset("bind", options.hostname ?? "127.0.0.1");
  config.preset("protected-mode", options.protectedMode === false ? "no" : "yes");
  config.preset("databases", String(options.databases ?? 16));
  config.preset("enable-debug-command", options.debug ?? "no");
  config.preset("appendonly", options.directory === undefined ? "no" : "yes");
  config.preset("appendfsync", options.fsync ?? "everysec");
  if (options.requirepass !== undefined) config.preset("requirepass", options.requirepass);
  return config;
}

/** Functions in the log are the engine's. */
function applyTo(engine: ScriptEngine, { args }: Effect): Reply | undefined {
  if (args[0]?.toLowerCase() !== "function") return undefined;
  switch (args[1]?.toLowerCase()) {
    case "load":
      return engine.functionLoad(args.at(-1) ?? "", true);
    case "delete":
      return engine.functionDelete(args[2] ?? "");
    case "restore":
      return engine.functionRestore(args[2] ?? "", restorePolicy(args[3]));
    default:
      return engine.functionFlush();
  }
}

/** The policy of FUNCTION RESTORE; what the log holds was checked. */
function restorePolicy(word = "append"): "flush" | "append" | "replace" {
  const policy = word.toLowerCase();
  return policy === "flush" || policy === "replace" ? policy : "append";
}

function openLog(keyspace: Keyspace, engine: ScriptEngine, options: ServerOptions): AppendLog | undefined {
  const { directory, fsync = "everysec", onMessage } = options;
  if (directory === undefined) return undefined;
  return new AppendLog(keyspace, {
    directory: new FileDirectory(directory),
    fsync,
    encode: encodeNative,
    apply: (effect) => applyTo(engine, effect),
    preamble: () =>
      engine.functionList().map(({ code }) => ({ db: 0, args: ["FUNCTION", "LOAD", "REPLACE", code] })),
    ...(onMessage === undefined ? {} : { onMessage }),
  });
}
