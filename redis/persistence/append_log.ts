/**
 * The append-only log of an embedded keyspace: every change is written down before anybody is told of it.
 *
 * @module
 */

import { newContext } from "../backend.ts";
import type { Effect, Keyspace } from "../keyspace/keyspace.ts";
import { ErrorReply, type Reply } from "../reply.ts";
import { type EncodeBytes, encodeBytes } from "../resp/latin1.ts";
import { loadLog } from "./load.ts";
import { encodeRecord, HEADER } from "./record.ts";
import { Rewriter } from "./rewrite.ts";
import type { LogDirectory, LogFile } from "./storage_file.ts";

/**
 * When written changes are made to survive a power failure (all of them survive the death of the process):
 * before their replies are sent, every second, or when the operating system sees fit.
 */
export type FsyncPolicy = "always" | "everysec" | "no";

/** How a log is kept. */
export interface LogOptions {
  readonly directory: LogDirectory;
  /** Name of the file. Default `appendonly.ferrous`. */
  readonly name?: string;
  /** Default `everysec`. */
  readonly fsync?: FsyncPolicy;
  /**
   * Carries out what the log holds besides commands of the keyspace, while it is being loaded; undefined for what
   * is the keyspace's.
   */
  readonly apply?: (effect: Effect) => Reply | undefined;
  /** What a rewritten log begins with. */
  readonly preamble?: () => readonly Effect[];
  /** Told what a person should know. */
  readonly onMessage?: (text: string) => void;
  /** The host's way to make bytes of strings. */
  readonly encode?: EncodeBytes;
  /** The log is rewritten when it is longer than this, and twice as long as after the last time. Default 64 MiB. */
  readonly rewriteFrom?: number;
}

/** Changes waiting to be written are written when there are this many bytes of them. */
const PORTION = 1 << 20;

/** A log in use. */
export class AppendLog {
  fsync: FsyncPolicy;
  private file: LogFile;
  private readonly name: string;
  private readonly encode: EncodeBytes;
  private number = 0n;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private unsynced = false;
  private syncing: Promise<void> | undefined = undefined;
  private timer: ReturnType<typeof setInterval> | undefined = undefined;
  private rewriter: Rewriter | undefined = undefined;
  private sizeAfterRewrite: number;
  private settleCallbacks: ((safe: boolean) => void)[] = [];
  private reason: string | undefined = undefined;
  private settleScheduled = false;
  /**
   * Whether the keyspace holds changes of a script or transaction that is not over: it is not to be written down
   * then.
   */
  unfinished: () => boolean = () => this.keyspace.journal.active;

  /**
   * Opens a log and loads it into an empty keyspace, whose clock must stand at 0 meanwhile, so that nothing expires
   * while it is being loaded.
   *
   * @throws {LogError} If the log is damaged.
   */
  constructor(private readonly keyspace: Keyspace, private readonly options: LogOptions) {
    this.fsync = options.fsync ?? "everysec";
    this.name = options.name ?? "appendonly.ferrous";
    this.encode = options.encode ?? encodeBytes;
    options.directory.remove(this.rewriteName);
    this.file = options.directory.open(this.name);
    try {
      this.load();
    } catch (error) {
      this.file.close();
      throw error;
    }
    this.sizeAfterRewrite = this.file.size;
    this.timer = setInterval(() => this.everySecond(), 1000);
  }

  private get rewriteName(): string {
    return `${this.name}.rewrite`;
  }

  private load(): void {
    const context = newContext(false);
    const { file, keyspace } = this;
    const loaded = loadLog(file, (effects) => {
      for (const effect of effects) {
        context.db = effect.db;
        const reply = this.options.apply?.(effect) ?? keyspace.call(effect.args, context);
        if (reply instanceof ErrorReply) this.say(`a change in the log was refused: ${reply.text}`);
      }
    });
    if (loaded.torn > 0) {
      this.say(
        `the log ends with ${loaded.torn} bytes of a record that was not written completely; they are dropped`,
      );
      file.truncate(loaded.end);
    }
    if (loaded.end === 0) file.append(HEADER);
    if (loaded.torn > 0 || loaded.end === 0) file.sync();
    this.number = loaded.last;
  }

  private say(text: string): void {
    this.options.onMessage?.(text);
  }

  // ---- writing --------------------------------------------------------------------------------------

  /** Adds changes that belong together: after a crash all of them are there, or none. */
  append(effects: readonly Effect[]): void {
    const record = encodeRecord(++this.number, effects, this.encode);
    this.waiting.push(record);
    this.waitingBytes += record.length;
    this.rewriter?.note(effects);
    if (this.waitingBytes > PORTION) this.write();
  }

  /** Why changes cannot be written at present; they wait, and are tried again every second. */
  get failure(): string | undefined {
    return this.reason;
  }

  /**
   * Makes what was appended as safe as the policy demands, and calls `done`: at once, or, under `always`, when
   * everything that was appended meanwhile is synchronized, too. `safe` is false if that failed.
   */
  settle(done: (safe: boolean) => void): void {
    const always = this.fsync === "always";
    if (this.waitingBytes === 0 && !(this.unsynced && always)) return done(true);
    if (!always) {
      this.write();
      return done(true);
    }
    // one wait for the disk serves all clients that are heard in this turn
    this.settleCallbacks.push(done);
    if (!this.settleScheduled) {
      this.settleScheduled = true;
      setTimeout(() => this.settleNow(), 0);
    }
  }

  private settleNow(): void {
    this.settleScheduled = false;
    this.write();
    this.sync();
    const safe = this.reason === undefined;
    for (const done of this.settleCallbacks.splice(0)) done(safe);
  }

  /** Hands what waits to the operating system. A failure leaves it waiting, and the file as it was. */
  write(): void {
    if (this.waitingBytes === 0) return;
    const { waiting, file } = this;
    const bytes = waiting.length === 1 ? waiting[0] as Uint8Array : joined(waiting, this.waitingBytes);
    const { size } = file;
    try {
      file.append(bytes);
    } catch (error) {
      this.fail(error);
      try {
        file.truncate(size);
      } catch {
        // the next attempt will say what is wrong
      }
      return;
    }
    this.waiting = [];
    this.waitingBytes = 0;
    this.unsynced = true;
    this.recover();
  }

  /** Makes what was written survive a power failure. */
  sync(): void {
    if (!this.unsynced) return;
    try {
      this.file.sync();
    } catch (error) {
      return this.fail(error);
    }
    this.unsynced = false;
    this.recover();
  }

  private fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (this.reason === undefined) this.say(`the log cannot be written: ${text}`);
    this.reason = text;
  }

  private recover(): void {
    if (this.reason === undefined || this.waitingBytes > 0) return;
    this.reason = undefined;
    this.say("the log can be written again");
  }

  private everySecond(): void {
    this.write();
    if (this.reason !== undefined) this.sync();
    if (this.fsync === "everysec" && this.unsynced && this.syncing === undefined) {
      this.unsynced = false;
      const failed = (error: unknown): void => {
        this.unsynced = true;
        this.say(`the log could not be synchronized: ${error instanceof Error ? error.message : error}`);
      };
      this.syncing = this.file.syncLater().catch(failed).finally(() => this.syncing = undefined);
    }
    const { rewriteFrom = 64 << 20 } = this.options;
    const { size } = this.file;
    if (size > rewriteFrom && size >= 2 * this.sizeAfterRewrite) this.rewrite();
  }

  // ---- rewriting ------------------------------------------------------------------------------------

  /** Starts writing a shorter log with the same result; false if one is being written already. */
  rewrite(): boolean {
    if (this.rewriter !== undefined) return false;
    const target = this.options.directory.create(this.rewriteName);
    this.startRewrite(target);
    return true;
  }

  private startRewrite(target: LogFile): void {
    target.truncate(0);
    target.append(HEADER);
    let last = 0n;
    const rewriter = new Rewriter(this.keyspace, (effects) => {
      target.append(encodeRecord(++last, effects, this.encode));
    });
    this.rewriter = rewriter;
    const preamble = this.options.preamble?.() ?? [];
    if (preamble.length > 0) target.append(encodeRecord(++last, preamble, this.encode));
    const step = (): void => {
      if (this.rewriter !== rewriter) return target.close();
      try {
        const progress = this.unfinished() ? "more" : rewriter.step();
        if (progress === "more") return void setTimeout(step, 1);
        if (progress === "restart") return this.startRewrite(target);
        target.sync();
        this.replace(target, last);
      } catch (error) {
        this.say(`the log could not be rewritten: ${error instanceof Error ? error.message : error}`);
        target.close();
      }
      this.rewriter = undefined;
    };
    setTimeout(step, 0);
  }

  /** Puts a rewritten log in the place of the old one. */
  private replace(target: LogFile, last: bigint): void {
    // what waits is in the new log already: the keyspace has it
    this.options.directory.rename(this.rewriteName, this.name);
    this.file.close();
    this.file = target;
    this.number = last;
    this.waiting = [];
    this.waitingBytes = 0;
    this.unsynced = false;
    this.recover();
    this.sizeAfterRewrite = target.size;
  }

  /** Facts for INFO. */
  info(): [name: string, value: string | number][] {
    return [
      ["aof_rewrite_in_progress", this.rewriter === undefined ? 0 : 1],
      ["aof_current_size", this.file.size],
      ["aof_base_size", this.sizeAfterRewrite],
      ["aof_buffer_length", this.waitingBytes],
    ];
  }

  /** Writes everything down and ends. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.rewriter = undefined;
    await this.syncing;
    this.write();
    this.sync();
    for (const done of this.settleCallbacks.splice(0)) done(this.reason === undefined);
    this.file.close();
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
