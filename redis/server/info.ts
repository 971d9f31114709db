/**
 * INFO: facts about the server as `name:value` lines, in sections.
 *
 * @module
 */

import { VerbatimReply } from "../reply.ts";
import type { Core, Handler } from "./core.ts";
import { REDIS_VERSION } from "./connection_commands.ts";

type Facts = [name: string, value: string | number][];

/** Bytes for people: `1.94M`. */
function human(bytes: number): string {
  const units = ["B", "K", "M", "G", "T"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes}B` : value.toFixed(2) + units[unit];
}

function server(core: Core): Facts {
  const now = core.surroundings.now();
  const uptime = Math.floor((now - core.statistics.started) / 1000);
  return [
    ["redis_version", REDIS_VERSION],
    ["redis_mode", "standalone"],
    ["os", Deno.build.os],
    ["arch_bits", 64],
    ["multiplexing_api", "deno"],
    ["process_id", Deno.pid],
    ["run_id", core.runId],
    ["tcp_port", core.config.text("port")],
    ["server_time_usec", Math.floor(now * 1000)],
    ["uptime_in_seconds", uptime],
    ["uptime_in_days", Math.floor(uptime / 86400)],
    ["hz", 10],
  ];
}

function clients(core: Core): Facts {
  return [
    ["connected_clients", core.clients.size],
    ["cluster_connections", 0],
    ["maxclients", core.config.text("maxclients")],
    ["blocked_clients", core.blocking.count],
    ["tracking_clients", 0],
  ];
}

function memory(core: Core): Facts {
  const { rss, heapUsed, external } = Deno.memoryUsage();
  const { keyspace } = core.storage;
  const limit = keyspace.limits.maxMemory;
  const used = limit > 0 ? keyspace.usedMemory + keyspace.limits.baseMemory : heapUsed + external;
  return [
    ["used_memory", used],
    ["used_memory_human", human(used)],
    ["used_memory_rss", rss],
    ["used_memory_rss_human", human(rss)],
    ["number_of_cached_scripts", core.scripts.count],
    ["maxmemory", limit],
    ["maxmemory_human", human(limit)],
    ["maxmemory_policy", core.config.text("maxmemory-policy")],
  ];
}

function persistence(core: Core): Facts {
  const facts: Facts = [["loading", 0], ["rdb_changes_since_last_save", core.storage.keyspace.dirty]];
  facts.push(["aof_enabled", core.storage.log === undefined ? 0 : 1]);
  return facts.concat(core.storage.log?.info() ?? []);
}

function stats(core: Core): Facts {
  const { statistics, pubsub, storage } = core;
  return [
    ["total_connections_received", statistics.connections],
    ["total_commands_processed", statistics.commands],
    ["instantaneous_ops_per_sec", statistics.perSecond(core.surroundings.now())],
    ["total_net_input_bytes", statistics.inputBytes],
    ["total_net_output_bytes", statistics.outputBytes],
    ["rejected_connections", statistics.refusedConnections],
    ["expired_keys", storage.keyspace.expiredKeys],
    ["evicted_keys", 0],
    ["pubsub_channels", pubsub.channels.size],
    ["pubsub_patterns", pubsub.patterns.size],
    ["total_error_replies", statistics.errors],
  ];
}

function replication(): Facts {
  return [["role", "master"], ["connected_slaves", 0], ["master_repl_offset", 0]];
}

function keyspace(core: Core): Facts {
  const facts: Facts = [];
  for (const db of core.storage.keyspace.databases) {
    if (db.size > 0) facts.push([`db${db.index}`, `keys=${db.size},expires=${db.volatile.length},avg_ttl=0`]);
  }
  return facts;
}

const SECTIONS = new Map<string, [title: string, facts: (core: Core) => Facts]>([
  ["server", ["Server", server]],
  ["clients", ["Clients", clients]],
  ["memory", ["Memory", memory]],
  ["persistence", ["Persistence", persistence]],
  ["stats", ["Stats", stats]],
  ["replication", ["Replication", replication]],
  ["cluster", ["Cluster", () => [["cluster_enabled", 0]]]],
  ["keyspace", ["Keyspace", keyspace]],
]);

/** The text of the wanted sections: all of them by default. */
export function infoText(core: Core, wanted: readonly string[]): string {
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  const all = names.size === 0 || ["all", "default", "everything"].some((name) => names.has(name));
  const parts: string[] = [];
  for (const [name, [title, facts]] of SECTIONS) {
    if (!all && !names.has(name)) continue;
    const lines = facts(core).map(([fact, value]) => `${fact}:${value}\r\n`).join("");
    parts.push(`# ${title}\r\n${lines}`);
  }
  return parts.join("\r\n");
}

/** The command. */
export const INFO_COMMANDS: Readonly<Record<string, Handler>> = {
  info: (core, _client, args) => new VerbatimReply("txt", infoText(core, args.slice(1))),
};
