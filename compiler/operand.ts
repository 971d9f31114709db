/**
 * Where the value of an expression is while code for it is emitted.
 *
 * An {@linkcode Operand} is the emitter's counterpart of Lua's "expression descriptor": it names a value that
 * may not be in a register yet, so that a use can choose the register, fold it, or read it late. The late
 * reading is visible to scripts: an operand that is a local variable is read when the operation happens, not
 * where it is written.
 *
 * @module
 */

import { NO_JUMP } from "./code_buffer.ts";
import type { Constant } from "./proto.ts";

/** What an operand is; see the fields of {@linkcode Operand}. */
export const enum At {
  /** the constant `value` */
  Constant,
  /** register `info`: a local variable that is no box, or a temporary */
  Register,
  /** the box in register `info`, a captured local variable */
  Box,
  /** upvalue `info` */
  Upvalue,
  /** the global variable named `value` */
  Global,
  /** an element: table in register `info`, key as `keyAt` says */
  Element,
  /** the comparison that jumps at `info` when it holds */
  Jump,
  /** the instruction at `info`, whose destination is still open */
  Instruction,
  /** the call at `info`, whose result count is still open */
  Call,
  /** the `VARARG` at `info`, whose result count and destination are still open */
  Vararg,
}

/** How the key of an element is known. */
export const enum KeyAt {
  /** in register `key` */
  Register,
  /** in the box in register `key` */
  Box,
  /** the constant `value` */
  Constant,
}

/** The value of an expression, somewhere. */
export class Operand {
  declare at: At;
  declare info: number;
  declare value: Constant;
  /** element only: register `info` holds a box with the table, not the table */
  tableBoxed = false;
  keyAt: KeyAt = KeyAt.Constant;
  key = 0;
  /** jumps that leave the expression with a true value */
  trueList = NO_JUMP;
  /** jumps that leave the expression with a false value */
  falseList = NO_JUMP;
  constructor(at: At, info: number, value: Constant) {
    this.at = at;
    this.info = info;
    this.value = value;
  }

  /** Whether jumps leave the expression before its end. */
  get hasJumps(): boolean {
    return this.trueList !== this.falseList;
  }

  /** A number that may take part in constant folding. */
  get isNumeral(): boolean {
    return this.at === At.Constant && typeof this.value === "number" &&
      this.trueList === NO_JUMP && this.falseList === NO_JUMP;
  }
}
