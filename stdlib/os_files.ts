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

function files(rt: Runtime) {
  const { files } = rt.services;
  if (files === undefined) throw new FileError("Permission denied", 13);
  return files;
}

/** Added to the `os` table when `rt.services.files` is there. */
export const osFilesLibrary: readonly Builtin[] = Object.freeze([remove, rename, tmpname]);
