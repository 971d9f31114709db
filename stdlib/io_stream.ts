/**
 * What a Lua file object holds: a handle of the host with a read buffer, and the standard streams.
 *
 * @module
 */

import { FileError, type FileHandle, type Whence } from "../vm/file_system.ts";
import type { HostServices } from "../vm/runtime.ts";

/** Bytes asked for at a time; a line that is kept keeps no more than this alive beyond its own size. */
const READ_AHEAD = 4096;

/** Bytes C's library buffers before it writes them; what `setvbuf` says of the size it ignores. */
const WRITE_BUFFER = 4096;

/** When what is written reaches the host: at once, at the end of a line, or when the buffer is full. */
export type Buffering = "no" | "line" | "full";

/** The payload of a file userdata. */
export class FileStream {
  /** null once the file is closed */
  declare handle: FileHandle | null;
  /** a standard stream: `close` is refused */
  declare readonly standard: boolean;
  declare buffering: Buffering;
  /** read, but not yet asked for: `buffer` from `at` on */
  buffer = "";
  at = 0;
  declare private readonly writable: boolean;
  /** written, but not yet handed on, in pieces */
  private written: string[] = [];
  private unwritten = 0;

  constructor(handle: FileHandle, standard: boolean, buffering: Buffering, writable: boolean) {
    this.handle = handle;
    this.standard = standard;
    this.buffering = buffering;
    this.writable = writable;
  }

  /** Gets more bytes once the buffer is used up. False at the end of the file. */
  fill(): boolean {
    this.flush();
    this.buffer = this.handle!.read(READ_AHEAD);
    this.at = 0;
    return this.buffer !== "";
  }

  /** The next byte without taking it, -1 at the end of the file. */
  peek(): number {
    if (this.at >= this.buffer.length && !this.fill()) return -1;
    return this.buffer.charCodeAt(this.at);
  }

  /** Writes where reading has got to, through the buffer. */
  write(bytes: string): void {
    if (!this.writable) badDescriptor();
    this.dropReadAhead();
    if (this.buffering === "no") return this.handle!.write(bytes);
    const room = WRITE_BUFFER - this.unwritten;
    if (bytes.length > room) {
      // the buffer is filled up and written, whole buffers after it go past it, the rest stays
      const rest = (bytes.length - room) % WRITE_BUFFER;
      const end = bytes.length - rest;
      this.keep(bytes.slice(0, end));
      this.hand();
      bytes = bytes.slice(end);
    }
    if (this.buffering === "line" && bytes.includes("\n")) {
      const end = bytes.lastIndexOf("\n") + 1;
      this.keep(bytes.slice(0, end));
      this.hand();
      bytes = bytes.slice(end);
    }
    if (bytes !== "") this.keep(bytes);
  }

  /** Whether something written has not been handed on. */
  get hasUnwritten(): boolean {
    return this.unwritten > 0;
  }

  /** Hands on what has been written. */
  flush(): void {
    if (this.unwritten > 0) this.hand();
  }

  private keep(bytes: string): void {
    this.written.push(bytes);
    this.unwritten += bytes.length;
  }

  private hand(): void {
    const text = this.written.join("");
    this.written = [];
    this.unwritten = 0;
    this.handle!.write(text);
  }

  /** Ends the use of the stream. What cannot be written is lost, but the handle is closed. */
  close(): void {
    const { handle } = this;
    try {
      this.flush();
    } finally {
      this.handle = null;
      this.buffer = "";
      handle!.close();
    }
  }

  /** Moves the position; what was read ahead counts as not read. */
  seek(whence: Whence, offset: number): number {
    this.flush();
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
  return new FileStream(
    {
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
    },
    true,
    "no",
    false,
  );
}

/** A standard output stream; without a sink what is written is dropped. */
export function standardOutput(sink: ((bytes: string) => void) | undefined): FileStream {
  return new FileStream(
    {
      read: badDescriptor,
      write: (bytes) => sink?.(bytes),
      seek: illegalSeek,
      flush: () => {},
      close: () => {},
    },
    true,
    "no",
    true,
  );
}
