/**
 * What the compiled tier and the rest of the VM tell each other by identity. Imports nothing that runs.
 *
 * @module
 */

import type { Value } from "../value.ts";

/** What a compiled function returns when the interpreter has to go on: no Lua value. */
export const EXIT = Object.freeze({ exit: true }) as unknown as Value;

/** What the slow half of an instruction returns when `Context.handler` is to be called. */
export const CALL = Object.freeze({ call: true }) as unknown as Value;

/** What a continuation returns when registers do not hold what it was compiled for. */
export const REFUSED = Object.freeze({ refused: true }) as unknown as Value;

/** Thrown through a builtin that needs more memory than the limit allows: it is called again later. */
export const PRESSURE = Object.freeze({ pressure: true });

/**
 * Thrown through a builtin in place of an error it raises. Where compiled code cannot raise it itself the
 * interpreter calls the builtin again, with frames.
 */
export class Retry {
  /** raises the error; for builtins that cannot be called again */
  declare readonly again: () => never;
  /** what goes behind the caller's position; undefined if it is not that simple */
  declare readonly message: string | undefined;
  /** the number of the argument that the message is about, 0 if it is about none */
  declare readonly argument: number;
  constructor(again: () => never, message?: string, argument = 0) {
    this.again = again;
    this.message = message;
    this.argument = argument;
  }
}

/** The value of `Runtime.hot` that keeps everything in the interpreter. A small integer, as its other values are. */
export const COLD = 0x7fffffff;
