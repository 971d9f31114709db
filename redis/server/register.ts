/**
 * Which commands the server carries out itself.
 *
 * @module
 */

import { ACL_COMMANDS } from "./acl_commands.ts";
import { ADMIN_COMMANDS, CLUSTER_REFUSAL } from "./admin_commands.ts";
import { CLIENT_COMMANDS } from "./client_commands.ts";
import { COMMAND_COMMANDS } from "./command_commands.ts";
import { ErrorReply } from "../reply.ts";
import { Client, type Link, SCRIPT_CLIENT } from "./client.ts";
import type { Command, CommandTable } from "./command_table.ts";
import { CONNECTION_COMMANDS } from "./connection_commands.ts";
import { type Core, type Handler, NONE } from "./core.ts";
import { INFO_COMMANDS } from "./info.ts";
import { PUBSUB_COMMANDS } from "./pubsub.ts";
import { SCRIPT_COMMANDS } from "./script_commands.ts";
import { TRANSACTION_COMMANDS } from "./transaction.ts";

/** What the server knows better than the keyspace, and tells scripts, too. */
const FOR_SCRIPTS = ["command", "config", "debug", "info", "pubsub"];

/** Whose commands scripts' commands are: nobody's connection. */
const NOWHERE: Link = { remote: "127.0.0.1:0", local: "127.0.0.1:0", pending: 0, send() {}, close() {} };

/** Lets scripts call commands that the server carries out. */
export function lendToScripts(core: Core): void {
  const lend = (command: Command<Handler>): void => {
    const { handler } = command;
    if (handler === undefined) return;
    command.facts.run = (db, args, context) => {
      const client = new Client(SCRIPT_CLIENT, NOWHERE, core.surroundings.now());
      client.context.db = db.index;
      client.context.resp = context.resp;
      const result = handler(core, client, args);
      if (result instanceof Promise || result === NONE) return new ErrorReply("ERR not available to scripts");
      return result;
    };
  };
  for (const name of FOR_SCRIPTS) {
    const command = core.table.get(name);
    if (command === undefined) continue;
    lend(command);
    command.subcommands?.forEach(lend);
  }
}

/** Puts the server's own handlers into the table; other commands are the keyspace's. */
export function registerAll(table: CommandTable<Handler>): void {
  const groups = [
    ACL_COMMANDS,
    ADMIN_COMMANDS,
    CLIENT_COMMANDS,
    COMMAND_COMMANDS,
    CONNECTION_COMMANDS,
    INFO_COMMANDS,
    PUBSUB_COMMANDS,
    SCRIPT_COMMANDS,
    TRANSACTION_COMMANDS,
  ];
  for (const group of groups) {
    for (const [name, handler] of Object.entries(group)) table.handle(name, handler);
  }
  for (const command of table.get("cluster")?.subcommands?.values() ?? []) {
    if (!command.name.endsWith("|help")) command.handler = CLUSTER_REFUSAL;
  }
}
