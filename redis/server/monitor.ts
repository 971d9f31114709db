/**
 * MONITOR: clients that are shown every command.
 *
 * @module
 */

import { Status } from "../reply.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command_table.ts";
import type { Core, Handler } from "./core.ts";

const ESCAPES = new Map([["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"], ["\x07", "\\a"], ["\b", "\\b"]]);

/** Text in double quotes, bytes that cannot be printed as escapes. */
function quote(text: string): string {
  const escaped = text.replace(/[\\"]|[^ -~]/g, (char) => {
    if (char === "\\" || char === '"') return "\\" + char;
    return ESCAPES.get(char) ?? "\\x" + char.charCodeAt(0).toString(16).padStart(2, "0");
  });
  return `"${escaped}"`;
}

/** Commands whose arguments are nobody else's business. */
const SECRET = new Set(["auth", "hello"]);

/** The clients that watch. */
export class Monitors {
  private readonly clients = new Set<Client>();
  private readonly lines: Status[] = [];

  /** How many there are. */
  get size(): number {
    return this.clients.size;
  }

  /** A client starts to watch. */
  add(client: Client): void {
    this.clients.add(client);
    client.monitoring = true;
  }

  /** A client stops. */
  remove(client: Client): void {
    this.clients.delete(client);
    client.monitoring = false;
  }

  /** Remembers a command that is carried out; it is shown after its reply. */
  note(core: Core, client: Client, command: Command<Handler>, args: readonly string[]): void {
    if (!command.monitored) return;
    const time = (core.surroundings.now() / 1000).toFixed(6);
    const words = (SECRET.has(command.name) ? args.slice(0, 1) : args).map(quote).join(" ");
    this.lines.push(new Status(`${time} [${client.context.db} ${client.link.remote}] ${words}`));
  }

  /** Shows what was carried out since the last time. */
  show(core: Core): void {
    for (const line of this.lines.splice(0)) {
      for (const monitor of this.clients) {
        monitor.reply(line);
        core.touch(monitor);
      }
    }
  }
}
