/**
 * DEBUG, as far as test suites and scripts under test use it: replies of every protocol type, digests of the data,
 * pauses and switches.
 *
 * @module
 */

import { formatGeneral } from "../../stdlib/format_number.ts";
import { newContext } from "../backend.ts";
import type { Keyspace } from "../keyspace/keyspace.ts";
import { BigNumberReply, DoubleReply, ErrorReply, MapReply, OK, type Reply, SetReply } from "../reply.ts";
import { Status, VerbatimReply } from "../reply.ts";
import { Push } from "../resp/reply_writer.ts";
import { sha1 } from "../sha1.ts";
import { type Client, SCRIPT_CLIENT } from "./client.ts";
import { parseMemory } from "./config.ts";
import type { Core, Handler, Result } from "./core.ts";

const NO_DEBUG = new ErrorReply(
  'ERR DEBUG command not allowed. If the enable-debug-command option is set to "local", you can run it from a ' +
    "local connection, otherwise you need to set this option in the configuration file, and then restart the server.",
);
const NO_KEY = new ErrorReply("ERR no such key");

// ---- DEBUG PROTOCOL -----------------------------------------------------------------------------------

const PROTOCOL: ReadonlyMap<string, Reply> = new Map<string, Reply>([
  ["string", "Hello World"],
  ["integer", 12345],
  ["double", new DoubleReply(3.141)],
  ["bignum", new BigNumberReply("1234567999999999999999999999999999999")],
  ["null", null],
  ["array", [0, 1, 2]],
  ["set", new SetReply([0, 1, 2])],
  ["map", new MapReply([0, false, 1, true, 2, false])],
  ["attrib", "Some real reply following the attribute"],
  ["push", "Some real reply following the push reply"],
  ["verbatim", new VerbatimReply("txt", "This is a verbatim\nstring")],
  ["true", true],
  ["false", false],
]);
const WRONG_TYPE = new ErrorReply(
  "ERR Wrong protocol type name. Please use one of the following: " +
    "string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false",
);
const ATTRIBUTE = "|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n";

function protocol(client: Client, type: string): Reply {
  const reply = PROTOCOL.get(type);
  if (reply === undefined) return WRONG_TYPE;
  if (type === "push") {
    if (client.protocol === 2) return new ErrorReply("ERR RESP2 is not supported by this command");
    client.push(new Push(["server-cpu-usage", 42]));
  } else if (type === "attrib" && client.protocol === 3) client.writer.raw(ATTRIBUTE);
  return reply;
}

// ---- DEBUG DIGEST -------------------------------------------------------------------------------------

const ZERO = "\0".repeat(20);
/** The numbers a server gives the types. */
const TYPES = ["string", "list", "set", "zset", "hash", "-", "stream"];

function bytesOf(hex: string): string {
  return hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
}

function hexOf(bytes: string): string {
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** A digest with another part, whatever the order of the parts. */
function joined(digest: string, part: string): string {
  const hash = bytesOf(sha1(part));
  return Array.from(digest, (byte, i) => String.fromCharCode(byte.charCodeAt(0) ^ hash.charCodeAt(i))).join(
    "",
  );
}

/** A digest with another part, whose place matters. */
function followed(digest: string, part: string): string {
  return bytesOf(sha1(joined(digest, part)));
}

/** What commands tell of a database's data. */
class Reader {
  private readonly context = newContext(false);

  constructor(private readonly keyspace: Keyspace, db: number) {
    this.context.db = db;
  }

  /** A reply that is a list of texts. */
  list(...args: string[]): string[] {
    return this.keyspace.call(args, this.context) as string[];
  }

  /** A reply that is one value. */
  one(...args: string[]): Reply {
    return this.keyspace.call(args, this.context);
  }
}

/** Adds the digest of a value to that of its key. */
function withValue(reader: Reader, key: string, start: string): string {
  const type = (reader.one("type", key) as Status).text;
  if (type === "none") return start;
  let digest = followed(start, "\0\0\0" + String.fromCharCode(TYPES.indexOf(type)));
  switch (type) {
    case "string":
      digest = followed(digest, reader.one("get", key) as string);
      break;
    case "list":
      for (const element of reader.list("lrange", key, "0", "-1")) digest = followed(digest, element);
      break;
    case "set": {
      const { items } = reader.one("smembers", key) as SetReply;
      for (const member of items) digest = joined(digest, member as string);
      break;
    }
    case "zset":
    case "hash": {
      const scored = type === "zset";
      const reply = scored
        ? reader.one("zrange", key, "0", "-1", "withscores")
        : (reader.one("hgetall", key) as MapReply).flat;
      const flat = (reply as Reply[]).map((one) =>
        one instanceof DoubleReply ? formatGeneral(one.value, 17) : String(one)
      );
      for (let i = 0; i < flat.length; i += 2) {
        digest = joined(digest, followed(followed(ZERO, flat[i]!), flat[i + 1]!));
      }
      break;
    }
    case "stream":
      for (const [id, fields] of reader.one("xrange", key, "-", "+") as [string, string[]][]) {
        digest = followed(digest, id.replace("-", "."));
        for (const word of fields) digest = followed(digest, word);
      }
  }
  return Number(reader.one("pexpiretime", key)) >= 0 ? joined(digest, "!!expire!!") : digest;
}

/** The digest of all data. */
function dataDigest(keyspace: Keyspace): string {
  let digest = ZERO;
  for (const { index, slots } of keyspace.databases) {
    const reader = new Reader(keyspace, index);
    const keys = slots.map((entry) => entry.key);
    if (keys.length === 0) continue;
    digest = followed(
      digest,
      String.fromCharCode(index >>> 24, index >>> 16 & 255, index >>> 8 & 255, index & 255),
    );
    for (const key of keys) digest = joined(digest, withValue(reader, key, followed(ZERO, key)));
  }
  return hexOf(digest);
}

// ---- the rest -----------------------------------------------------------------------------------------

/** Keeps everybody waiting; a script that sleeps is not interrupted, so this thread has to sleep. */
function sleep(core: Core, client: Client, seconds: number): Status | Promise<Status> {
  if (client.id === SCRIPT_CLIENT) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
    return OK;
  }
  core.hold(client);
  return new Promise((resolve) => {
    setTimeout(() => {
      core.release();
      resolve(OK);
    }, Math.min(0x7fffffff, seconds * 1000));
  });
}

/** What is told of how a value is stored; addresses and ages mean nothing here. */
function object(reader: Reader, key: string): Reply {
  const encoding = reader.one("object", "encoding", key);
  if (encoding === null) return NO_KEY;
  // a payload ends with ten bytes that are not the value's, and begins with one for its type
  const bytes = (reader.one("dump", key) as string).length - 11;
  return new Status(
    `Value at:0x0 refcount:1 encoding:${encoding} serializedlength:${bytes} lru:0 lru_seconds_idle:0`,
  );
}

/** DEBUG RELOAD: each value as it is after it was written to disk and read again. */
function reload(keyspace: Keyspace, options: readonly string[]): Reply {
  if (!options.every((option) => ["merge", "noflush", "nosave"].includes(option.toLowerCase()))) {
    return new ErrorReply("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
  }
  for (const { index, slots } of keyspace.databases) {
    const reader = new Reader(keyspace, index);
    for (const key of slots.map((entry) => entry.key)) {
      const payload = reader.one("dump", key);
      if (typeof payload !== "string") continue;
      const until = Math.max(0, Number(reader.one("pexpiretime", key)));
      reader.one("restore", key, String(until), payload, "replace", "absttl");
    }
  }
  return OK;
}

/** Subcommands with one argument. */
function withArgument(core: Core, client: Client, name: string, value: string): Result | undefined {
  switch (name) {
    case "sleep": {
      const seconds = Number.parseFloat(value);
      return seconds > 0 ? sleep(core, client, seconds) : OK;
    }
    case "set-active-expire":
      core.activeExpire = Number.parseInt(value) !== 0;
      return OK;
    case "set-disable-deny-scripts":
      core.storage.keyspace.allowAllInScripts = Number.parseInt(value) > 0;
      return OK;
    case "quicklist-packed-threshold":
      return (parseMemory(value) ?? Infinity) <= 2 ** 32 - 2 ** 20
        ? OK
        : new ErrorReply("ERR argument must be a memory value bigger than 1 and smaller than 4gb");
    case "error":
      return new ErrorReply(value);
    case "log":
    case "pause-cron":
      return OK;
    case "protocol":
      return protocol(client, value.toLowerCase());
    case "object":
      return object(new Reader(core.storage.keyspace, client.context.db), value);
  }
  return undefined;
}

/** `DEBUG subcommand ...` */
export const debug: Handler = (core, client, args) => {
  const allowed = core.config.text("enable-debug-command");
  const local = /^(127\.|\[?::1)/.test(client.link.remote);
  if (allowed === "no" || (allowed === "local" && !local)) return NO_DEBUG;
  const name = args[1]?.toLowerCase() ?? "";
  const { keyspace } = core.storage;
  if (name === "reload") return reload(keyspace, args.slice(2));
  if (name === "digest-value") {
    const reader = new Reader(keyspace, client.context.db);
    return args.slice(2).map((key) => new Status(hexOf(withValue(reader, key, ZERO))));
  }
  if (args.length === 2) {
    if (name === "digest") return new Status(dataDigest(keyspace));
    if (name === "loadaof" || name === "change-repl-id") return OK;
  }
  const result = args.length === 3 ? withArgument(core, client, name, args[2] ?? "") : undefined;
  if (result !== undefined) return result;
  return new ErrorReply(
    `ERR unknown subcommand or wrong number of arguments for '${
      (args[1] ?? "").slice(0, 128)
    }'. Try DEBUG HELP.`,
  );
};
