/**
 * Commands that are about the server rather than its data: PING, ECHO, TIME, PUBLISH and the like.
 *
 * @module
 */

import { OK, type Reply, Status } from "../reply.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
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
  wait: () => 0,
  lastsave: (db) => Math.floor(db.keyspace.now / 1000),
  cluster: noCluster,
  asking: noCluster,
  readonly: noCluster,
  readwrite: noCluster,
  "config|resetstat": () => OK,
};
