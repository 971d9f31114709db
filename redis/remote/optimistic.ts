/**
 * Scripts on a real server whose effect is atomic against other clients, without running on the server.
 *
 * A script works on watched copies of the keys it touches (`overlay.ts`): it reads what it has written, and gets the
 * replies the server would give. At its end the writes are sent as one transaction, which the server refuses if
 * anybody else has changed one of the keys; then the script runs again, on fresh copies, a bounded number of times.
 * So a script must not have effects besides `redis.call`, and large values cost their transfer.
 *
 * @module
 */

import { type Backend, type CallContext, SCRIPT_UNKNOWN } from "../backend.ts";
import { type EngineOptions, type ScriptCaller, ScriptEngine } from "../engine.ts";
import type { Effect } from "../keyspace/keyspace.ts";
import { keysOf } from "../keyspace/key_positions.ts";
import { ErrorReply, NULL_ARRAY, type Reply } from "../reply.ts";
import { type RemoteConnection, RemoteError } from "./connection.ts";
import { CommandRules, select } from "./live_backend.ts";
import { Overlay } from "./overlay.ts";
import { shapeReply } from "./reply_shapes.ts";

/** A script whose keys were changed by others every time it was tried. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";

  /** @param attempts How often it was tried. */
  constructor(readonly attempts: number) {
    super(`other clients changed the script's keys in all of ${attempts} attempts`);
  }
}

/** How scripts are run. */
export interface OptimisticOptions {
  /** How often a script is tried before a {@linkcode ConflictError} is thrown. Default 100. */
  readonly attempts?: number;
  /** Milliseconds to wait before an attempt (1 is the second). Default: at random,
   * up to as many as attempts were made, and up to 20. */
  readonly delay?: (attempt: number) => number;
  /** Limits of scripts. */
  readonly engine?: EngineOptions;
  /** Random numbers from 0 up to, not including, 1, for SPOP and the like. Default `Math.random`. */
  readonly random?: () => number;
}

/** Commands about all keys, which nobody can watch. */
const UNWATCHABLE = new Set([
  ..."flushall flushdb swapdb move migrate keys scan dbsize randomkey".split(" "),
]);
/** Those of them that only read: they are sent as they are, and see neither the script's writes nor a fixed state. */
const LIVE = new Set(["keys", "scan", "dbsize", "randomkey"]);

/** Runs scripts on a connection of its own. */
export class OptimisticScripts {
  private readonly backend: OptimisticBackend;
  private readonly engine: ScriptEngine;
  private queue: Promise<unknown> = Promise.resolve();

  /** @param connection Used by nobody else: make it with {@linkcode RemoteConnection.duplicate}. */
  constructor(connection: RemoteConnection, private readonly options: OptimisticOptions = {}) {
    this.backend = new OptimisticBackend(connection, options.random ?? Math.random);
    this.engine = new ScriptEngine(this.backend, options.engine);
  }

  /**
   * Runs a script. Its keys are fetched at once when they are given as `keys`.
   *
   * @throws {ConflictError} If other clients were in the way too often.
   * @throws {RemoteError} If the connection is lost; then it is not known whether the script took effect.
   */
  eval(
    source: string,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller = {},
  ): Promise<Reply> {
    const run = this.queue.then(() => this.attempt(source, keys, args, caller));
    this.queue = run.catch(() => {});
    return run;
  }

  private async attempt(
    source: string,
    keys: readonly string[],
    args: readonly string[],
    caller: ScriptCaller,
  ): Promise<Reply> {
    const { attempts = 100, delay = (attempt: number) => Math.random() * Math.min(attempt, 20) } =
      this.options;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      await this.backend.prepare(caller.db ?? 0, keys);
      const reply = await this.engine.evalAsync(source, keys, args, caller);
      if (await this.backend.succeeded()) return reply;
      if (attempt < attempts) await new Promise((resolve) => setTimeout(resolve, delay(attempt)));
    }
    throw new ConflictError(attempts);
  }

  /** Ends the connection. */
  close(): void {
    this.backend.close();
  }
}

/** Whether a command reads keys that are made of its elements. */
function readsUnnamedKeys(name: string, args: readonly string[]): boolean {
  if (name !== "sort" && name !== "sort_ro") return false;
  return args.some((arg, index) => {
    const option = (args[index - 1] ?? "").toLowerCase();
    return index > 2 && (option === "by" || option === "get") && arg.includes("*");
  });
}

/** One script's view of the server. */
class OptimisticBackend implements Backend {
  private readonly rules = new CommandRules();
  private overlay: Overlay;
  private effects: Effect[] = [];
  private epoch = 0;
  private state: "open" | "done" | "conflict" = "done";
  private failure: unknown = undefined;

  constructor(private readonly connection: RemoteConnection, private readonly random: () => number) {
    this.overlay = this.fresh();
  }

  private fresh(): Overlay {
    const overlay = new Overlay(this.connection, this.random);
    overlay.keyspace.publish = () => 0;
    return overlay;
  }

  /** A new attempt begins: these keys will be needed. */
  async prepare(db: number, keys: readonly string[]): Promise<void> {
    this.overlay = this.fresh();
    this.effects = [];
    this.failure = undefined;
    this.state = "open";
    this.epoch = this.connection.epoch;
    try {
      await this.overlay.load(db, keys);
    } catch (error) {
      await this.giveUp();
      throw error;
    }
    const { keyspace } = this.overlay;
    keyspace.onEffects = (effects) => {
      for (const effect of effects) this.effects.push(effect);
    };
  }

  /** Whether the attempt took effect. */
  async succeeded(): Promise<boolean> {
    // a script that was refused before it began has neither committed nor rolled back
    if (this.state === "open") await this.giveUp();
    if (this.failure !== undefined) throw this.failure;
    return this.state === "done";
  }

  begin(context: CallContext): void {
    this.overlay.keyspace.begin(context);
  }

  call(args: readonly string[], context: CallContext): Reply | Promise<Reply> {
    const { rules, overlay } = this;
    const command = rules.find(args);
    const refusal = rules.refusal(command, args, context);
    if (refusal !== undefined) return refusal;
    if (command === undefined) return SCRIPT_UNKNOWN;
    if (command.name === "select") return select(args, context);
    if (UNWATCHABLE.has(command.name)) {
      if (LIVE.has(command.name)) return this.live(command.name, args, context);
      return new ErrorReply(`ERR '${command.name}' is about more keys than can be watched`);
    }
    if (command.name === "publish" || command.name === "spublish") {
      this.effects.push({ db: context.db, args: [...args] });
      return 0;
    }
    if (readsUnnamedKeys(command.name, args)) {
      return new ErrorReply("ERR SORT reads keys by pattern here, and those cannot be watched");
    }
    const keys = keysOf(command, args);
    if (overlay.has(context.db, keys)) return overlay.keyspace.call(args, context);
    return this.loadAndCall(keys, args, context);
  }

  private async loadAndCall(
    keys: readonly string[],
    args: readonly string[],
    context: CallContext,
  ): Promise<Reply> {
    try {
      await this.overlay.load(context.db, keys);
    } catch (error) {
      this.failure = error;
      return new ErrorReply(`ERR ${error instanceof Error ? error.message : error}`);
    }
    return this.overlay.keyspace.call(args, context);
  }

  private async live(name: string, args: readonly string[], context: CallContext): Promise<Reply> {
    await this.overlay.load(context.db, []);
    return shapeReply(name, args, await this.connection.send(args), context.resp);
  }

  knows(args: readonly string[]): boolean {
    return this.rules.knows(args);
  }

  /** Sends the writes, if the keys are as they were. */
  async commit(context: CallContext): Promise<void> {
    this.overlay.keyspace.commit(context);
    const { effects, overlay } = this;
    if (this.failure !== undefined) return this.giveUp();
    // one key that was only read is consistent in itself
    if (effects.length === 0 && overlay.size < 2) return this.giveUp("done");
    try {
      this.state = await this.transact(effects) ? "done" : "conflict";
    } catch (error) {
      this.failure = error;
    }
  }

  private async transact(effects: readonly Effect[]): Promise<boolean> {
    const { connection } = this;
    const lost = (): RemoteError =>
      new RemoteError("the connection was lost: it is not known whether the script took effect");
    // without its connection the watch is gone, and nothing would protect the writes
    if (connection.epoch !== this.epoch) return false;
    const commands: (readonly string[])[] = [["MULTI"]];
    let db = this.overlay.selectedDb;
    for (const effect of effects) {
      if (effect.db !== db) commands.push(["SELECT", String(db = effect.db)]);
      commands.push(effect.args);
    }
    commands.push(["EXEC"]);
    let replies: Reply[];
    try {
      replies = await connection.sendAll(commands);
    } catch {
      throw lost();
    }
    if (connection.epoch !== this.epoch) throw lost();
    const result = replies.at(-1) ?? null;
    if (result === null || result === NULL_ARRAY) return false;
    if (result instanceof ErrorReply) throw new RemoteError(`the transaction was refused: ${result.text}`);
    const failed = (result as Reply[]).find((reply) => reply instanceof ErrorReply);
    if (failed instanceof ErrorReply) throw new RemoteError(`a write of the script failed: ${failed.text}`);
    return true;
  }

  async rollback(context: CallContext): Promise<void> {
    this.overlay.keyspace.rollback(context);
    await this.giveUp("done");
  }

  /** Watches nothing any more. */
  private async giveUp(state: "done" | "conflict" = "done"): Promise<void> {
    this.state = state;
    await this.connection.send(["UNWATCH"]).catch(() => {});
  }

  close(): void {
    this.connection.close();
  }
}
