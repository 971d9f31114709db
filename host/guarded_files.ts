/**
 * A host's file system, with its exceptions kept in check: `FileError` is for the script as it is, anything
 * else becomes a Lua error with what a script may see of its message.
 *
 * @module
 */

import type { FileHandle, FileSystem, Whence } from "../vm/file_system.ts";

/** Calls host code and converts what it throws. */
export type Guard = <T>(action: () => T) => T;

class GuardedHandle implements FileHandle {
  private readonly handle: FileHandle;
  private readonly guard: Guard;

  constructor(handle: FileHandle, guard: Guard) {
    this.handle = handle;
    this.guard = guard;
  }

  read(limit: number): string {
    return this.guard(() => this.handle.read(limit));
  }

  write(bytes: string): void {
    this.guard(() => this.handle.write(bytes));
  }

  seek(whence: Whence, offset: number): number {
    return this.guard(() => this.handle.seek(whence, offset));
  }

  flush(): void {
    this.guard(() => this.handle.flush());
  }

  close(): void {
    this.guard(() => this.handle.close());
  }
}

/** Files whose every operation goes through `guard`. */
export function guardedFiles(files: FileSystem, guard: Guard): FileSystem {
  return {
    open: (path, mode) => new GuardedHandle(guard(() => files.open(path, mode)), guard),
    remove: (path) => guard(() => files.remove(path)),
    rename: (from, to) => guard(() => files.rename(from, to)),
    temporaryName: () => guard(() => files.temporaryName()),
  };
}
