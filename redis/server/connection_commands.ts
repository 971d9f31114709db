/**
 * Commands about a connection itself: AUTH, HELLO, QUIT, RESET, PING, SELECT.
 *
 * @module
 */

import { ErrorReply, MapReply, OK, type Reply, Status } from "../reply.ts";
import type { Client } from "./client.ts";
import { type Core, type Handler, NONE } from "./core.ts";
import { leaveTransaction } from "./transaction.ts";

/** The version of Redis whose behaviour this is. */
export const REDIS_VERSION = "7.0.15";

const WRONGPASS = new ErrorReply("WRONGPASS invalid username-password pair or user is disabled.");
const NO_PASSWORD = new ErrorReply(
  "ERR AUTH <password> called without any password configured for the default user. Are you sure your " +
    "configuration is correct?",
);
const SYNTAX = new ErrorReply("ERR syntax error");
const BAD_NAME = new ErrorReply("ERR Client names cannot contain spaces, newlines or special characters.");
const HELLO_UNAUTHENTICATED = new ErrorReply(
  "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> " +
    "<pass> option can be used to authenticate the client and select the RESP protocol version at the same time",
);

/** Compares without telling by the time it takes how much is right. */
function samePassword(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

/** Whether the only user, `default`, may enter with this password. Without a password anybody may. */
function authenticate(core: Core, client: Client, user: string, password: string): boolean {
  const wanted = core.config.password;
  if (user !== "default" || (wanted !== "" && !samePassword(password, wanted))) return false;
  client.authenticated = true;
  client.limits.unauthenticated = false;
  return true;
}

/** Gives a client a name; the error if it cannot be one. */
export function setName(client: Client, name: string): ErrorReply | undefined {
  if (/[^!-~]/.test(name)) return BAD_NAME;
  client.name = name;
  return undefined;
}

const auth: Handler = (core, client, args) => {
  if (args.length > 3) return SYNTAX;
  const [, first = "", second] = args;
  if (second === undefined && core.config.password === "") return NO_PASSWORD;
  const right = second === undefined
    ? authenticate(core, client, "default", first)
    : authenticate(core, client, first, second);
  return right ? OK : WRONGPASS;
};

const hello: Handler = (core, client, args) => {
  let protocol: 2 | 3 | undefined = undefined;
  if (args.length > 1) {
    const version = args[1] ?? "";
    if (!/^(0|-?[1-9]\d{0,18})$/.test(version)) {
      return new ErrorReply("ERR Protocol version is not an integer or out of range");
    }
    if (version !== "2" && version !== "3") return new ErrorReply("NOPROTO unsupported protocol version");
    protocol = version === "3" ? 3 : 2;
  }
  for (let at = 2; at < args.length;) {
    const option = args[at] ?? "";
    const left = args.length - at - 1;
    const lower = option.toLowerCase();
    if (lower === "auth" && left >= 2) {
      if (!authenticate(core, client, args[at + 1] ?? "", args[at + 2] ?? "")) return WRONGPASS;
      at += 3;
    } else if (lower === "setname" && left >= 1) {
      const error = setName(client, args[at + 1] ?? "");
      if (error !== undefined) return error;
      at += 2;
    } else return new ErrorReply(`ERR Syntax error in HELLO option '${option}'`);
  }
  if (!client.authenticated) return HELLO_UNAUTHENTICATED;
  if (protocol !== undefined) client.context.resp = protocol;
  const facts: Reply[] = [
    "server",
    "redis",
    "version",
    REDIS_VERSION,
    "proto",
    client.protocol,
    "id",
    client.id,
  ];
  facts.push("mode", "standalone", "role", "master", "modules", []);
  return new MapReply(facts);
};

const reset: Handler = (core, client) => {
  leaveTransaction(client);
  core.pubsub.leave(client);
  core.monitors.remove(client);
  client.context.resp = 2;
  client.context.db = 0;
  client.name = "";
  // the reply to this very command may be the one to be skipped
  if (client.replyMode !== "skip") client.replyMode = "on";
  client.noEvict = false;
  client.authenticated = core.config.password === "";
  client.limits.unauthenticated = !client.authenticated;
  return new Status("RESET");
};

const ping: Handler = (_core, client, args) => {
  if (args.length > 2) return new ErrorReply("ERR wrong number of arguments for 'ping' command");
  const text = args[1];
  if (client.listening && client.protocol === 2) return ["pong", text ?? ""];
  return text ?? PONG;
};
const PONG = new Status("PONG");

/** The commands about the connection. */
export const CONNECTION_COMMANDS: Readonly<Record<string, Handler>> = {
  auth,
  hello,
  reset,
  ping,
  quit: (_core, client) => {
    client.reply(OK);
    client.closing = true;
    return NONE;
  },
};
