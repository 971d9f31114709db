/**
 * Which arguments of a command are keys.
 *
 * @module
 */

import { isWord } from "./arguments.ts";
import { type Command, MOVABLE_KEYS } from "./command.ts";
import { parseInteger } from "./numbers.ts";

/** Commands with `numkeys` in front of the keys, and its position. */
const COUNTED: Record<string, number> = {
  eval: 2,
  eval_ro: 2,
  evalsha: 2,
  evalsha_ro: 2,
  fcall: 2,
  fcall_ro: 2,
  zunion: 1,
  zinter: 1,
  zdiff: 1,
  zintercard: 1,
  sintercard: 1,
  lmpop: 1,
  zmpop: 1,
  blmpop: 2,
  bzmpop: 2,
  zunionstore: 2,
  zinterstore: 2,
  zdiffstore: 2,
};

/** Positions of the keys among the arguments; those that are missing are left out. */
export function keyPositions(command: Command, args: readonly string[]): number[] {
  const out: number[] = [];
  if (command.firstKey > 0) {
    const last = command.lastKey < 0 ? args.length + command.lastKey : command.lastKey;
    for (let i = command.firstKey; i <= last && i < args.length; i += command.keyStep) out.push(i);
  }
  if ((command.flags & MOVABLE_KEYS) !== 0) movable(command.name, args, out);
  return out;
}

function movable(name: string, args: readonly string[], out: number[]): void {
  const at = COUNTED[name];
  if (at !== undefined) {
    // read as C's `atoi` does; a count that cannot be right leaves no keys at all
    const count = Number(/^[ \t-\r]*[+-]?\d+/.exec(args[at] ?? "")?.[0] ?? 0);
    const stored = out.splice(0);
    if (count < 1 || count > args.length - at - 1) return;
    for (let i = at + 1; i <= at + count; i++) out.push(i);
    // the key to store at comes first, unless the count is no plain integer
    if (parseInteger(args[at]!) === undefined) out.push(...stored);
    else out.unshift(...stored);
    return;
  }
  switch (name) {
    case "sort":
      // of several places to store at, the last one counts
      for (let i = 2; i + 1 < args.length; i++) {
        if (isWord(args[i]!, "limit")) i += 2;
        else if (isWord(args[i]!, "get") || isWord(args[i]!, "by")) i++;
        else if (isWord(args[i]!, "store")) out[1] = i + 1;
      }
      return;
    case "georadius":
    case "georadiusbymember":
      for (const word of ["store", "storedist"]) {
        const at = args.findIndex((arg, i) => i > 4 && isWord(arg, word));
        if (at > 0 && at + 1 < args.length) out.push(at + 1);
      }
      return;
    case "xread":
    case "xreadgroup": {
      const start = args.findIndex((word) => isWord(word, "streams"));
      if (start < 0) return;
      const count = (args.length - start - 1) >> 1;
      for (let i = start + 1; i <= start + count; i++) out.push(i);
      return;
    }
    case "migrate": {
      const start = args[3] === "" ? args.findIndex((word, i) => i > 5 && isWord(word, "keys")) : -1;
      if (start > 0) out.length = 0;
      for (let i = start + 1; start > 0 && i < args.length; i++) out.push(i);
    }
  }
}

/** The keys among the arguments. */
export function keysOf(command: Command, args: readonly string[]): string[] {
  return keyPositions(command, args).map((i) => args[i]!);
}
