/**
 * The real file system for trusted scripts, through Deno's permissions.
 *
 * @module
 */

import { FileError, type FileHandle, type FileSystem, type Whence } from "../mod.ts";

/** Deno's errors in C's terms. */
const ERRORS: readonly (readonly [name: string, message: string, errno: number])[] = [
  ["NotFound", "No such file or directory", 2],
  ["PermissionDenied", "Permission denied", 13],
  ["NotCapable", "Permission denied", 13],
  ["AlreadyExists", "File exists", 17],
  ["NotADirectory", "Not a directory", 20],
  ["IsADirectory", "Is a directory", 21],
  ["FilesystemLoop", "Too many levels of symbolic links", 40],
];

function fileError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  for (const [name, message, errno] of ERRORS) if (error.name === name) return new FileError(message, errno);
  const os = /\(os error (\d+)\)/.exec(error.message);
  if (os !== null) return new FileError(error.message.replace(/ \(os error.*/, ""), Number(os[1]));
  if (error.name === "BadResource") return new FileError("Bad file descriptor", 9);
  return new FileError("Input/output error", 5);
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fileError(error);
  }
}

/** A Lua string's bytes. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** A path as Deno wants it. */
function pathOf(path: string): string {
  return new TextDecoder().decode(bytesOf(path));
}

class DenoHandle implements FileHandle {
  private readonly file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    this.file = file;
  }

  read(limit: number): string {
    const buffer = new Uint8Array(Math.min(limit, 1 << 16));
    const n = attempt(() => this.file.readSync(buffer)) ?? 0;
    const pieces: string[] = [];
    for (let i = 0; i < n; i += 4096) {
      pieces.push(String.fromCharCode(...buffer.subarray(i, Math.min(n, i + 4096))));
    }
    return pieces.join("");
  }

  write(text: string): void {
    const bytes = bytesOf(text);
    attempt(() => {
      for (let at = 0; at < bytes.length;) at += this.file.writeSync(bytes.subarray(at));
    });
  }

  seek(whence: Whence, offset: number): number {
    const mode = whence === "set"
      ? Deno.SeekMode.Start
      : whence === "cur"
      ? Deno.SeekMode.Current
      : Deno.SeekMode.End;
    return Number(attempt(() => this.file.seekSync(offset, mode)));
  }

  flush(): void {}

  close(): void {
    attempt(() => this.file.close());
  }
}

/** Files by path, relative to the working directory. */
export class DenoFiles implements FileSystem {
  /** Opens a file with one of C's modes. */
  open(path: string, mode: string): FileHandle {
    const kind = mode[0];
    if (!/^[rwa]\+?b?\+?$/.test(mode)) throw new FileError("Invalid argument", 22);
    const update = mode.includes("+");
    const options: Deno.OpenOptions = {
      read: kind === "r" || update,
      write: kind === "w" || (kind === "r" && update),
      append: kind === "a",
      create: kind !== "r",
      truncate: kind === "w",
    };
    return new DenoHandle(attempt(() => Deno.openSync(pathOf(path), options)));
  }

  /** Deletes a file or an empty directory. */
  remove(path: string): void {
    attempt(() => Deno.removeSync(pathOf(path)));
  }

  /** Renames a file. */
  rename(from: string, to: string): void {
    attempt(() => Deno.renameSync(pathOf(from), pathOf(to)));
  }

  /** Makes an empty file in the system's folder for temporary files. */
  temporaryName(): string {
    return attempt(() => Deno.makeTempFileSync({ prefix: "lua_" }));
  }
}
