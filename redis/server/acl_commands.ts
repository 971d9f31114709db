/**
 * ACL: what there is to tell of the one user there is, who may do everything.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { parseInteger } from "../keyspace/numbers.ts";
import { ErrorReply, MapReply, OK, type Reply, SetReply } from "../reply.ts";
import type { Core, Handler } from "./core.ts";

/** The categories of commands, in the order in which a server names them. */
const CATEGORIES =
  "keyspace read write set sortedset list hash string bitmap hyperloglog geo stream pubsub admin fast slow " +
  "blocking dangerous connection transaction scripting";
const NOT_INTEGER = new ErrorReply("ERR value is not an integer or out of range");
const MAX_BITS = 4096;

function tooMany(args: readonly string[]): ErrorReply {
  const name = (args[1] ?? "").slice(0, 128);
  return new ErrorReply(`ERR unknown subcommand or wrong number of arguments for '${name}'. Try ACL HELP.`);
}

/** The digest by which a password is shown; undefined without one. */
function passwordDigest(core: Core): string | undefined {
  const { password } = core.config;
  return password === "" ? undefined : createHash("sha256").update(password, "latin1").digest("hex");
}

const cat: Handler = (core, _client, args) => {
  if (args.length > 3) return tooMany(args);
  const categories = CATEGORIES.split(" ");
  if (args.length === 2) return categories;
  const category = (args[2] ?? "").toLowerCase();
  if (!categories.includes(category)) return new ErrorReply(`ERR Unknown category '${args[2]}'`);
  const names: string[] = [];
  for (const command of core.table.commands.values()) {
    const all = [command, ...(command.subcommands?.values() ?? [])];
    names.push(...all.filter(({ facts }) => facts.categories.includes(category)).map(({ name }) => name));
  }
  return names;
};

const getUser: Handler = (core, _client, args) => {
  if (args[2] !== "default") return null;
  const digest = passwordDigest(core);
  return new MapReply([
    ...["flags", new SetReply(digest === undefined ? ["on", "nopass"] : ["on"])],
    ...["passwords", digest === undefined ? [] : [digest]],
    ...["commands", "+@all", "keys", "~*", "channels", "&*", "selectors", []],
  ]);
};

const genPass: Handler = (_core, _client, args) => {
  if (args.length > 3) return tooMany(args);
  const bits = args.length === 2 ? 256 : parseInteger(args[2] ?? "");
  if (bits === undefined) return NOT_INTEGER;
  if (bits <= 0 || bits > MAX_BITS) {
    return new ErrorReply(
      `ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to ${MAX_BITS}`,
    );
  }
  const digits = Math.ceil(Number(bits) / 4);
  const bytes = crypto.getRandomValues(new Uint8Array(digits));
  return Array.from(bytes, (byte) => (byte & 15).toString(16)).join("");
};

const log: Handler = (_core, _client, args) => {
  if (args.length > 3) return tooMany(args);
  if (args[2]?.toLowerCase() === "reset") return OK;
  return args.length === 3 && parseInteger(args[2] ?? "") === undefined ? NOT_INTEGER : [];
};

const dryRun: Handler = (core, _client, args) => {
  const [, , user, ...rest] = args;
  if (user !== "default") return new ErrorReply(`ERR User '${user}' not found`);
  const name = rest[0] ?? "";
  if (core.table.get(name) === undefined) return new ErrorReply(`ERR Command '${name}' not found`);
  const found = core.table.find(rest);
  return found instanceof ErrorReply ? found : OK;
};

const delUser: Handler = (_core, _client, args): Reply => {
  const last = args.includes("default", 2);
  return last ? new ErrorReply("ERR The 'default' user cannot be removed") : 0;
};

const NO_FILE = new ErrorReply(
  "ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER " +
    "command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order to store " +
    "users in the Redis configuration.",
);

/** ACL and its subcommands, but for SETUSER: there are no other users. */
export const ACL_COMMANDS: Readonly<Record<string, Handler>> = {
  "acl|whoami": () => "default",
  "acl|users": () => ["default"],
  "acl|cat": cat,
  "acl|list": (core) => {
    const digest = passwordDigest(core);
    return [`user default on ${digest === undefined ? "nopass" : "#" + digest} ~* &* +@all`];
  },
  "acl|getuser": getUser,
  "acl|deluser": delUser,
  "acl|setuser": () => new ErrorReply("ERR there are no users besides the default one"),
  "acl|genpass": genPass,
  "acl|log": log,
  "acl|dryrun": dryRun,
  "acl|load": () => NO_FILE,
  "acl|save": () => NO_FILE,
};
