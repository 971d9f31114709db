/**
 * What the log needs of a file, so that it works with any kind of storage. `redis/server` has the implementation for
 * files of the operating system.
 *
 * @module
 */

/** A file that is read once and then appended to. */
export interface LogFile {
  /** Bytes in it. */
  readonly size: number;
  /** Reads at a position, until `into` is full or the end is reached; gives the number of bytes. */
  read(position: number, into: Uint8Array): number;
  /** Adds bytes at the end, all of them. */
  append(bytes: Uint8Array): void;
  /** Cuts the file to this size. */
  truncate(size: number): void;
  /** Waits until what was written survives a power failure. */
  sync(): void;
  /** The same in the background. */
  syncLater(): Promise<void>;
  /** Ends the use of the file. */
  close(): void;
}

/** Where logs are kept. */
export interface LogDirectory {
  /** Opens a file, creating it when it is missing; nobody else may have it open for writing. */
  open(name: string): LogFile;
  /** Creates an empty file, in the place of any other. */
  create(name: string): LogFile;
  /** Gives a file the name of another, which is replaced, in one step that survives a power failure. */
  rename(from: string, to: string): void;
  /** Removes a file if it is there. */
  remove(name: string): void;
}
