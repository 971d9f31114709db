/**
 * What the command line gives to scripts.
 *
 * @module
 */

import type { InstantiateOptions } from "../mod.ts";
import { DenoFiles } from "./files.ts";
import type { Settings } from "./options.ts";
import { OS } from "./os.ts";
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
    imports: { os: OS },
  };
}

/** The table `arg` of a script: its name at 0, its arguments from 1 on. */
export function argTable(script: string, args: readonly string[]): Map<number, string> {
  const table = new Map([[-1, PROGRAM], [0, script]]);
  args.forEach((arg, i) => table.set(i + 1, arg));
  return table;
}
