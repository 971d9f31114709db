/**
 * Files of the operating system for the append-only log.
 *
 * @module
 */

import type { LogDirectory, LogFile } from "../persistence/storage_file.ts";

/** An open file, locked. */
class File implements LogFile {
  size: number;

  constructor(private readonly file: Deno.FsFile) {
    this.size = file.statSync().size;
  }

  read(position: number, into: Uint8Array): number {
    this.file.seekSync(position, Deno.SeekMode.Start);
    let count = 0;
    while (count < into.length) {
      const read = this.file.readSync(into.subarray(count));
      if (read === null) break;
      count += read;
    }
    return count;
  }

  append(bytes: Uint8Array): void {
    this.file.seekSync(this.size, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) {
      const count = this.file.writeSync(at === 0 ? bytes : bytes.subarray(at));
      if (count === 0) throw new Error("nothing was written");
      at += count;
    }
    this.size += bytes.length;
  }

  truncate(size: number): void {
    this.file.truncateSync(size);
    this.size = size;
  }

  sync(): void {
    this.file.syncDataSync();
  }

  syncLater(): Promise<void> {
    return this.file.syncData();
  }

  close(): void {
    this.file.close();
  }
}

/** Logs in a directory, which is created when it is missing. */
export class FileDirectory implements LogDirectory {
  constructor(private readonly path: string) {
    Deno.mkdirSync(path, { recursive: true });
  }

  private pathOf(name: string): string {
    return `${this.path}/${name}`;
  }

  open(name: string): LogFile {
    return this.locked(name, { read: true, write: true, create: true });
  }

  create(name: string): LogFile {
    return this.locked(name, { read: true, write: true, create: true, truncate: true });
  }

  /** Two processes that write to one log would damage it. */
  private locked(name: string, options: Deno.OpenOptions): LogFile {
    const file = Deno.openSync(this.pathOf(name), options);
    if (file.tryLockSync(true)) {
      const opened = new File(file);
      if (opened.size === 0) this.syncNames();
      return opened;
    }
    file.close();
    throw new Error(`${this.pathOf(name)} is in use by another process`);
  }

  rename(from: string, to: string): void {
    Deno.renameSync(this.pathOf(from), this.pathOf(to));
    this.syncNames();
  }

  /** Names have to reach the disk, too, or an old one may come back. */
  private syncNames(): void {
    if (Deno.build.os === "windows") return;
    const directory = Deno.openSync(this.path, { read: true });
    try {
      directory.syncSync();
    } finally {
      directory.close();
    }
  }

  remove(name: string): void {
    try {
      Deno.removeSync(this.pathOf(name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
