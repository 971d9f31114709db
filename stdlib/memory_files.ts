/**
 * A file system in memory: paths are names without structure, nothing outside is touched.
 *
 * @module
 */

import { FileError, type FileHandle, type FileSystem, type Whence } from "../vm/file_system.ts";

const DEFAULT_CAPACITY = 64 << 20;

/** Limits of a {@linkcode MemoryFiles}. */
export interface MemoryFilesOptions {
  /** bytes all files may have together; 64 MiB by default */
  readonly capacity?: number;
  /** number of files; 4096 by default */
  readonly maxFiles?: number;
}

interface Content {
  bytes: Uint8Array<ArrayBuffer>;
  size: number;
}

function normalize(path: string): string {
  return path.startsWith("./") ? path.slice(2) : path;
}

/** Files kept in memory, for tests and for scripts that want a scratch disk. */
export class MemoryFiles implements FileSystem {
  private readonly files = new Map<string, Content>();
  declare private readonly capacity: number;
  declare private readonly maxFiles: number;
  private used = 0;
  private names = 0;

  /** Without files at first. */
  constructor(options: MemoryFilesOptions = {}) {
    this.capacity = options.capacity ?? DEFAULT_CAPACITY;
    this.maxFiles = options.maxFiles ?? 4096;
  }

  /** Opens or creates a file, see {@linkcode FileSystem.open}. */
  open(path: string, mode: string): FileHandle {
    if (!/^[rwa]/.test(mode)) throw new FileError("Invalid argument", 22);
    const name = normalize(path);
    let content = this.files.get(name);
    if (content === undefined) {
      if (mode.charAt(0) === "r" || name === "") throw new FileError("No such file or directory", 2);
      if (this.files.size >= this.maxFiles) throw new FileError("No space left on device", 28);
      this.files.set(name, content = { bytes: new Uint8Array(0), size: 0 });
    } else if (mode.charAt(0) === "w") {
      this.reserve(content, 0);
      content.size = 0;
    }
    return new MemoryHandle(this, content, mode);
  }

  /** Deletes a file. Handles that are open keep their content. */
  remove(path: string): void {
    const name = normalize(path);
    const content = this.files.get(name);
    if (content === undefined) throw new FileError("No such file or directory", 2);
    this.used -= content.bytes.length;
    this.files.delete(name);
  }

  /** Renames a file. */
  rename(from: string, to: string): void {
    const content = this.files.get(normalize(from));
    if (content === undefined || normalize(to) === "") throw new FileError("No such file or directory", 2);
    if (normalize(from) === normalize(to)) return;
    if (this.files.has(normalize(to))) this.remove(to);
    this.files.delete(normalize(from));
    this.files.set(normalize(to), content);
  }

  /** A name that no file has. */
  temporaryName(): string {
    for (;;) {
      const name = `/tmp/lua_${(++this.names).toString(36).padStart(6, "0")}`;
      if (!this.files.has(name)) return name;
    }
  }

  /** Bytes of a file as a string with one char a byte; undefined if there is none. For hosts. */
  readFile(path: string): string | undefined {
    const content = this.files.get(normalize(path));
    return content === undefined ? undefined : textOf(content.bytes.subarray(0, content.size));
  }

  /** Sets the content of a file, one char a byte. For hosts. */
  writeFile(path: string, text: string): void {
    this.open(path, "w").write(text);
  }

  /**
   * Makes room for `size` bytes.
   * @internal
   */
  reserve(content: Content, size: number): void {
    const old = content.bytes.length;
    if (size <= old && size > 0) return;
    const wanted = size === 0 ? 0 : Math.max(size, Math.min(old * 2, old + (1 << 20)), 64);
    const room = this.capacity - this.used + old;
    if (size > room) throw new FileError("No space left on device", 28);
    const bytes = new Uint8Array(Math.min(wanted, room));
    bytes.set(content.bytes.subarray(0, Math.min(content.size, bytes.length)));
    content.bytes = bytes;
    this.used += bytes.length - old;
  }
}

/** Pieces of a text, joined: `fromCharCode` takes its bytes as arguments, so in small groups. */
function textOf(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 1024) {
    pieces.push(String.fromCharCode(...bytes.subarray(i, i + 1024)));
  }
  return pieces.join("");
}

class MemoryHandle implements FileHandle {
  declare private readonly disk: MemoryFiles;
  declare private readonly content: Content;
  declare private readonly readable: boolean;
  declare private readonly writable: boolean;
  declare private readonly appends: boolean;
  private position = 0;

  constructor(disk: MemoryFiles, content: Content, mode: string) {
    const update = mode.includes("+");
    this.disk = disk;
    this.content = content;
    this.readable = update || mode.charAt(0) === "r";
    this.writable = update || mode.charAt(0) !== "r";
    this.appends = mode.charAt(0) === "a";
  }

  read(limit: number): string {
    if (!this.readable) throw new FileError("Bad file descriptor", 9);
    const end = Math.min(this.content.size, this.position + limit);
    if (this.position >= end) return "";
    const text = textOf(this.content.bytes.subarray(this.position, end));
    this.position = end;
    return text;
  }

  write(text: string): void {
    if (!this.writable) throw new FileError("Bad file descriptor", 9);
    const { content } = this;
    if (this.appends) this.position = content.size;
    const end = this.position + text.length;
    this.disk.reserve(content, end);
    const { bytes } = content;
    // a gap left by seeking past the end reads as zeros
    if (this.position > content.size) bytes.fill(0, content.size, this.position);
    for (let i = 0; i < text.length; i++) bytes[this.position + i] = text.charCodeAt(i);
    this.position = end;
    if (end > content.size) content.size = end;
  }

  seek(whence: Whence, offset: number): number {
    const start = whence === "set" ? 0 : whence === "cur" ? this.position : this.content.size;
    const target = start + offset;
    if (target < 0) throw new FileError("Invalid argument", 22);
    return this.position = target;
  }

  flush(): void {}

  close(): void {}
}
