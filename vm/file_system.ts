/**
 * The file system a host may give an instance.
 *
 * Instances have none by default. Paths and contents are strings with one char a byte. Every method throws
 * {@linkcode FileError} to refuse; any other exception is a fault of the host and ends the run.
 *
 * @module
 */

/** Why a file operation failed, in C's terms. Scripts see `path: message` and the number. */
export class FileError {
  /** text of `strerror`, such as `No such file or directory` */
  readonly message: string;
  /** number of the error on Linux, such as 2 */
  readonly errno: number;
  /** An error with `strerror`'s text and its number. */
  constructor(message: string, errno: number) {
    this.message = message;
    this.errno = errno;
  }
}

/** Where an offset of {@linkcode FileHandle.seek} counts from. */
export type Whence = "set" | "cur" | "end";

/** An open file. Reading and writing share one position. */
export interface FileHandle {
  /**
   * At most `limit` bytes from the position on; "" at the end of the file.
   * @throws {FileError}
   */
  read(limit: number): string;
  /**
   * Writes all of `bytes`.
   * @throws {FileError}
   */
  write(bytes: string): void;
  /**
   * Moves the position and returns it, in bytes from the start.
   * @throws {FileError}
   */
  seek(whence: Whence, offset: number): number;
  /**
   * Hands on what may be buffered.
   * @throws {FileError}
   */
  flush(): void;
  /**
   * Ends the use of the handle.
   * @throws {FileError}
   */
  close(): void;
}

/** What `io.open` and its like reach. */
export interface FileSystem {
  /**
   * Opens a file; `mode` is C's (`r`, `w`, `a`, with `+` and `b`), not yet checked.
   * @throws {FileError}
   */
  open(path: string, mode: string): FileHandle;
  /**
   * Deletes a file.
   * @throws {FileError}
   */
  remove(path: string): void;
  /**
   * Renames a file, replacing one of the new name.
   * @throws {FileError}
   */
  rename(from: string, to: string): void;
  /**
   * A path at which there is no file, for `os.tmpname`.
   * @throws {FileError}
   */
  temporaryName(): string;
}
