/**
 * The functions of `os` that work on files (Lua 5.1 §5.8), for instances whose host gives a file system.
 *
 * @module
 */

import { FileError } from "../vm/file_system.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { Builtin, Value } from "../vm/value.ts";
import { checkString, fixed } from "./lib.ts";
import { cString } from "./options.ts";

/** `true`, or `nil, "path: message", errno`. */
function attempt(path: string, operation: () => void): Value | Value[] {
  try {
    operation();
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [undefined, `${path}: ${error.message}`, error.errno];
  }
}

/** `os.remove(filename)` */
const remove = fixed("remove", (rt: Runtime, name: Value) => {
  const path = cString(checkString(rt, name, 1));
  return attempt(path, () => files(rt).remove(path));
});

/** `os.rename(oldname, newname)` */
const rename = fixed("rename", (rt: Runtime, oldName: Value, newName: Value) => {
  const from = cString(checkString(rt, oldName, 1));
  const to = cString(checkString(rt, newName, 2));
  return attempt(from, () => files(rt).rename(from, to));
});

/** `os.tmpname()` */
const tmpname = fixed("tmpname", (rt: Runtime) => {
  try {
    return files(rt).temporaryName();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    rt.error("unable to generate a unique filename");
  }
});

/**
 * `os.execute([command])`: answers as C's `system` does on a machine without a shell, since no command is ever
 * run: 0 if asked whether there is one, -1 for a command.
 */
const execute = fixed("execute", (rt: Runtime, command: Value) => {
  if (command === undefined) return 0;
  checkString(rt, command, 1);
  return -1;
});

function files(rt: Runtime) {
  const { files } = rt.services;
  if (files === undefined) throw new FileError("Permission denied", 13);
  return files;
}

/** Added to the `os` table when `rt.services.files` is there. */
export const osFilesLibrary: readonly Builtin[] = Object.freeze([execute, remove, rename, tmpname]);
