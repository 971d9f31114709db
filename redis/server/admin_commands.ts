/**
 * Commands about the server: CONFIG, DEBUG, SHUTDOWN, MONITOR and the like.
 *
 * @module
 */

import { globMatch } from "../keyspace/glob.ts";
import { ErrorReply, MapReply, OK, Status, VerbatimReply } from "../reply.ts";
import type { Handler } from "./core.ts";
import { debug } from "./debug_commands.ts";

const SYNTAX = new ErrorReply("ERR syntax error");
const NO_CLUSTER = new ErrorReply("ERR This instance has cluster support disabled");
const configGet: Handler = (core, _client, args) => {
  const patterns = args.slice(2);
  return new MapReply(core.config.list((name) => patterns.some((pattern) => globMatch(pattern, name, true))));
};

const configSet: Handler = (core, _client, args) => {
  if (args.length % 2 !== 0) return SYNTAX;
  const error = core.config.set(args.slice(2));
  return error === undefined ? OK : new ErrorReply(error);
};

const shutdown: Handler = (core, _client, args) => {
  const options = args.slice(1).map((option) => option.toLowerCase());
  const known = ["save", "nosave", "now", "force", "abort"];
  if (!options.every((option) => known.includes(option))) return SYNTAX;
  if (options.includes("save") && options.includes("nosave")) return SYNTAX;
  if (options.includes("abort")) {
    return options.length > 1 ? SYNTAX : new ErrorReply("ERR No shutdown in progress.");
  }
  if (core.exclusive !== undefined && !options.includes("nosave")) return core.scripts.busyReply;
  core.surroundings.shutdown();
  // the connections close without a reply
  return new Promise(() => {});
};

const wait: Handler = (core, client, args) => {
  const [, replicas = "", timeout = ""] = args;
  if (!/^-?\d{1,18}$/.test(replicas)) return new ErrorReply("ERR value is not an integer or out of range");
  if (!/^-?\d{1,18}$/.test(timeout)) return new ErrorReply("ERR timeout is not an integer or out of range");
  if (Number(timeout) < 0) return new ErrorReply("ERR timeout is negative");
  if (Number(replicas) <= 0 || !client.context.mayBlock) return 0;
  // there are no replicas, so the time has to pass
  const now = core.surroundings.now();
  const deadline = Number(timeout) === 0 ? 0 : now + Number(timeout);
  return core.blocking.wait(client, { keys: [], deadline, args, timeoutReply: 0 });
};

const replicaOf: Handler = (_core, _client, args) => {
  const none = args[1]?.toLowerCase() === "no" && args[2]?.toLowerCase() === "one";
  return none ? OK : new ErrorReply("ERR replication is not supported");
};

const LATENCY_DOCTOR =
  "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use \"CONFIG " +
  "SET latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a deep space mission I'd " +
  "suggest to take a look at https://redis.io/topics/latency-monitor.\n";

/** The commands about the server. */
export const ADMIN_COMMANDS: Readonly<Record<string, Handler>> = {
  "config|get": configGet,
  "config|set": configSet,
  "config|resetstat": (core) => {
    core.statistics.reset();
    return OK;
  },
  "config|rewrite": () => new ErrorReply("ERR The server is running without a config file"),
  debug,
  shutdown,
  wait,
  "monitor": (core, client) => {
    core.monitors.add(client);
    return OK;
  },
  "bgrewriteaof": (core) => {
    const { log } = core.storage;
    if (log === undefined) return new ErrorReply("ERR this server keeps no append only file");
    return log.rewrite()
      ? new Status("Background append only file rewriting started")
      : new ErrorReply("ERR Background append only file rewriting already in progress");
  },
  "role": () => ["master", 0, []],
  "replicaof": replicaOf,
  "slaveof": replicaOf,
  // nothing is measured
  "latency|latest": () => [],
  "latency|history": () => [],
  "latency|reset": () => 0,
  "latency|histogram": () => new MapReply([]),
  "latency|graph": (_core, _client, args) =>
    new ErrorReply(`ERR No samples available for event '${args[2] ?? ""}'`),
  "latency|doctor": () => new VerbatimReply("txt", LATENCY_DOCTOR),
  "module|list": () => [],
  "readonly": () => NO_CLUSTER,
  "readwrite": () => NO_CLUSTER,
  "asking": () => NO_CLUSTER,
};

/** The subcommands of CLUSTER that are refused. */
export const CLUSTER_REFUSAL: Handler = () => NO_CLUSTER;
