/**
 * What the command line gives to scripts.
 *
 * @module
 */

import type { InstantiateOptions } from "../mod.ts";
import { DenoFiles } from "./files.ts";
import type { Settings } from "./options.ts";
import { readStdin, stderr, stdout } from "./output.ts";

/** The program's name in error messages, as scripts written for `lua` expect it. */
export const PROGRAM = "lua";

/** Options for an instance of the given profile. */
export function instanceOptions(settings: Settings): InstantiateOptions {
  const options: InstantiateOptions = {
    profile: settings.profile,
    tier: settings.tier,
    limits: settings.limits,
    stdout,
    stderr,
    stdin: readStdin,
    clock: () => performance.now(),
    wallClock: () => Date.now(),
    utcOffset: (at) => -new Date(at).getTimezoneOffset(),
  };
  if (settings.profile !== "trusted") return options;
  return {
    ...options,
    files: new DenoFiles(),
    binaryChunks: true,
    imports: { os: { exit, getenv } },
  };
}

function exit(code: unknown = 0): never {
  stdout.flush();
  Deno.exit(code === true ? 0 : code === false ? 1 : Math.trunc(Number(code)) & 255);
}

function getenv(name: unknown): string | undefined {
  if (typeof name !== "string" && typeof name !== "number") {
    throw new TypeError("bad argument #1 to 'getenv' (string expected)");
  }
  const variable = String(name);
  // asking without permission would stop the script at a prompt
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return undefined;
  try {
    return Deno.env.get(variable);
  } catch {
    return undefined;
  }
}

/** The table `arg` of a script: its name at 0, its arguments from 1 on. */
export function argTable(script: string, args: readonly string[]): Map<number, string> {
  const table = new Map([[-1, PROGRAM], [0, script]]);
  args.forEach((arg, i) => table.set(i + 1, arg));
  return table;
}
