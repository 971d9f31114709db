/**
 * The command line's arguments.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import type { Limits, Profile } from "../mod.ts";

/** The arguments make no sense; the message says why. */
export class CommandError extends Error {
  override name = "CommandError";
}

/** What every command takes. */
export interface Settings {
  profile: Profile;
  tier: "auto" | "interpreter" | "compiled";
  limits: Limits;
  /** print what the run used */
  stats: boolean;
  /** for `compile`: the file to write */
  output: string | undefined;
}

/** A parsed command line. */
export interface CommandLine {
  /** `run`, `eval`, `repl`, `check`, `disasm`, `compile`, `help` or `version` */
  command: string;
  /** what follows the command */
  args: string[];
  /** text of `-e` */
  code: string | undefined;
  settings: Settings;
}

/** What `--help` prints. */
export const HELP = `Ferrous Lua: runs Lua 5.1 in a sandbox.

usage:
  ferrous run FILE [ARGS]        run a script or a compiled module; - is standard input
  ferrous -e CODE [ARGS]         run CODE
  ferrous repl                   read and run statements; =EXPR prints a value
  ferrous check FILE...          check syntax only
  ferrous disasm FILE            show the bytecode
  ferrous compile FILE -o OUT    write a compiled module

options, before or after the command:
  --profile NAME     sandbox (default): no files, no debug library; limits apply
                     trusted: io, os.remove, require, debug on real files; no limits
  --tier NAME        auto (default), interpreter, compiled
  --steps N          stop after N steps (1000000, 5M, 1e9)
  --memory SIZE      stop when live data exceeds SIZE (65536, 512K, 64M, 1G)
  --timeout MS       stop after MS milliseconds (500, 2s)
  --stats            print steps, memory and time to standard error afterwards
  -h, --help         show this help
  -V, --version      show the version

A script error prints the message and a traceback, and exits with 1; a usage error exits with 2.
`;

const COMMANDS = new Set(["run", "repl", "check", "disasm", "compile"]);

const STRINGS = ["profile", "tier", "steps", "memory", "timeout", "output", "e"];
const FLAGS = ["stats", "help", "version"];
const KNOWN = new Set([...STRINGS, ...FLAGS, "h", "V", "o", "_"]);

/** The options that take a value, as they are written. */
const VALUED = new Map([...STRINGS.map((name) => [`--${name}`, name] as const), ["-e", "e"], [
  "-o",
  "output",
]]);

/**
 * Ties the options before the first word to their values, whatever those look like: code may start with a
 * hyphen.
 *
 * @throws {CommandError}
 */
function tie(argv: readonly string[]): string[] {
  const tied: string[] = [];
  const seen = new Set<string>();
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === "-" || arg === "--" || !arg.startsWith("-")) return [...tied, ...argv.slice(i)];
    const equals = arg.indexOf("=");
    const name = VALUED.get(equals < 0 ? arg : arg.slice(0, equals));
    if (name === undefined) {
      tied.push(arg);
      continue;
    }
    if (seen.has(name)) throw givenTwice(name);
    seen.add(name);
    const value = equals < 0 ? argv[++i] : arg.slice(equals + 1);
    if (value === undefined) throw new CommandError(`${arg} needs ${name === "e" ? "code" : "a value"}`);
    tied.push(`--${name}=${value}`);
  }
  return tied;
}

function parse(argv: readonly string[]) {
  return parseArgs(tie(argv), {
    string: [...STRINGS, "_"],
    boolean: FLAGS,
    alias: { h: "help", V: "version", o: "output" },
    stopEarly: true,
    unknown: (arg: string, key?: string) => {
      if (key !== undefined && !KNOWN.has(key)) throw new CommandError(`unknown option ${arg}`);
      return true;
    },
  });
}

/**
 * Parses the arguments.
 *
 * @throws {CommandError}
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const outer = parse(argv);
  const words = outer._.map(String);
  let command = words[0] ?? "repl";
  if (outer.e !== undefined) command = "eval";
  else if (outer.help === true) command = "help";
  else if (outer.version === true) command = "version";
  if (command === "eval") {
    return finish(command, words, outer);
  }
  if (command === "help" || command === "version") return finish(command, [], outer);
  if (!COMMANDS.has(command)) throw new CommandError(`unknown command ${command}`);
  const inner = parse(words.slice(1));
  const merged: Record<string, unknown> = { ...outer };
  merge(merged, inner);
  let args = inner._.map(String);
  if (merged.help === true) return finish("help", [], merged);
  if (merged.e !== undefined) return finish("eval", args, merged);
  if (command !== "run") {
    // only scripts have arguments of their own: options may follow the file
    const tail = parse(args.slice(1));
    args = args.slice(0, 1);
    let rest = tail;
    for (;;) {
      merge(merged, rest);
      if (rest._.length === 0) break;
      args.push(String(rest._[0]));
      rest = parse(rest._.slice(1).map(String));
    }
  }
  return finish(command, args, merged);
}

/** Adds the options of `more` to `values`; one that has a value is given once. */
function merge(values: Record<string, unknown>, more: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(more)) {
    if (key === "_" || value === undefined || value === false) continue;
    if (STRINGS.includes(key) && values[key] !== undefined) throw givenTwice(key);
    values[key] = value;
  }
}

function givenTwice(name: string): CommandError {
  return new CommandError(`${name === "e" ? "-e" : `--${name}`} is given more than once`);
}

function finish(command: string, args: string[], values: Record<string, unknown>): CommandLine {
  const output = text(values.output, "output");
  if (output !== undefined && command !== "compile" && command !== "help") {
    throw new CommandError("-o belongs to the compile command");
  }
  const limits: Limits = {};
  const steps = text(values.steps, "steps");
  const memory = text(values.memory, "memory");
  const timeout = text(values.timeout, "timeout");
  if (steps !== undefined) limits.steps = quantity(steps, 1000, "--steps");
  if (memory !== undefined) limits.memory = quantity(memory, 1024, "--memory");
  if (timeout !== undefined) limits.timeout = milliseconds(timeout);
  return {
    command,
    args,
    code: text(values.e, "e"),
    settings: {
      profile: profileOf(text(values.profile, "profile") ?? "sandbox"),
      tier: tierOf(text(values.tier, "tier") ?? "auto"),
      limits,
      stats: values.stats === true,
      output,
    },
  };
}

function text(value: unknown, name: string): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw givenTwice(name);
}

function profileOf(name: string): Profile {
  if (name === "sandbox" || name === "trusted") return name;
  if (name === "redis") throw new CommandError("the redis profile is not part of this version");
  throw new CommandError(`unknown profile ${name}: there are sandbox and trusted`);
}

function tierOf(name: string): Settings["tier"] {
  if (name === "auto" || name === "interpreter" || name === "compiled") return name;
  throw new CommandError(`unknown tier ${name}: there are auto, interpreter and compiled`);
}

const SUFFIXES = ["", "K", "M", "G", "T"];

/** A number with an optional suffix: `1e6`, `512K`, `64MiB`. */
function quantity(given: string, base: number, option: string): number {
  const match = /^(\d+(?:\.\d+)?(?:e\d+)?)([KMGT]?)(?:i?B)?$/i.exec(given);
  if (given.toLowerCase() === "none") return Infinity;
  if (match === null) throw new CommandError(`${option} is a number such as 1000, 64M or none, not ${given}`);
  return Math.floor(Number(match[1]) * base ** SUFFIXES.indexOf(match[2]!.toUpperCase()));
}

function milliseconds(given: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(given);
  if (match === null) throw new CommandError(`--timeout is a number of milliseconds, not ${given}`);
  return Number(match[1]) * (match[2] === "s" ? 1000 : 1);
}
