/**
 * What a Lua file object holds: a handle of the host with a read buffer, and the standard streams.
 *
 * @module
 */

import { FileError, type FileHandle, type Whence } from "../vm/file_system.ts";
import type { HostServices } from "../vm/runtime.ts";

/** Bytes asked for at a time; a line that is kept keeps no more than this alive beyond its own size. */
const READ_AHEAD = 4096;

/** The payload of a file userdata. */
export class FileStream {
  /** null once the file is closed */
  handle: FileHandle | null;
  /** a standard stream: `close` is refused */
  readonly standard: boolean;
  /** read, but not yet asked for: `buffer` from `at` on */
  buffer = "";
  at = 0;

  constructor(handle: FileHandle, standard: boolean) {
    this.handle = handle;
    this.standard = standard;
  }

  /** Gets more bytes once the buffer is used up. False at the end of the file. */
  fill(): boolean {
    this.buffer = this.handle!.read(READ_AHEAD);
    this.at = 0;
    return this.buffer !== "";
  }

  /** The next byte without taking it, -1 at the end of the file. */
  peek(): number {
    if (this.at >= this.buffer.length && !this.fill()) return -1;
    return this.buffer.charCodeAt(this.at);
  }

  /** Writes where reading has got to. */
  write(bytes: string): void {
    this.dropReadAhead();
    this.handle!.write(bytes);
  }

  /** Moves the position; what was read ahead counts as not read. */
  seek(whence: Whence, offset: number): number {
    const ahead = this.buffer.length - this.at;
    const position = this.handle!.seek(whence, whence === "cur" ? offset - ahead : offset);
    this.buffer = "";
    this.at = 0;
    return position;
  }

  private dropReadAhead(): void {
    const ahead = this.buffer.length - this.at;
    if (ahead > 0) this.handle!.seek("cur", -ahead);
    this.buffer = "";
    this.at = 0;
  }
}

function badDescriptor(): never {
  throw new FileError("Bad file descriptor", 9);
}

function illegalSeek(): never {
  throw new FileError("Illegal seek", 29);
}

/** Standard input, from `services.stdin`; empty without it. */
export function standardInput(services: HostServices): FileStream {
  return new FileStream({
    read: () => {
      // an empty chunk is not the end
      for (;;) {
        const chunk = services.stdin?.();
        if (chunk === undefined) return "";
        if (chunk !== "") return chunk;
      }
    },
    write: badDescriptor,
    seek: illegalSeek,
    flush: () => {},
    close: () => {},
  }, true);
}

/** A standard output stream; without a sink what is written is dropped. */
export function standardOutput(sink: ((bytes: string) => void) | undefined): FileStream {
  return new FileStream({
    read: badDescriptor,
    write: (bytes) => sink?.(bytes),
    seek: illegalSeek,
    flush: () => {},
    close: () => {},
  }, true);
}
