/**
 * What is known of a command and the table of all of them.
 *
 * The facts come from {@linkcode COMMAND_LINES}; what a command does is attached by name (see `commands.ts`).
 *
 * @module
 */

import type { CallContext } from "../backend.ts";
import type { Reply } from "../reply.ts";
import { COMMAND_LINES } from "./command_data.ts";
import type { Database } from "./database.ts";

/**
 * Runs a command whose arity is right. `args[0]` is its name; the array must not be kept or changed.
 *
 * @throws {ErrorReply} as the command's reply
 */
export type Handler = (db: Database, args: readonly string[], context: CallContext) => Reply;

/** The command changes data. */
export const WRITE: number = 1;
/** The command only reads data. */
const READONLY: number = 2;
/** The command may need more memory and is refused when it is used up. */
export const DENYOOM: number = 4;
/** The command is not allowed in scripts. */
export const NOSCRIPT: number = 8;
/** The command may wait. */
const BLOCKING: number = 16;
/** Which arguments are keys depends on other arguments. */
export const MOVABLE_KEYS: number = 32;
/** The command does not change data, but is refused in read-only scripts all the same. */
export const MAY_REPLICATE: number = 64;

const BITS: Record<string, number> = {
  write: WRITE,
  readonly: READONLY,
  denyoom: DENYOOM,
  noscript: NOSCRIPT,
  blocking: BLOCKING,
  movablekeys: MOVABLE_KEYS,
};

const REPLICATED = new Set([
  "publish",
  "spublish",
  "pfcount",
  "eval",
  "evalsha",
  "fcall",
  "script|load",
  "script|flush",
]);

/** One command or subcommand. */
export class Command {
  /** lower-case name; `config|get` for a subcommand */
  readonly name: string;
  /** number of arguments with the name; negative: at least that many */
  readonly arity: number;
  /** the flags that matter here, as bits */
  readonly flags: number;
  /** all flags by name */
  readonly flagNames: readonly string[];
  /** position of the first key; 0 when there is none */
  readonly firstKey: number;
  /** position of the last key; negative: from the end */
  readonly lastKey: number;
  /** positions from one key to the next */
  readonly keyStep: number;
  /** ACL categories */
  readonly categories: readonly string[];
  /** hints for proxies */
  readonly tips: readonly string[];
  /** subcommands by lower-case name; null when there are none */
  subcommands: Map<string, Command> | null = null;
  /** what it does; null when the embedded keyspace does not know */
  run: Handler | null = null;

  /** One line of {@linkcode COMMAND_LINES}. */
  constructor(line: string) {
    const words = line.split(" ");
    const list = (word: string | undefined) => word === undefined || word === "-" ? [] : word.split(",");
    this.name = words[0]!;
    this.arity = Number(words[1]);
    this.flagNames = list(words[2]);
    this.firstKey = Number(words[3]);
    this.lastKey = Number(words[4]);
    this.keyStep = Number(words[5]);
    this.categories = list(words[6]);
    this.tips = list(words[7]);
    let flags = REPLICATED.has(this.name) ? MAY_REPLICATE : 0;
    for (const flag of this.flagNames) flags |= BITS[flag] ?? 0;
    this.flags = flags;
  }

  /** Whether this many arguments, with the name, are right. */
  takes(count: number): boolean {
    return this.arity >= 0 ? count === this.arity : count >= -this.arity;
  }
}

/** Commands by name in any case. */
export class CommandTable {
  readonly #byName: Map<string, Command> = new Map();
  // spellings met so far, so that a look-up need not change the case of each
  readonly #spelled: Map<string, Command> = new Map();

  /** All commands, doing nothing yet. */
  constructor() {
    for (const line of COMMAND_LINES.split("\n")) {
      if (line === "") continue;
      const command = new Command(line);
      const bar = command.name.indexOf("|");
      if (bar < 0) {
        this.#byName.set(command.name, command);
        this.#spelled.set(command.name, command);
        this.#spelled.set(command.name.toUpperCase(), command);
      } else {
        const parent = this.#byName.get(command.name.slice(0, bar))!;
        parent.subcommands ??= new Map();
        parent.subcommands.set(command.name.slice(bar + 1), command);
      }
    }
  }

  /** All commands, without subcommands, sorted by name. */
  get all(): Iterable<Command> {
    return this.#byName.values();
  }

  /** Number of commands, without subcommands. */
  get size(): number {
    return this.#byName.size;
  }

  /** The command with a name; undefined when there is none. */
  named(name: string): Command | undefined {
    const known = this.#spelled.get(name);
    if (known !== undefined) return known;
    if (name.length > 32) return undefined;
    const command = this.#byName.get(name.toLowerCase());
    // a bounded number of mixed-case spellings is remembered
    if (command !== undefined && this.#spelled.size < 2000) this.#spelled.set(name, command);
    return command;
  }

  /** The command, or subcommand, that arguments name; undefined when there is none. */
  find(args: readonly string[]): Command | undefined {
    const command = this.named(args[0]!);
    if (command === undefined || command.subcommands === null || args.length < 2) return command;
    return command.subcommands.get(args[1]!.toLowerCase());
  }

  /** Attaches what commands do; names of subcommands are `parent|name`. */
  attach(handlers: Readonly<Record<string, Handler>>): void {
    for (const [name, run] of Object.entries(handlers)) {
      const command = this.find(name.split("|"));
      if (command === undefined) throw new TypeError(`no command is named ${name}`);
      command.run = run;
    }
  }
}
