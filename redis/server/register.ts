/**
 * Which commands the server carries out itself.
 *
 * @module
 */

import { ADMIN_COMMANDS, CLUSTER_REFUSAL } from "./admin_commands.ts";
import { CLIENT_COMMANDS } from "./client_commands.ts";
import { COMMAND_COMMANDS } from "./command_commands.ts";
import type { CommandTable } from "./command_table.ts";
import { CONNECTION_COMMANDS } from "./connection_commands.ts";
import type { Handler } from "./core.ts";
import { INFO_COMMANDS } from "./info.ts";
import { PUBSUB_COMMANDS } from "./pubsub.ts";
import { SCRIPT_COMMANDS } from "./script_commands.ts";
import { TRANSACTION_COMMANDS } from "./transaction.ts";

/** Puts the server's own handlers into the table; other commands are the keyspace's. */
export function registerAll(table: CommandTable<Handler>): void {
  const groups = [
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
