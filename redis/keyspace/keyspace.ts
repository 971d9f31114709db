/**
 * The embedded keyspace: several databases, the commands, and what a server around them needs.
 *
 * It is synchronous and has no powers of its own: time and chance are parameters. A server adds clients, logs what
 * {@linkcode Keyspace.onEffects} reports, tells waiting clients what {@linkcode Keyspace.onReady} reports, and calls
 * {@linkcode Keyspace.expireSome} from time to time.
 *
 * @module
 */

import {
  type Backend,
  type CallContext,
  SCRIPT_ARITY,
  SCRIPT_FORBIDDEN,
  SCRIPT_OOM,
  SCRIPT_READ_ONLY,
  SCRIPT_UNKNOWN,
} from "../backend.ts";
import { ErrorReply, type Reply } from "../reply.ts";
import {
  type Command,
  type CommandTable,
  DENYOOM,
  MAY_REPLICATE,
  MOVABLE_KEYS,
  NOSCRIPT,
  WRITE,
} from "./command.ts";
import { commandTable } from "./commands.ts";
import { Database, type Entry } from "./database.ts";
import { arityError, err, shown } from "./errors.ts";
import { Journal } from "./journal.ts";
import { keysOf } from "./key_positions.ts";
import { Limits } from "./limits.ts";
import { entryBytes } from "./memory.ts";
import type { Storage } from "./values.ts";

/** How a keyspace is set up. */
export interface KeyspaceOptions {
  /** the time in ms since 1970; may have a fraction */
  readonly clock: () => number;
  /** random numbers from 0 up to, not including, 1 */
  readonly random: () => number;
  /** number of databases; default 16 */
  readonly databases?: number;
  /** bytes of stored data from which commands that need more are refused; default 0: no limit */
  readonly maxMemory?: number;
  /** changes one script may make, which are kept so that they can be undone; default 2,000,000 */
  readonly undoLimit?: number;
}

/** A deterministic command that repeats a change, for a log: what was written to which database. */
export interface Effect {
  readonly db: number;
  readonly args: readonly string[];
}

/** What a blocking command waits for; see {@linkcode ClientContext.blocked}. */
export interface BlockedOn {
  /** keys of the selected database, any of which may end the wait */
  readonly keys: readonly string[];
  /** when to give up, in ms of the clock; 0: never */
  readonly deadline: number;
  /** the command to run again when a key is ready */
  readonly args: readonly string[];
  /** what the client gets when the time is up */
  readonly timeoutReply: Reply;
}

/** The context of a client that can wait. */
export interface ClientContext extends CallContext {
  /** blocking commands may set {@linkcode blocked} instead of answering at once */
  readonly mayBlock: boolean;
  /**
   * Set by a blocking command that found nothing: its reply means nothing, and its arguments are to be run again when
   * one of the keys is ready. The caller resets it.
   */
  blocked: BlockedOn | null;
}

/** Beyond this many times the limit not even a script that has written may go on. */
const HARD_LIMIT = 1.5;
const NO_REPLICAS = new ErrorReply("NOREPLICAS Not enough good replicas to write.");
/** The reply to commands that need memory when it is used up. */
export const OOM: ErrorReply = new ErrorReply("OOM command not allowed when used memory > 'maxmemory'.");

/** Databases and the commands on them. */
export class Keyspace implements Backend, Storage {
  readonly journal: Journal = new Journal();
  /** settings that `CONFIG SET` changes */
  readonly limits: Limits = new Limits();
  /** databases by number */
  readonly databases: Database[] = [];
  /** all commands */
  readonly commands: CommandTable = commandTable();
  /** the time of the command, or script, that runs, in ms */
  now: number;
  /** counts changes */
  dirty: number = 0;
  /** keys removed because their time was up */
  expiredKeys: number = 0;
  /** commands executed */
  calls: number = 0;
  /** bytes of stored data, counted while a limit is set */
  usedMemory: number = 0;
  /** whether scripts may call what they usually may not; for tests */
  allowAllInScripts: boolean = false;

  /** Told after each command, or at the end of a script, what to log; null: nobody logs. */
  onEffects: ((effects: readonly Effect[]) => void) | null = null;
  /** Told that a list, sorted set or stream got elements or came into being. May be told more than once. */
  onReady: ((db: number, key: string) => void) | null = null;
  /** Told of keyspace events: class (one char of `notify-keyspace-events`), name, key, database. */
  onEvent: ((kind: string, event: string, key: string, db: number) => void) | null = null;
  /** Delivers a message to subscribers and gives their number; null: there are none. `shard`: by `SPUBLISH`. */
  publish: ((channel: string, message: string, shard: boolean) => number) | null = null;

  readonly #undoLimit: number;
  readonly #clock: () => number;
  readonly #random: () => number;
  #effects: Effect[] = [];
  #rewritten: boolean = false;
  #frozen: boolean = false;

  /** Empty. */
  constructor(options: KeyspaceOptions) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.limits.maxMemory = options.maxMemory ?? 0;
    this.#undoLimit = options.undoLimit ?? 2_000_000;
    this.now = Math.floor(this.#clock());
    for (let i = 0; i < (options.databases ?? 16); i++) this.databases.push(new Database(this, i));
  }

  /** A random integer from 0 to `below` - 1. */
  randomInt(below: number): number {
    return Math.floor(this.#random() * below);
  }

  /** A random number from 0 up to, not including, 1. */
  randomDouble(): number {
    return this.#random();
  }

  /** The time now, in ms with a fraction, even while a script runs. */
  clock(): number {
    return this.#clock();
  }

  /** The time that times to live are counted from: it goes on during a script, while nothing expires. */
  get time(): number {
    return this.#frozen ? Math.floor(this.#clock()) : this.now;
  }

  /** Takes the time anew, for who looks at data without a command; a script's time stands still. */
  tick(): void {
    if (!this.#frozen) this.now = Math.floor(this.#clock());
  }

  /** Executes one command; see {@linkcode Backend.call}. */
  call(args: readonly string[], context: CallContext): Reply {
    const command = this.commands.named(args[0] ?? "");
    if (command === undefined || command.run === null || command.subcommands !== null) {
      return this.#callSlow(args, context);
    }
    const n = args.length;
    const arity = command.arity;
    if (arity >= 0 ? n !== arity : n < -arity) {
      return context.script ? SCRIPT_ARITY : arityError(command.name);
    }
    return this.#execute(command, args, context);
  }

  /** Subcommands, and what is not known. */
  #callSlow(args: readonly string[], context: CallContext): Reply {
    let command = args.length > 0 ? this.commands.named(args[0]!) : undefined;
    if (command === undefined) return context.script ? SCRIPT_UNKNOWN : unknownCommand(args);
    if (command.subcommands !== null && args.length > 1) {
      const parent = command;
      command = parent.subcommands!.get(args[1]!.toLowerCase());
      if (command === undefined && parent.run === null) {
        return context.script ? SCRIPT_UNKNOWN : unknownSubcommand(parent.name, args[1]!);
      }
      command ??= parent;
    }
    if (!command.takes(args.length)) return context.script ? SCRIPT_ARITY : arityError(command.name);
    return this.#execute(command, args, context);
  }

  #execute(command: Command, args: readonly string[], context: CallContext): Reply {
    const flags = command.flags;
    if (context.script && (flags & NOSCRIPT) !== 0 && !this.allowAllInScripts) return SCRIPT_FORBIDDEN;
    if (context.readOnly && (flags & (WRITE | MAY_REPLICATE)) !== 0) return SCRIPT_READ_ONLY;
    if ((flags & WRITE) !== 0) {
      if (this.limits.minReplicas > 0 && !(context.script && context.wrote)) return NO_REPLICAS;
      if (this.limits.maxMemory > 0 && (flags & DENYOOM) !== 0 && this.#outOfMemory(context)) {
        return context.script ? SCRIPT_OOM : OOM;
      }
      if (this.journal.size >= this.#undoLimit) {
        return new ErrorReply(`OOM a script may make at most ${this.#undoLimit} changes`);
      }
      context.wrote = true;
    }
    if (command.run === null) return err(`'${command.name}' is not available on the embedded keyspace`);
    if (!this.#frozen) this.now = Math.floor(this.#clock());
    this.calls++;
    const dirty = this.dirty;
    const db = this.databases[context.db]!;
    let reply: Reply;
    try {
      reply = command.run(db, args, context);
    } catch (error) {
      if (!(error instanceof ErrorReply)) throw error;
      reply = error;
    }
    if (this.dirty !== dirty) {
      if (this.limits.maxMemory > 0) this.#charge(command, args, context);
      if (this.onEffects !== null && !this.#rewritten) {
        this.#effects.push({ db: db.index, args: args.slice() });
      }
    }
    this.#rewritten = false;
    if (!this.#frozen && this.#effects.length > 0) this.#flush();
    return reply;
  }

  /** Whether more is stored than there should be; see {@linkcode Backend.isFull}. */
  isFull(): boolean {
    const { maxMemory, baseMemory } = this.limits;
    return maxMemory > 0 && this.usedMemory + baseMemory > maxMemory;
  }

  /** Why no writes are taken now; see {@linkcode Backend.refusesWrites}. */
  refusesWrites(): ErrorReply | undefined {
    return this.limits.minReplicas > 0 ? NO_REPLICAS : undefined;
  }

  #outOfMemory(context: CallContext): boolean {
    if (!this.isFull()) return false;
    if (this.usedMemory > this.#hardLimit) return true;
    return !context.allowOom && !(context.script && context.wrote);
  }

  /** Bytes of data beyond which not even a script that has written may go on. */
  get #hardLimit(): number {
    const { maxMemory, baseMemory } = this.limits;
    // a limit below what an empty server takes still lets scripts with `allow-oom` do something
    return HARD_LIMIT * Math.max(maxMemory, 16 * baseMemory);
  }

  /** Asks for memory before a command takes much at once. @throws {ErrorReply} when it would pass the limit */
  reserve(bytes: number): void {
    const { maxMemory } = this.limits;
    if (maxMemory > 0 && bytes > 65536 && this.usedMemory + bytes > this.#hardLimit) throw OOM;
  }

  /** What commands looked at besides their arguments and replies; see {@linkcode Backend.work}. */
  get work(): number {
    return this.journal.work;
  }

  #charge(command: Command, args: readonly string[], context: CallContext): void {
    const db = this.databases[context.db]!;
    if (command.firstKey === command.lastKey && (command.flags & MOVABLE_KEYS) === 0) {
      if (command.firstKey > 0) this.#chargeKey(db, args[command.firstKey]!);
      return;
    }
    for (const key of keysOf(command, args)) this.#chargeKey(db, key);
  }

  #chargeKey(db: Database, key: string): void {
    const entry = db.peek(key);
    if (entry !== undefined) this.charge(entry);
  }

  /** Counts what an entry takes, while a limit is set; for keys the arguments do not name. */
  charge(entry: Entry): void {
    if (this.limits.maxMemory === 0) return;
    const bytes = entryBytes(entry);
    this.usedMemory += bytes - entry.charged;
    entry.charged = bytes;
  }

  /** Takes back what an entry that goes away was charged. */
  release(entry: Entry): void {
    this.usedMemory -= entry.charged;
    entry.charged = 0;
  }

  /** Sets the memory limit, counting what is stored when there was none. */
  setMaxMemory(bytes: number): void {
    if (this.limits.maxMemory === 0 && bytes > 0) {
      this.usedMemory = 0;
      for (const db of this.databases) {
        for (const entry of db.slots) this.usedMemory += entry.charged = entryBytes(entry);
      }
    }
    this.limits.maxMemory = bytes;
  }

  /** Whether commands are logged: only then are their effects worth spelling out. */
  get logging(): boolean {
    return this.onEffects !== null;
  }

  /** Logs a command besides what the running one is logged as. */
  emit(db: number, args: readonly string[]): void {
    if (this.onEffects !== null) this.#effects.push({ db, args });
  }

  /** Logs a command instead of the running one; may be called several times. */
  rewrite(db: number, args: readonly string[]): void {
    this.#rewritten = true;
    this.emit(db, args);
  }

  /** The running command is not logged as it stands. */
  suppress(): void {
    this.#rewritten = true;
  }

  #flush(): void {
    const effects = this.#effects;
    this.#effects = [];
    if (effects.length > 0) this.onEffects?.(effects);
  }

  /** A key can be read from by who waits. */
  ready(db: number, key: string): void {
    if (this.onReady !== null) this.onReady(db, key);
  }

  /** Whether arguments name a command; see {@linkcode Backend.knows}. */
  knows(args: readonly string[]): boolean {
    return args.length > 0 && this.commands.find(args) !== undefined;
  }

  /** A script begins: see {@linkcode Backend.begin}. */
  begin(_context: CallContext): void {
    this.now = Math.floor(this.#clock());
    this.#frozen = true;
    this.journal.begin();
  }

  /** The script ended; see {@linkcode Backend.commit}. What it changed is reported as one group of effects. */
  commit(_context: CallContext): void {
    this.#frozen = false;
    this.journal.commit();
    this.#flush();
  }

  /** The script was stopped; see {@linkcode Backend.rollback}. */
  rollback(_context: CallContext): void {
    this.#frozen = false;
    this.journal.rollback();
    this.#effects = [];
    if (this.limits.maxMemory > 0) {
      // what was charged belongs to changes that are gone
      const limit = this.limits.maxMemory;
      this.limits.maxMemory = 0;
      this.setMaxMemory(limit);
    }
  }

  /**
   * Removes keys whose time is up among a sample of `limit` keys with a time to live from each database (default
   * 20); gives how many were removed. Call it from time to time: keys are also removed when they are used.
   */
  expireSome(limit: number = 20): number {
    this.now = Math.floor(this.#clock());
    let removed = 0;
    for (const db of this.databases) {
      for (let i = 0; i < limit && db.volatile.length > 0; i++) {
        const entry = db.volatile[this.randomInt(db.volatile.length)]!;
        if (!db.isExpired(entry)) continue;
        db.expireNow(entry);
        removed++;
      }
    }
    this.#flush();
    return removed;
  }
}

/** No such command. */
function unknownCommand(args: readonly string[]): ErrorReply {
  let list = "";
  for (let i = 1; i < args.length && list.length < 128; i++) {
    list += "'" + shown(args[i]!).slice(0, 128 - list.length) + "' ";
  }
  return err(`unknown command '${shown(args[0] ?? "", 128)}', with args beginning with: ${list}`);
}

function unknownSubcommand(parent: string, name: string): ErrorReply {
  return err(`unknown subcommand '${shown(name, 128)}'. Try ${parent.toUpperCase()} HELP.`);
}
