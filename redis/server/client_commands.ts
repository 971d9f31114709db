/**
 * CLIENT and its subcommands.
 *
 * @module
 */

import { ErrorReply, MapReply, OK, type Reply, SetReply, VerbatimReply } from "../reply.ts";
import type { Client } from "./client.ts";
import { setName } from "./connection_commands.ts";
import { type Core, type Handler, NONE } from "./core.ts";

const SYNTAX = new ErrorReply("ERR syntax error");
const NO_TRACKING = new ErrorReply(
  "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled",
);
const NO_SUCH_CLIENT = new ErrorReply("ERR No such client");

/** The flags of a client as CLIENT LIST shows them. */
function flagsOf(client: Client): string {
  let flags = "";
  if (client.monitoring) flags += "O";
  if (client.listening) flags += "P";
  if (client.transaction !== undefined) flags += "x";
  if (client.wait !== undefined) flags += "b";
  if (client.watch.dirty) flags += "d";
  if (client.closing) flags += "c";
  if (client.noEvict) flags += "e";
  return flags === "" ? "N" : flags;
}

/** One line of CLIENT LIST. */
function describe(core: Core, client: Client): string {
  const now = core.surroundings.now();
  const seconds = (since: number): number => Math.floor((now - since) / 1000);
  const { transaction, link, parser } = client;
  const facts: [string, string | number][] = [
    ["id", client.id],
    ["addr", link.remote],
    ["laddr", link.local],
    ["fd", client.id],
    ["name", client.name],
    ["age", seconds(client.since)],
    ["idle", seconds(client.lastActive)],
    ["flags", flagsOf(client)],
    ["db", client.context.db],
    ["sub", client.channels.size],
    ["psub", client.patterns.size],
    ["ssub", client.shardChannels.size],
    ["multi", transaction === undefined ? -1 : transaction.queue.length],
    ["qbuf", parser.buffered],
    ["qbuf-free", 0],
    ["argv-mem", 0],
    ["multi-mem", transaction === undefined ? 0 : transaction.bytes],
    ["rbs", 0],
    ["rbp", 0],
    ["obl", client.writer.size],
    ["oll", 0],
    ["omem", link.pending],
    ["tot-mem", parser.buffered + client.writer.size + link.pending],
    ["events", "r"],
    ["cmd", client.lastCommand],
    ["user", "default"],
    ["redir", -1],
    ["resp", client.protocol],
  ];
  return facts.map(([name, value]) => `${name}=${value}`).join(" ");
}

/** What a client counts as; undefined for a word that is no type. */
function typeNamed(word: string): "normal" | "pubsub" | "none" | undefined {
  const lower = word.toLowerCase();
  if (lower === "normal" || lower === "pubsub") return lower;
  return ["slave", "replica", "master"].includes(lower) ? "none" : undefined;
}

function isOfType(client: Client, type: string): boolean {
  return type === (client.listening ? "pubsub" : "normal");
}

const list: Handler = (core, _client, args) => {
  let clients = [...core.clients.values()];
  const [, , option, ...rest] = args;
  if (option !== undefined) {
    const lower = option.toLowerCase();
    if (lower === "type" && rest.length === 1) {
      const type = typeNamed(rest[0] ?? "");
      if (type === undefined) return new ErrorReply(`ERR Unknown client type '${rest[0]}'`);
      clients = clients.filter((client) => isOfType(client, type));
    } else if (lower === "id" && rest.length > 0) {
      if (!rest.every((id) => /^-?\d{1,15}$/.test(id))) return new ErrorReply("ERR Invalid client ID");
      clients = rest.map((id) => core.clients.get(Number(id))).filter((client) => client !== undefined);
    } else return SYNTAX;
  }
  return new VerbatimReply("txt", clients.map((client) => describe(core, client) + "\n").join(""));
};

/** What CLIENT KILL is to end. */
interface Filter {
  matches: ((client: Client) => boolean)[];
  skipSelf: boolean;
}

function filterOf(args: readonly string[]): Filter | ErrorReply {
  const filter: Filter = { matches: [], skipSelf: true };
  if (args.length % 2 !== 0) return SYNTAX;
  for (let at = 2; at < args.length; at += 2) {
    const value = args[at + 1] ?? "";
    switch (args[at]?.toLowerCase()) {
      case "id":
        if (!/^\d{1,15}$/.test(value) || Number(value) < 1) {
          return new ErrorReply("ERR client-id should be greater than 0");
        }
        filter.matches.push((client) => client.id === Number(value));
        break;
      case "type": {
        const type = typeNamed(value);
        if (type === undefined) return new ErrorReply(`ERR Unknown client type '${value}'`);
        filter.matches.push((client) => isOfType(client, type));
        break;
      }
      case "addr":
        filter.matches.push((client) => client.link.remote === value);
        break;
      case "laddr":
        filter.matches.push((client) => client.link.local === value);
        break;
      case "user":
        if (value !== "default") return new ErrorReply(`ERR No such user '${value}'`);
        break;
      case "skipme": {
        const lower = value.toLowerCase();
        if (lower !== "yes" && lower !== "no") return SYNTAX;
        filter.skipSelf = lower === "yes";
        break;
      }
      default:
        return SYNTAX;
    }
  }
  return filter;
}

/** Ends a connection; one's own only after the reply. */
function kill(core: Core, by: Client, client: Client): void {
  if (client === by) client.closing = true;
  else core.disconnect(client);
}

const killer: Handler = (core, client, args) => {
  if (args.length === 3) {
    const victim = [...core.clients.values()].find((other) => other.link.remote === args[2]);
    if (victim === undefined) return NO_SUCH_CLIENT;
    kill(core, client, victim);
    return OK;
  }
  const filter = filterOf(args);
  if (filter instanceof ErrorReply) return filter;
  let count = 0;
  for (const other of [...core.clients.values()]) {
    if (other === client && filter.skipSelf) continue;
    if (!filter.matches.every((matches) => matches(other))) continue;
    kill(core, client, other);
    count++;
  }
  return count;
};

const replyMode: Handler = (_core, client, args) => {
  switch (args[2]?.toLowerCase()) {
    case "on":
      // in a transaction, a skip that was asked for before is still to come
      if (client.replyMode !== "skip-next") client.replyMode = "on";
      return OK;
    case "off":
      client.replyMode = "off";
      return NONE;
    case "skip":
      if (client.replyMode !== "off") client.replyMode = "skip-next";
      return NONE;
    default:
      return SYNTAX;
  }
};

const UNBLOCKED = new ErrorReply("UNBLOCKED client unblocked via CLIENT UNBLOCK");

const unblock: Handler = (core, _client, args) => {
  const reason = args[3]?.toLowerCase() ?? "timeout";
  if (args.length > 4) return SYNTAX;
  if (reason !== "timeout" && reason !== "error") {
    return new ErrorReply("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }
  const id = args[2] ?? "";
  if (!/^-?\d{1,15}$/.test(id)) return new ErrorReply("ERR value is not an integer or out of range");
  const wait = core.clients.get(Number(id))?.wait;
  if (wait === undefined || !wait.forKey) return 0;
  wait.end(reason === "error" ? UNBLOCKED : undefined);
  return 1;
};

const pause: Handler = (core, _client, args) => {
  const mode = args[3]?.toLowerCase() ?? "all";
  if (args.length > 4) return SYNTAX;
  if (mode !== "all" && mode !== "write") return new ErrorReply("ERR CLIENT PAUSE mode must be WRITE or ALL");
  const time = args[2] ?? "";
  if (!/^-?\d{1,15}$/.test(time)) return new ErrorReply("ERR timeout is not an integer or out of range");
  if (Number(time) < 0) return new ErrorReply("ERR timeout is negative");
  core.pause.start(Number(time), mode === "write");
  return OK;
};

const noEvict: Handler = (_core, client, args) => {
  const mode = args[2]?.toLowerCase();
  if (mode !== "on" && mode !== "off") return SYNTAX;
  client.noEvict = mode === "on";
  return OK;
};

/** The subcommands of CLIENT. */
export const CLIENT_COMMANDS: Readonly<Record<string, Handler>> = {
  "client|id": (_core, client) => client.id,
  "client|getname": (_core, client): Reply => client.name === "" ? null : client.name,
  "client|setname": (_core, client, args) => setName(client, args[2] ?? "") ?? OK,
  "client|info": (core, client) => new VerbatimReply("txt", describe(core, client) + "\n"),
  "client|list": list,
  "client|kill": killer,
  "client|reply": replyMode,
  "client|unblock": unblock,
  "client|pause": pause,
  "client|unpause": (core) => {
    core.pause.end();
    return OK;
  },
  "client|no-evict": noEvict,
  "client|getredir": () => -1,
  "client|trackinginfo": () => {
    return new MapReply(["flags", new SetReply(["off"]), "redirect", -1, "prefixes", []]);
  },
  "client|caching": () => NO_TRACKING,
  "client|tracking": (_core, _client, args) => {
    const mode = args[2]?.toLowerCase();
    if (mode === "off") return OK;
    return mode === "on" ? new ErrorReply("ERR client side caching is not supported") : SYNTAX;
  },
};
