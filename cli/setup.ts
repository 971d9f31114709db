/**
 * What the command line gives to scripts.
 *
 * @module
 */

import type { InstantiateOptions } from "../mod.ts";
import { DenoFiles } from "./files.ts";
import type { Settings } from "./options.ts";
import { environmentVariable, OS } from "./os.ts";
import { readStdin, stderr, stdout } from "./output.ts";

/** The program's name in error messages, as scripts written for `lua` expect it. */
export const PROGRAM = "lua";

/** `package.path` and `package.cpath` as Debian builds `lua5.1`. */
const LUA_PATH = "./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;" +
  "/usr/local/lib/lua/5.1/?.lua;/usr/local/lib/lua/5.1/?/init.lua;" +
  "/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/?/init.lua";
const LUA_CPATH = "./?.so;/usr/local/lib/lua/5.1/?.so;/usr/lib/x86_64-linux-gnu/lua/5.1/?.so;" +
  "/usr/lib/lua/5.1/?.so;/usr/local/lib/lua/5.1/loadall.so";

/** The last moment a `Date` can be, in milliseconds; C's dates go on. */
const LAST_DATE = 8.64e15;

/** A path from the environment, in which `;;` stands for the default. */
function pathFrom(variable: string, otherwise: string): string {
  const path = environmentVariable(variable);
  return path === undefined ? otherwise : path.replaceAll(";;", ";\x01;").replaceAll("\x01", () => otherwise);
}

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
    utcOffset: (at) => -new Date(Math.max(-LAST_DATE, Math.min(LAST_DATE, at))).getTimezoneOffset(),
  };
  if (settings.profile !== "trusted") return options;
  return {
    ...options,
    files: new DenoFiles(),
    binaryChunks: true,
    packagePath: pathFrom("LUA_PATH", LUA_PATH),
    packageCpath: pathFrom("LUA_CPATH", LUA_CPATH),
    imports: { os: OS },
  };
}

/** The table `arg` of a script: its name at 0, its arguments from 1 on. */
export function argTable(script: string, args: readonly string[]): Map<number, string> {
  const table = new Map([[-1, PROGRAM], [0, script]]);
  args.forEach((arg, i) => table.set(i + 1, arg));
  return table;
}
