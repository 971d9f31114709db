/**
 * Files in memory for tests of the log, which can be damaged at will.
 *
 * @module
 */

import type { LogDirectory, LogFile } from "../../../redis/persistence/storage_file.ts";

/** A file whose bytes tests can change. */
export class MemoryFile implements LogFile {
  /** The contents. */
  bytes = new Uint8Array(0);
  /** How often `sync` was called. */
  syncs = 0;
  /** Bytes that would have survived a power failure. */
  synced = 0;
  /** How many more bytes it takes. */
  room = Infinity;
  /** Whether it was closed. */
  closed = false;

  get size(): number {
    return this.bytes.length;
  }

  read(position: number, into: Uint8Array): number {
    const piece = this.bytes.subarray(position, position + into.length);
    into.set(piece);
    return piece.length;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length > this.room) {
      // a full disk takes a part of what it is given
      const { room } = this;
      this.room = Infinity;
      this.append(bytes.subarray(0, room));
      this.room = 0;
      throw new Error("No space left on device");
    }
    this.room -= bytes.length;
    const grown = new Uint8Array(this.bytes.length + bytes.length);
    grown.set(this.bytes);
    grown.set(bytes, this.bytes.length);
    this.bytes = grown;
  }

  truncate(size: number): void {
    this.bytes = this.bytes.slice(0, size);
  }

  sync(): void {
    this.syncs++;
    this.synced = this.bytes.length;
  }

  syncLater(): Promise<void> {
    this.sync();
    return Promise.resolve();
  }

  close(): void {
    this.closed = true;
  }
}

/** A directory of such files. */
export class MemoryDirectory implements LogDirectory {
  /** The files by name. */
  readonly files = new Map<string, MemoryFile>();

  open(name: string): MemoryFile {
    const file = this.files.get(name) ?? new MemoryFile();
    this.files.set(name, file);
    return file;
  }

  create(name: string): MemoryFile {
    const file = new MemoryFile();
    this.files.set(name, file);
    return file;
  }

  rename(from: string, to: string): void {
    const file = this.files.get(from);
    if (file === undefined) throw new Error(`there is no ${from}`);
    this.files.delete(from);
    this.files.set(to, file);
  }

  remove(name: string): void {
    this.files.delete(name);
  }
}
