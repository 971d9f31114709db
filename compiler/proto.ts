/**
 * The function prototype: what the compiler makes of one `function` body and the VM runs.
 *
 * `compiler/` and `vm/` share this file and `opcodes.ts`, nothing else.
 *
 * @module
 */

/** A constant a function body can name. Strings hold one byte (0-255) a char. */
export type Constant = undefined | boolean | number | string;

/** Where a closure finds one of its upvalues when it is created. */
export interface UpvalueDescriptor {
  /** the Lua name of the variable */
  readonly name: string;
  /** true: `index` is a register of the enclosing function holding a box; false: an upvalue of it */
  readonly fromParentLocal: boolean;
  readonly index: number;
}

/** A local variable's life, for messages, `debug.getlocal` and tracebacks. */
export interface LocalVariable {
  readonly name: string;
  readonly register: number;
  /** first word index at which the variable is active */
  readonly startPc: number;
  /** first word index at which it is no longer active */
  readonly endPc: number;
  /** true when the register holds a box, because an inner function captures the variable */
  readonly boxed: boolean;
}

/** One compiled function. Immutable; shared by every instance of its module. */
export interface FunctionProto {
  /** chunk name as given to compile, with its `@` or `=` prefix if any */
  readonly source: string;
  /** line of the `function` keyword, 0 for a main chunk */
  readonly lineDefined: number;
  /** line of the closing `end`, 0 for a main chunk */
  readonly lastLineDefined: number;
  /** fixed parameters, without the hidden `arg` */
  readonly numParams: number;
  /** the function has `...` */
  readonly isVararg: boolean;
  /**
   * 5.1 compatibility: a vararg function that does not mention `...` gets a hidden local `arg`,
   * in register `numParams`, holding `{n = count, ...}`.
   */
  readonly needsArg: boolean;
  /** registers used, at least 2, at most MAX_REGISTERS */
  readonly maxStack: number;
  readonly code: Int32Array;
  /** source line of each word of `code` */
  readonly lines: Int32Array;
  readonly constants: readonly Constant[];
  readonly protos: readonly FunctionProto[];
  readonly upvalues: readonly UpvalueDescriptor[];
  readonly locals: readonly LocalVariable[];
  /**
   * Inline-cache sites: for each, the index in `constants` of its string key. Every instruction with a
   * site operand has a site of its own.
   */
  readonly sites: Int32Array;
}
