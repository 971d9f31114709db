/**
 * Channels: who listens to what, and the commands about it.
 *
 * @module
 */

import { globMatch } from "../keyspace/glob.ts";
import { ErrorReply, type Reply } from "../reply.ts";
import { Push } from "../resp/reply_writer.ts";
import type { Client } from "./client.ts";
import { type Core, type Handler, NONE } from "./core.ts";

/** Listeners by channel or pattern. */
type Listeners = Map<string, Set<Client>>;

/** What can be subscribed to. */
type Kind = "channels" | "patterns" | "shardChannels";

/** All subscriptions. */
export class PubSub {
  readonly channels: Listeners = new Map();
  readonly patterns: Listeners = new Map();
  readonly shardChannels: Listeners = new Map();

  /** Delivers a message; gives the number of deliveries. `touched` is told of each client written to. */
  publish(channel: string, message: string, shard: boolean, touched: (client: Client) => void): number {
    let count = 0;
    const listeners = (shard ? this.shardChannels : this.channels).get(channel);
    if (listeners !== undefined) {
      const push = new Push([shard ? "smessage" : "message", channel, message]);
      for (const client of listeners) {
        client.push(push);
        touched(client);
        count++;
      }
    }
    if (shard) return count;
    for (const [pattern, clients] of this.patterns) {
      if (!globMatch(pattern, channel)) continue;
      const push = new Push(["pmessage", pattern, channel, message]);
      for (const client of clients) {
        client.push(push);
        touched(client);
        count++;
      }
    }
    return count;
  }

  /** A client starts to listen; it is no error if it does already. */
  subscribe(client: Client, kind: Kind, name: string): void {
    if (client[kind].has(name)) return;
    client[kind].add(name);
    const listeners = this[kind].get(name);
    if (listeners === undefined) this[kind].set(name, new Set([client]));
    else listeners.add(client);
  }

  /** A client stops listening; it is no error if it did not. */
  unsubscribe(client: Client, kind: Kind, name: string): void {
    if (!client[kind].delete(name)) return;
    const listeners = this[kind].get(name);
    listeners?.delete(client);
    if (listeners?.size === 0) this[kind].delete(name);
  }

  /** A client stops listening to anything. */
  leave(client: Client): void {
    for (const kind of ["channels", "patterns", "shardChannels"] as const) {
      for (const name of [...client[kind]]) this.unsubscribe(client, kind, name);
    }
  }
}

/** How many subscriptions a reply tells of. */
function countOf(client: Client, kind: Kind): number {
  return kind === "shardChannels" ? client.shardChannels.size : client.subscriptions;
}

function subscriber(verb: string, kind: Kind): Handler {
  return (core, client, args) => {
    if (kind === "shardChannels" && !client.context.mayBlock) {
      return new ErrorReply("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
    }
    for (const name of args.slice(1)) {
      core.pubsub.subscribe(client, kind, name);
      client.push(new Push([verb, name, countOf(client, kind)]));
    }
    return NONE;
  };
}

function unsubscriber(verb: string, kind: Kind): Handler {
  return (core, client, args) => {
    const names = args.length > 1 ? args.slice(1) : [...client[kind]];
    for (const name of names) {
      core.pubsub.unsubscribe(client, kind, name);
      client.push(new Push([verb, name, countOf(client, kind)]));
    }
    if (names.length === 0) client.push(new Push([verb, null, countOf(client, kind)]));
    return NONE;
  };
}

/** Active channels that match a pattern, if one is given. */
function active(kind: "channels" | "shardChannels"): Handler {
  return (core, _client, args) => {
    if (args.length > 3) {
      return new ErrorReply(
        `ERR unknown subcommand or wrong number of arguments for '${
          args[1]?.slice(0, 128)
        }'. Try PUBSUB HELP.`,
      );
    }
    const pattern = args[2];
    const names = [...core.pubsub[kind].keys()];
    return pattern === undefined ? names : names.filter((name) => globMatch(pattern, name));
  };
}

function numbers(kind: "channels" | "shardChannels"): Handler {
  return (core, _client, args) => {
    const replies: Reply[] = [];
    for (const name of args.slice(2)) replies.push(name, core.pubsub[kind].get(name)?.size ?? 0);
    return replies;
  };
}

function publisher(shard: boolean): Handler {
  return (core: Core, _client, args) => core.publish(args[1] ?? "", args[2] ?? "", shard);
}

/** The commands about channels. */
export const PUBSUB_COMMANDS: Readonly<Record<string, Handler>> = {
  "subscribe": subscriber("subscribe", "channels"),
  "psubscribe": subscriber("psubscribe", "patterns"),
  "ssubscribe": subscriber("ssubscribe", "shardChannels"),
  "unsubscribe": unsubscriber("unsubscribe", "channels"),
  "punsubscribe": unsubscriber("punsubscribe", "patterns"),
  "sunsubscribe": unsubscriber("sunsubscribe", "shardChannels"),
  "publish": publisher(false),
  "spublish": publisher(true),
  "pubsub|channels": active("channels"),
  "pubsub|shardchannels": active("shardChannels"),
  "pubsub|numsub": numbers("channels"),
  "pubsub|shardnumsub": numbers("shardChannels"),
  "pubsub|numpat": (core) => core.pubsub.patterns.size,
};
