/**
 * Commands that are about the server rather than its data: PING, ECHO, TIME, PUBLISH and the like.
 *
 * @module
 */

import { OK, type Reply, Status, VerbatimReply } from "../reply.ts";
import { numberArg } from "./arguments.ts";
import { type Handler, MOVABLE_KEYS } from "./command.ts";
import type { Database } from "./database.ts";
import { HELP_LINES } from "./help_data.ts";
import { keysOf } from "./key_positions.ts";
import type { Keyspace } from "./keyspace.ts";
import { arityError, err } from "./errors.ts";

const PONG = new Status("PONG");

function ping(_db: Database, args: readonly string[]): Reply {
  if (args.length > 2) throw arityError("ping");
  return args[1] ?? PONG;
}

function time(db: Database): Reply {
  const now = db.keyspace.clock();
  const seconds = Math.floor(now / 1000);
  return ["" + seconds, "" + Math.floor((now - seconds * 1000) * 1000)];
}

/** The lines of HELP, by the name of the subcommand. */
function helps(): Record<string, Handler> {
  const out: Record<string, Handler> = {};
  for (const [command, lines] of Object.entries(HELP_LINES)) {
    const reply = lines.map((line) => new Status(line));
    out[command + "|help"] = () => reply;
  }
  return out;
}

/** The subcommands of CLUSTER, which all say that there is none. */
const CLUSTER =
  "help addslots addslotsrange bumpepoch count-failure-reports countkeysinslot delslots delslotsrange failover " +
  "flushslots forget getkeysinslot info keyslot links meet myid nodes replicas replicate reset saveconfig " +
  "set-config-epoch setslot shards slaves slots";

/** What is known about the server itself, in the sections of INFO. */
function facts(keyspace: Keyspace): Record<string, Record<string, string | number>> {
  const spaces: Record<string, string> = {};
  for (const { index, slots, volatile } of keyspace.databases) {
    if (slots.length > 0) spaces[`db${index}`] = `keys=${slots.length},expires=${volatile.length},avg_ttl=0`;
  }
  return {
    Server: { redis_version: "7.0.15", redis_mode: "standalone", arch_bits: 64 },
    Memory: {
      used_memory: keyspace.usedMemory,
      maxmemory: keyspace.limits.maxMemory,
      maxmemory_policy: "noeviction",
    },
    Stats: { total_commands_processed: keyspace.calls, expired_keys: keyspace.expiredKeys },
    Replication: { role: "master", connected_slaves: 0 },
    Cluster: { cluster_enabled: 0 },
    Keyspace: spaces,
  };
}

function info(db: Database, args: readonly string[]): Reply {
  const wanted = args.slice(1).map((word) => word.toLowerCase());
  const all = wanted.length === 0 ||
    wanted.some((word) => word === "all" || word === "default" || word === "everything");
  const sections: string[] = [];
  for (const [title, lines] of Object.entries(facts(db.keyspace))) {
    if (!all && !wanted.includes(title.toLowerCase())) continue;
    const body = Object.entries(lines).map(([name, value]) => `${name}:${value}\r\n`).join("");
    sections.push(`# ${title}\r\n${body}`);
  }
  return new VerbatimReply("txt", sections.join("\r\n"));
}

function getKeys(db: Database, args: readonly string[]): Reply {
  const words = args.slice(2);
  const command = db.keyspace.commands.find(words);
  if (command === undefined) throw err("Invalid command specified");
  if (command.firstKey === 0 && (command.flags & MOVABLE_KEYS) === 0) {
    throw err("The command has no key arguments");
  }
  if (!command.takes(words.length)) throw err("Invalid number of arguments specified for command");
  const keys = keysOf(command, words);
  if (keys.length === 0) throw err("Invalid arguments specified for command");
  return keys;
}

const NO_CLUSTER = err("This instance has cluster support disabled");

function noCluster(): Reply {
  return NO_CLUSTER;
}

/** Commands about the server. */
export const SERVER_COMMANDS: Readonly<Record<string, Handler>> = {
  ping,
  time,
  echo: (_db, args) => args[1]!,
  publish: (db, args) => db.keyspace.publish?.(args[1]!, args[2]!, false) ?? 0,
  spublish: (db, args) => db.keyspace.publish?.(args[1]!, args[2]!, true) ?? 0,
  role: () => ["master", 0, []],
  wait: (_db, args) => {
    numberArg(args[1]!);
    const timeout = numberArg(args[2]!, err("timeout is not an integer or out of range"));
    if (timeout < 0) throw err("timeout is negative");
    return 0;
  },
  lastsave: (db) => Math.floor(db.keyspace.now / 1000),
  ...Object.fromEntries(CLUSTER.split(" ").map((name) => ["cluster|" + name, noCluster])),
  ...helps(),
  info,
  "command|count": (db) => db.keyspace.commands.size,
  "command|list": (db) => Array.from(db.keyspace.commands.all, ({ name }) => name),
  "command|getkeys": getKeys,
  "pubsub|channels": () => [],
  "pubsub|numsub": (_db, args) => args.slice(2).flatMap((channel) => [channel, 0]),
  "pubsub|numpat": () => 0,
  "pubsub|shardchannels": () => [],
  "pubsub|shardnumsub": (_db, args) => args.slice(2).flatMap((channel) => [channel, 0]),
  "slowlog|get": (_db, args) => {
    const bad = err("count should be greater than or equal to -1");
    if (args.length === 3 && numberArg(args[2]!, bad) < -1) throw bad;
    return [];
  },
  "slowlog|len": () => 0,
  "slowlog|reset": () => OK,
  lolwut: () => new VerbatimReply("txt", "Redis ver. 7.0.15\n"),
  asking: noCluster,
  readonly: noCluster,
  readwrite: noCluster,
  "config|resetstat": () => OK,
};
