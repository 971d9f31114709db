/**
 * The commands a client may name, with the errors for those that do not exist or have the wrong number of
 * arguments, and which of them the server carries out itself.
 *
 * @module
 */

import { Command as Facts, CommandTable as FactTable } from "../keyspace/command.ts";
import { ErrorReply } from "../reply.ts";

/** Commands that run scripts which may write. */
const SCRIPTS = new Set(["eval", "evalsha", "fcall"]);

/** A command as the server sees it. */
export class Command<H> {
  /** Name in lower case; that of a subcommand begins with its container's: `client|list`. */
  readonly name: string;
  /** What the server does itself; other commands are the keyspace's. */
  handler: H | undefined = undefined;
  /** Subcommands by name in lower case; undefined for plain commands. */
  readonly subcommands: Map<string, Command<H>> | undefined;
  /** May be sent before authentication. */
  readonly noAuth: boolean;
  /** Is carried out while a script runs for too long. */
  readonly allowBusy: boolean;
  /** Cannot be queued in a transaction. */
  readonly noMulti: boolean;
  /** Is refused when memory is used up. */
  readonly denyOom: boolean;
  /** Changes data itself. */
  readonly writes: boolean;
  /** Changes data, or may do so as a script. */
  readonly changes: boolean;
  /** Is shown to those who MONITOR. */
  readonly monitored: boolean;

  constructor(readonly facts: Facts) {
    const { flagNames } = facts;
    this.name = facts.name;
    this.noAuth = flagNames.includes("no_auth");
    this.allowBusy = flagNames.includes("allow_busy");
    this.noMulti = flagNames.includes("no_multi");
    this.denyOom = flagNames.includes("denyoom");
    this.writes = flagNames.includes("write");
    this.changes = this.writes || SCRIPTS.has(facts.name);
    this.monitored = !flagNames.includes("admin") && !flagNames.includes("skip_monitor");
    if (facts.subcommands === null) this.subcommands = undefined;
    else {
      this.subcommands = new Map();
      for (const [name, sub] of facts.subcommands) this.subcommands.set(name, new Command<H>(sub));
    }
  }
}

/** Arguments are quoted in errors up to this many bytes. */
const QUOTED = 128;
/** Spellings remembered, so that most names need not be put in lower case. */
const MAX_SPELLINGS = 2000;

/** What C's `%s` shows of a string. */
function shown(text: string, limit: number): string {
  const end = text.indexOf("\0");
  return (end < 0 ? text : text.slice(0, end)).slice(0, limit);
}

/** All commands of a Redis 7.0 server. */
export class CommandTable<H> {
  /** Containers and plain commands, by name in lower case. */
  readonly commands = new Map<string, Command<H>>();
  private readonly spellings = new Map<string, Command<H>>();

  /** @param facts What is known of them. */
  constructor(facts: FactTable) {
    for (const command of facts.all) this.commands.set(command.name, new Command<H>(command));
  }

  /** The command or container of this name, in any case. */
  get(name: string): Command<H> | undefined {
    const known = this.spellings.get(name);
    if (known !== undefined) return known;
    const command = this.commands.get(name.toLowerCase());
    if (command !== undefined && this.spellings.size < MAX_SPELLINGS) this.spellings.set(name, command);
    return command;
  }

  /** The command with this full name, such as `get` or `client|list`. */
  named(name: string): Command<H> | undefined {
    const [container = "", subcommand] = name.toLowerCase().split("|");
    const command = this.commands.get(container);
    return subcommand === undefined ? command : command?.subcommands?.get(subcommand);
  }

  /** Registers who carries a command out. */
  handle(name: string, handler: H): void {
    const command = this.named(name);
    if (command === undefined) throw new Error(`no such command: ${name}`);
    command.handler = handler;
  }

  /** The command that `args` name, or the error of a client that names none or gives it too few or many. */
  find(args: readonly string[]): Command<H> | ErrorReply {
    const name = args[0] ?? "";
    let command = this.get(name);
    if (command === undefined) return unknownCommand(args);
    if (command.subcommands !== undefined && args.length > 1) {
      const subcommand = args[1] ?? "";
      const found = command.subcommands.get(subcommand) ?? command.subcommands.get(subcommand.toLowerCase());
      if (found === undefined) {
        const container = command.name.toUpperCase();
        return new ErrorReply(
          `ERR unknown subcommand '${shown(subcommand, QUOTED)}'. Try ${container} HELP.`,
        );
      }
      command = found;
    }
    if (command.facts.takes(args.length)) return command;
    return new ErrorReply(`ERR wrong number of arguments for '${command.name}' command`);
  }
}

function unknownCommand(args: readonly string[]): ErrorReply {
  let quoted = "";
  for (let index = 1; index < args.length && quoted.length < QUOTED; index++) {
    quoted += `'${shown(args[index] ?? "", QUOTED - quoted.length)}' `;
  }
  return new ErrorReply(
    `ERR unknown command '${shown(args[0] ?? "", QUOTED)}', with args beginning with: ${quoted}`,
  );
}
