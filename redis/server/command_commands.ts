/**
 * COMMAND: what clients ask about the commands there are.
 *
 * @module
 */

import { MOVABLE_KEYS } from "../keyspace/command.ts";
import { globMatch } from "../keyspace/glob.ts";
import { keysOf } from "../keyspace/key_positions.ts";
import { ErrorReply, MapReply, type Reply, SetReply, Status } from "../reply.ts";
import type { Command } from "./command_table.ts";
import type { Core, Handler } from "./core.ts";
import { flaggedKeys, keySpecs, namesChannels } from "./key_specs.ts";

const NO_KEYS = new ErrorReply("ERR The command has no key arguments");
const statuses = (names: readonly string[]): Reply => new SetReply(names.map((name) => new Status(name)));

function describe(command: Command<Handler>): Reply {
  const { facts } = command;
  return [
    command.name,
    facts.arity,
    statuses(facts.flagNames),
    facts.firstKey,
    facts.lastKey,
    facts.keyStep,
    statuses(facts.categories.map((category) => `@${category}`)),
    new SetReply([...facts.tips]),
    keySpecs(command.name),
    new SetReply([...(command.subcommands?.values() ?? [])].map(describe)),
  ];
}

/** The groups documentation is divided into, by ACL category; the first that fits. */
const GROUPS: readonly [category: string, group: string][] = [
  ["hyperloglog", "hyperloglog"],
  ["geo", "geo"],
  ["stream", "stream"],
  ["bitmap", "bitmap"],
  ["sortedset", "sorted-set"],
  ["hash", "hash"],
  ["list", "list"],
  ["set", "set"],
  ["string", "string"],
  ["pubsub", "pubsub"],
  ["transaction", "transactions"],
  ["scripting", "scripting"],
  ["connection", "connection"],
  ["keyspace", "generic"],
];

function document(command: Command<Handler>): Reply {
  const { categories } = command.facts;
  const group = GROUPS.find(([category]) => categories.includes(category))?.[1] ?? "server";
  const facts: Reply[] = ["summary", "", "since", "7.0.0", "group", group];
  if (command.subcommands !== undefined) {
    const subcommands: Reply[] = [];
    for (const sub of command.subcommands.values()) subcommands.push(sub.name, document(sub));
    facts.push("subcommands", new MapReply(subcommands));
  }
  return new MapReply(facts);
}

const info: Handler = (core, _client, args) => {
  if (args.length <= 2) return [...core.table.commands.values()].map(describe);
  return args.slice(2).map((name) => {
    // a name has two parts at most
    const command = name.split("|").length > 2 ? undefined : core.table.named(name);
    return command === undefined ? null : describe(command);
  });
};

const docs: Handler = (core, _client, args) => {
  const commands = args.length > 2
    ? args.slice(2).map((name) => core.table.named(name))
    : [...core.table.commands.values()];
  const flat: Reply[] = [];
  for (const command of commands) if (command !== undefined) flat.push(command.name, document(command));
  return new MapReply(flat);
};

/** The command that the arguments behind `COMMAND GETKEYS` name, checked. */
function named(core: Core, args: readonly string[]): Command<Handler> | ErrorReply {
  const found = core.table.find(args);
  if (!(found instanceof ErrorReply)) return found;
  const known = core.table.get(args[0] ?? "") !== undefined;
  return new ErrorReply(
    known ? "ERR Invalid number of arguments specified for command" : "ERR Invalid command specified",
  );
}

/** The keys of a command, with what is done with them if `flagged`. */
function keysReply(core: Core, rest: readonly string[], flagged: boolean): Reply {
  const command = named(core, rest);
  if (command instanceof ErrorReply) return command;
  if (namesChannels(command.name)) return NO_KEYS;
  const keys = keysOf(command.facts, rest);
  const { facts } = command;
  if (keys.length > 0 || facts.flagNames.includes("no_mandatory_keys")) {
    return flagged ? flaggedKeys(command.name, rest, keys) : keys;
  }
  const some = facts.firstKey > 0 || (facts.flags & MOVABLE_KEYS) !== 0;
  return some ? new ErrorReply("ERR Invalid arguments specified for command") : NO_KEYS;
}

const list: Handler = (core, _client, args) => {
  let matches = (_command: Command<Handler>): boolean => true;
  if (args.length > 2) {
    const [, , filter, kind, value = ""] = args;
    if (args.length !== 5 || filter?.toLowerCase() !== "filterby") return new ErrorReply("ERR syntax error");
    switch (kind?.toLowerCase()) {
      case "module":
        return [];
      case "aclcat":
        matches = (command) => command.facts.categories.includes(value.toLowerCase());
        break;
      case "pattern":
        matches = (command) => globMatch(value, command.name, true);
        break;
      default:
        return new ErrorReply("ERR syntax error");
    }
  }
  const names: string[] = [];
  for (const command of core.table.commands.values()) {
    if (matches(command)) names.push(command.name);
    for (const sub of command.subcommands?.values() ?? []) if (matches(sub)) names.push(sub.name);
  }
  return names;
};

/** COMMAND and its subcommands. */
export const COMMAND_COMMANDS: Readonly<Record<string, Handler>> = {
  "command": info,
  "command|count": (core) => core.table.commands.size,
  "command|info": info,
  "command|docs": docs,
  "command|getkeys": (core, _client, args) => keysReply(core, args.slice(2), false),
  "command|getkeysandflags": (core, _client, args) => keysReply(core, args.slice(2), true),
  "command|list": list,
};
