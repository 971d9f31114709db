/**
 * What the compiler and the module reader throw.
 *
 * Neither class extends `Error`: a script can provoke them through `loadstring`, so they must be cheap,
 * and no script may ever see a JS stack. The host layer turns both into its public error classes.
 *
 * @module
 */

/** A source text that is not a Lua 5.1 chunk. `message` is Lua's own, byte for byte. */
export class SyntaxFault {
  /** `chunkid:line: what near 'token'`, one char (0-255) per byte */
  readonly message: string;
  /** chunk name as given to compile, with its `@` or `=` prefix if any */
  readonly chunk: string;
  /** the line that the message names, 1-based; 0 when Lua's message has no position */
  readonly line: number;
  /** 1-based byte column of the offending token in that line (1 when it starts on an earlier line) */
  readonly column: number;
  /** text of that line (at most 512 bytes), for a caret display; one char per byte */
  readonly sourceLine: string;
  /** reading had come to the end of the text: with more text there might be no fault, or another one */
  readonly atEnd: boolean;
  constructor(
    message: string,
    chunk: string,
    line: number,
    column: number,
    sourceLine: string,
    atEnd: boolean,
  ) {
    this.message = message;
    this.chunk = chunk;
    this.line = line;
    this.column = column;
    this.sourceLine = sourceLine;
    this.atEnd = atEnd;
  }
}

/** A serialized module, or a function prototype, that the VM must not run. */
export class ModuleFault {
  /** what is wrong and where */
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}
