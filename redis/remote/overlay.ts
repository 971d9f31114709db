/**
 * Copies of a server's keys in an embedded keyspace, made when a script first touches them.
 *
 * Each key is watched before it is read, so a change by anybody else between that moment and the end of the script
 * makes the server refuse the script's writes.
 *
 * @module
 */

import { newContext } from "../backend.ts";
import { Keyspace } from "../keyspace/keyspace.ts";
import { ErrorReply, type Reply } from "../reply.ts";
import { type RemoteConnection, RemoteError } from "./connection.ts";

/** Values of one command, so that a large collection is stored with several. */
const PIECE = 1000;

/** The copies. */
export class Overlay {
  readonly keyspace: Keyspace;
  private readonly loaded = new Set<string>();
  private time = 0;
  /** The database the connection has selected; -1 before the first selection. */
  private selected = -1;

  constructor(private readonly connection: RemoteConnection, random: () => number) {
    this.keyspace = new Keyspace({ clock: () => this.time, random });
  }

  /** Number of keys that are watched. */
  get size(): number {
    return this.loaded.size;
  }

  /** Whether all keys are there: then nothing has to be waited for. */
  has(db: number, keys: readonly string[]): boolean {
    return this.time > 0 && keys.every((key) => this.loaded.has(db + ":" + key));
  }

  /** Watches keys and copies them, those that are not there yet. */
  async load(db: number, keys: readonly string[]): Promise<void> {
    const missing = [...new Set(keys)].filter((key) => !this.loaded.has(db + ":" + key));
    const commands: string[][] = [];
    const selection = this.selected === db ? 0 : 1;
    if (selection === 1) commands.push(["SELECT", String(db)]);
    this.selected = db;
    commands.push(["TIME"]);
    if (missing.length > 0) commands.push(["WATCH", ...missing]);
    const watched = commands.length;
    for (const key of missing) commands.push(["TYPE", key], ["PTTL", key]);
    const replies = await this.connection.sendAll(commands);
    for (const reply of replies.slice(0, watched)) refuse(reply);
    const time = timeOf(replies[selection] ?? null);
    if (this.time === 0) this.time = time;
    const values = await this.connection.sendAll(missing.flatMap((key, index) => {
      return readers(text(replies[watched + 2 * index]), key);
    }));
    let at = 0;
    for (const [index, key] of missing.entries()) {
      const type = text(replies[watched + 2 * index]);
      const count = readers(type, key).length;
      const left = Number(replies[watched + 2 * index + 1] ?? -1);
      const expire = left < 0 ? 0 : time + left;
      this.store(db, key, type, values.slice(at, at + count), expire);
      at += count;
      this.loaded.add(db + ":" + key);
    }
  }

  /** The database the connection has selected. */
  get selectedDb(): number {
    return Math.max(0, this.selected);
  }

  /** Puts a key's value into the keyspace. */
  private store(db: number, key: string, type: string, values: readonly Reply[], expire: number): void {
    // what is copied is no change
    const { keyspace } = this;
    const { onEffects } = keyspace;
    keyspace.onEffects = null;
    try {
      for (const args of writers(type, key, values)) this.run(db, args);
      if (expire > 0) this.run(db, ["PEXPIREAT", key, String(expire)]);
    } finally {
      keyspace.onEffects = onEffects;
    }
  }

  private run(db: number, args: readonly string[]): void {
    const context = newContext(false);
    context.db = db;
    refuse(this.keyspace.call(args, context));
  }
}

/** What a command that has to work answered. */
function refuse(reply: Reply): void {
  if (reply instanceof ErrorReply) throw new RemoteError(reply.text);
}

/** A type as text: it comes as a string or a status. */
function text(reply: Reply | undefined): string {
  return typeof reply === "string" ? reply : "none";
}

/** The milliseconds TIME tells. */
function timeOf(reply: Reply): number {
  const [seconds, micros] = Array.isArray(reply) ? reply as Reply[] : [];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

/** Commands that read a value of some type. */
function readers(type: string, key: string): string[][] {
  switch (type) {
    case "string":
      return [["GET", key]];
    case "list":
      return [["LRANGE", key, "0", "-1"]];
    case "hash":
      return [["HGETALL", key]];
    case "set":
      return [["SMEMBERS", key]];
    case "zset":
      return [["ZRANGE", key, "0", "-1", "WITHSCORES"]];
    case "stream":
      return [["XRANGE", key, "-", "+"], ["XINFO", "STREAM", key]];
    default:
      return [];
  }
}

/** Commands that store what the readers found. */
function writers(type: string, key: string, values: readonly Reply[]): string[][] {
  const [value = null, facts = null] = values;
  for (const reply of values) refuse(reply);
  // the key can be gone by now; the watch will tell
  if (type === "string") return typeof value === "string" ? [["SET", key, value]] : [];
  const items = (Array.isArray(value) ? value : []) as Reply[];
  switch (type) {
    case "list":
      return inPieces(["RPUSH", key], items);
    case "hash":
      return inPieces(["HSET", key], items);
    case "set":
      return inPieces(["SADD", key], items);
    case "zset": {
      const swapped: Reply[] = [];
      for (let at = 0; at < items.length; at += 2) swapped.push(items[at + 1] ?? "", items[at] ?? "");
      return inPieces(["ZADD", key], swapped);
    }
    case "stream":
      return streamWriters(key, items, facts);
    default:
      return [];
  }
}

function inPieces(head: readonly string[], items: readonly Reply[]): string[][] {
  const commands: string[][] = [];
  for (let at = 0; at < items.length; at += 2 * PIECE) {
    commands.push([...head, ...items.slice(at, at + 2 * PIECE).map(String)]);
  }
  return commands;
}

function streamWriters(key: string, entries: readonly Reply[], facts: Reply): string[][] {
  const commands: string[][] = [];
  for (const entry of entries) {
    const [id, fields] = entry as Reply[];
    commands.push(["XADD", key, String(id), ...(fields as Reply[]).map(String)]);
  }
  const list = (Array.isArray(facts) ? facts : []) as Reply[];
  const last = list[list.indexOf("last-generated-id") + 1];
  if (Number(list[list.indexOf("groups") + 1]) > 0) {
    throw new RemoteError("streams with consumer groups are beyond the optimistic mode");
  }
  if (commands.length === 0) commands.push(["XADD", key, "0-1", "x", "x"], ["XDEL", key, "0-1"]);
  if (typeof last === "string") commands.push(["XSETID", key, last]);
  return commands;
}
