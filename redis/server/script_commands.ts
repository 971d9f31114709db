/**
 * EVAL, EVALSHA, FCALL, SCRIPT and FUNCTION.
 *
 * @module
 */

import { globMatch } from "../keyspace/glob.ts";
import { parseCount } from "../keyspace/numbers.ts";
import { ErrorReply, MapReply, OK, type Reply, SetReply, Status } from "../reply.ts";
import type { Core, Handler } from "./core.ts";

const NOT_INTEGER = new ErrorReply("ERR value is not an integer or out of range");
const BAD_NUMBER = new ErrorReply("ERR Bad number of keys provided");
const TOO_MANY_KEYS = new ErrorReply("ERR Number of keys can't be greater than number of args");
const NEGATIVE_KEYS = new ErrorReply("ERR Number of keys can't be negative");
const NO_SCRIPT = new ErrorReply("NOSCRIPT No matching script. Please use EVAL.");
/** Digits of a hash. */
const SHA_LENGTH = 40;

/** The keys and arguments behind a number of keys; or what is wrong with it. */
function split(args: readonly string[], notANumber: ErrorReply): [string[], string[]] | ErrorReply {
  const count = parseCount(args[2] ?? "");
  if (count === undefined) return notANumber;
  if (count > args.length - 3) return TOO_MANY_KEYS;
  if (count < 0) return NEGATIVE_KEYS;
  return [args.slice(3, 3 + count), args.slice(3 + count)];
}

function evaluator(readOnly: boolean, bySha: boolean): Handler {
  return (core, client, args) => {
    if (bySha && args[1]?.length !== SHA_LENGTH) return NO_SCRIPT;
    const parts = split(args, NOT_INTEGER);
    if (parts instanceof ErrorReply) return parts;
    const [keys, rest] = parts;
    const { scripts } = core;
    const caller = { db: client.context.db, readOnly };
    const script = args[1] ?? "";
    const outcome = bySha
      ? scripts.engine.evalshaSliced(script, keys, rest, caller)
      : scripts.engine.evalSliced(script, keys, rest, caller);
    return scripts.watch(client, "script", script, args, outcome);
  };
}

function caller(readOnly: boolean): Handler {
  return (core, client, args) => {
    const { scripts } = core;
    const name = args[1] ?? "";
    if (scripts.engine.functionNamed(name) === undefined) return new ErrorReply("ERR Function not found");
    const parts = split(args, BAD_NUMBER);
    if (parts instanceof ErrorReply) return parts;
    const [keys, rest] = parts;
    const outcome = scripts.engine.fcallSliced(name, keys, rest, { db: client.context.db, readOnly });
    return scripts.watch(client, "function", name, args, outcome);
  };
}

/** Whether an optional last argument is SYNC or ASYNC, which mean the same here. */
function isFlushMode(args: readonly string[]): boolean {
  const mode = args[2]?.toLowerCase();
  return args.length === 2 || (args.length === 3 && (mode === "sync" || mode === "async"));
}

const functionLoad: Handler = (core, _client, args) => {
  let replace = false;
  for (const option of args.slice(2, -1)) {
    if (option.toLowerCase() !== "replace") return new ErrorReply(`ERR Unknown option given: ${option}`);
    replace = true;
  }
  const reply = core.scripts.engine.functionLoad(args.at(-1) ?? "", replace);
  if (!(reply instanceof ErrorReply)) log(core, args);
  return reply;
};

/** Functions are data: the log has them, too. */
function log(core: Core, args: readonly string[]): void {
  core.storage.note([{ db: 0, args }]);
}

const functionList: Handler = (core, _client, args) => {
  let withCode = false;
  let pattern: string | undefined = undefined;
  for (let at = 2; at < args.length; at++) {
    const option = args[at] ?? "";
    const lower = option.toLowerCase();
    if (lower === "withcode" && !withCode) withCode = true;
    else if (lower === "libraryname" && pattern === undefined) {
      if (at === args.length - 1) return new ErrorReply("ERR library name argument was not given");
      pattern = args[++at] ?? "";
    } else return new ErrorReply(`ERR Unknown argument ${option}`);
  }
  const wanted = pattern;
  const libraries = core.scripts.engine.functionList(
    wanted === undefined ? undefined : (name) => globMatch(wanted, name, true),
  );
  return libraries.map((library) => {
    const functions = library.functions.map(({ name, description, flags }) => {
      const shown = new SetReply(flags.map((flag) => new Status(flag)));
      return new MapReply(["name", name, "description", description ?? null, "flags", shown]);
    });
    const facts: Reply[] = ["library_name", library.name, "engine", "LUA", "functions", functions];
    if (withCode) facts.push("library_code", library.code);
    return new MapReply(facts);
  });
};

/** What a subcommand that counts its arguments itself says to too many. */
function wrongSubcommand(container: string, args: readonly string[]): ErrorReply {
  const name = (args[1] ?? "").slice(0, 128);
  return new ErrorReply(
    `ERR unknown subcommand or wrong number of arguments for '${name}'. Try ${container} HELP.`,
  );
}

const functionRestore: Handler = (core, _client, args) => {
  const policy = (args[3] ?? "append").toLowerCase();
  if (args.length > 4) return wrongSubcommand("FUNCTION", args);
  if (policy !== "flush" && policy !== "append" && policy !== "replace") {
    return new ErrorReply("ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.");
  }
  const reply = core.scripts.engine.functionRestore(args[2] ?? "", policy);
  if (!(reply instanceof ErrorReply)) log(core, args);
  return reply;
};

const functionStats: Handler = (core) => {
  const { running, engine } = core.scripts;
  const libraries = engine.functionList();
  const functions = libraries.reduce((sum, library) => sum + library.functions.length, 0);
  const script = running === undefined
    ? null
    : new MapReply(["name", running.name, "command", [...running.args], "duration_ms", running.milliseconds]);
  const counts = new MapReply(["libraries_count", libraries.length, "functions_count", functions]);
  return new MapReply(["running_script", script, "engines", new MapReply(["LUA", counts])]);
};

/** The commands of scripts and functions. */
export const SCRIPT_COMMANDS: Readonly<Record<string, Handler>> = {
  "eval": evaluator(false, false),
  "eval_ro": evaluator(true, false),
  "evalsha": evaluator(false, true),
  "evalsha_ro": evaluator(true, true),
  "fcall": caller(false),
  "fcall_ro": caller(true),
  "script|load": (core, _client, args) => core.scripts.engine.scriptLoad(args[2] ?? ""),
  "script|exists": (core, _client, args) => core.scripts.engine.scriptExists(args.slice(2)),
  "script|flush": (core, _client, args) => {
    if (!isFlushMode(args)) return new ErrorReply("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
    return core.scripts.engine.scriptFlush();
  },
  "script|kill": (core) => core.scripts.kill("script"),
  "function|load": functionLoad,
  "function|delete": (core, _client, args) => {
    const reply = core.scripts.engine.functionDelete(args[2] ?? "");
    if (!(reply instanceof ErrorReply)) log(core, args);
    return reply;
  },
  "function|flush": (core, _client, args) => {
    if (args.length > 3) return wrongSubcommand("FUNCTION", args);
    if (!isFlushMode(args)) return new ErrorReply("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
    log(core, args);
    return core.scripts.engine.functionFlush();
  },
  "function|dump": (core) => core.scripts.engine.functionDump(),
  "function|restore": functionRestore,
  "function|list": functionList,
  "function|stats": functionStats,
  "function|kill": (core) => core.scripts.kill("function"),
  "script|debug": (_core, _client, args) => {
    const mode = args[2]?.toLowerCase();
    if (mode === "no") return OK;
    return new ErrorReply(
      mode === "yes" || mode === "sync"
        ? "ERR the script debugger is not available"
        : "ERR Use SCRIPT DEBUG YES/SYNC/NO",
    );
  },
};
