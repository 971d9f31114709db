/**
 * Standard streams of the command line: buffered output that is out before anything else is said or read.
 *
 * @module
 */

const CAPACITY = 1 << 16;

const encoder = new TextEncoder();

/** The exit code a shell gives a program that SIGPIPE killed: 128 and the signal's number. */
const BROKEN_PIPE = 141;

/** Writes all of `bytes`; when nobody reads the other end any more, the program ends without a word. */
export function writeAll(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    Deno.exit(BROKEN_PIPE);
  }
}

/** Standard output with a buffer. */
export class BufferedOutput {
  private readonly buffer = new Uint8Array(CAPACITY);
  private used = 0;

  /** Takes all of `bytes`. */
  writeSync(bytes: Uint8Array): number {
    if (bytes.length > CAPACITY - this.used) this.flush();
    if (bytes.length > CAPACITY) writeAll(Deno.stdout, bytes);
    else {
      this.buffer.set(bytes, this.used);
      this.used += bytes.length;
    }
    return bytes.length;
  }

  /** Writes text as UTF-8. */
  print(text: string): void {
    this.writeSync(encoder.encode(text));
  }

  /** Hands everything on. */
  flush(): void {
    if (this.used === 0) return;
    const bytes = this.buffer.subarray(0, this.used);
    this.used = 0;
    writeAll(Deno.stdout, bytes);
  }
}

/** The one buffered standard output. */
export const stdout: BufferedOutput = new BufferedOutput();

/** Standard error, after everything on standard output. */
export const stderr = Object.freeze({
  writeSync(bytes: Uint8Array): number {
    stdout.flush();
    writeAll(Deno.stderr, bytes);
    return bytes.length;
  },
  print(text: string): void {
    this.writeSync(encoder.encode(text));
  },
});

const input = new Uint8Array(CAPACITY);

/** The next piece of standard input, undefined at its end. */
export function readStdin(): Uint8Array | undefined {
  stdout.flush();
  const n = Deno.stdin.readSync(input);
  return n === null ? undefined : input.slice(0, n);
}

/** All of standard input. */
export function readAllStdin(): Uint8Array {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let piece = readStdin(); piece !== undefined; piece = readStdin()) {
    pieces.push(piece);
    size += piece.length;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
