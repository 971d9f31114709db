/**
 * What is kept of an activation that leaves compiled code, until it is a frame again or is continued.
 *
 * @module
 */

import type { Coroutine } from "../coroutine.ts";
import { COST, type Held } from "../heap.ts";
import type { Resumption } from "./build.ts";
import { livenessOf } from "./liveness.ts";
import type { Builtin, BuiltinGenerator, Closure, Value } from "../value.ts";

/** What kind of activation it was. */
export const enum SavedKind {
  Lua = 0,
  /** a `pcall` under way */
  Pcall = 1,
  /** a builtin that calls functions */
  Generator = 2,
  /** a `resume`: what is further in belongs to another coroutine */
  Resume = 3,
  /** an `xpcall` under way */
  Xpcall = 4,
  /** the handler of an `xpcall` runs above what has failed */
  Handler = 5,
}

/** A way out of compiled code: where the interpreter goes on. */
export interface Way {
  readonly pc: number;
  /**
   * Steps given back, those of the instructions of the block that have not been executed; or `METERED`, and one
   * less for one more step, when the steps left are those in the meter
   */
  readonly give: number;
  /** registers that are live there */
  readonly registers: readonly number[];
  /**
   * registers whose values are handed over when it is taken; the same list when those that are not live there come
   * last. Both ascend.
   */
  kept: readonly number[];
  /** more values may be handed over, left from other ways out */
  slots: boolean;
  /** register at which an open list begins, -1 for none */
  readonly open: number;
  /** taken instead when what was called has not begun: the call is to be done again */
  readonly again: Way | undefined;
  /** activations further out may have taken off steps of what follows their calls */
  readonly prepaid: boolean;
  /** it has not begun: `registers` are its parameters, and this is the form that was called */
  readonly begins: "jit1" | "jitN" | undefined;
  /** how what has left by it is continued: see `resumptionBy` */
  resumption: Resumption | null;
}

/** Registers that are handed over one by one by what leaves (`leave`). */
export const MAX_HANDED = 8;

/** See `Way`. */
export const METERED = -1;

/** How an activation of `closure` that has left by `way` is continued at word `pc`, as far as that is known. */
export function resumptionBy(way: Way, closure: Closure, pc: number): Resumption | null {
  const { resumption } = way;
  if (resumption !== null && resumption.valid && way.pc === pc) return resumption;
  const known = knownResumption(closure, pc, way.registers);
  if (way.pc === pc) way.resumption = known;
  return known;
}

/** How an activation that keeps `registers` is continued, as far as that is known. */
export function knownResumption(
  { code }: Closure,
  pc: number,
  registers: readonly number[],
): Resumption | null {
  const resumption = code.unit?.resumptions[pc];
  return resumption != null && resumption.live === registers ? resumption : null;
}

/** A builtin's activation. */
export interface Native {
  readonly kind: Exclude<SavedKind, SavedKind.Lua>;
  /** Handler: the builtin that has failed, if it was one */
  readonly builtin: Builtin | null;
  /** how many arguments it was given */
  readonly nargs: number;
  readonly generator: BuiltinGenerator | null;
  /** Resume: the coroutine resumed, and whether `wrap` made the function */
  readonly target: Coroutine | null;
  readonly wrapped: boolean;
  /** Xpcall: the handler; Handler: the error */
  readonly handler: Value;
}

/** An activation. */
export class Saved {
  declare readonly closure: Closure;
  /** next word to execute */
  declare pc: number;
  /** stack index of register 0 */
  declare readonly base: number;
  /** the registers whose values were kept, which the list of values begins with */
  declare registers: readonly number[];
  declare values: readonly Value[];
  declare readonly varargs: readonly Value[] | undefined;
  declare tailCalls: number;
  /** register at which an open list begins, -1 for none */
  openAt = -1;
  open: readonly Value[] | undefined = undefined;
  /** it is that of a builtin, and nothing above is of concern */
  native: Native | null = null;
  /** the activation that called it, if that has left, too */
  outer: Saved | null = null;
  /** how it is continued, once that is known */
  resumption: Resumption | null;
  /** of the innermost one of those that are leaving: the one that has left last */
  last: Saved = this;

  constructor(
    closure: Closure,
    pc: number,
    base: number,
    registers: readonly number[],
    values: readonly Value[],
    varargs: readonly Value[] | undefined,
    tailCalls: number,
    resumption: Resumption | null = null,
  ) {
    this.closure = closure;
    this.pc = pc;
    this.base = base;
    this.registers = registers;
    this.values = values;
    this.varargs = varargs;
    this.tailCalls = tailCalls;
    this.resumption = resumption;
  }
}

/** The activation of a builtin. */
export function savedNative(native: Native): Saved {
  const entry = new Saved(null as unknown as Closure, 0, 0, NOTHING, NOTHING, undefined, 0);
  entry.native = native;
  return entry;
}

const NOTHING: readonly never[] = Object.freeze([]);

/**
 * What is kept of a frozen coroutine, for the trace: marks what would be found in its frames, returns the bytes to
 * count for builtins that wait. `failed`: an error has ended it.
 */
export function visitFrozen(innermost: Saved, failed: boolean, mark: (value: unknown) => void): number {
  let bytes = 0;
  for (let entry: Saved | null = innermost; entry !== null; entry = entry.outer) {
    const { closure, varargs, native } = entry;
    if (native === null) {
      mark(closure);
      if (varargs !== undefined) { for (let i = 0; i < varargs.length; i++) mark(varargs[i]); }
      visitRegisters(entry, failed, mark);
      failed = false;
      continue;
    }
    const { kind, builtin, generator, handler } = native;
    failed = kind === SavedKind.Handler;
    mark(builtin);
    mark(handler);
    if (generator === null) continue;
    const { args, holding } = generator as Held;
    bytes += COST.generator + (holding?.bytes ?? 0);
    if (args !== undefined) { for (const value of args) mark(value); }
  }
  return bytes;
}

/** Marks the registers a function needs that waits for a call, or has failed in the middle of an instruction. */
function visitRegisters(entry: Saved, failed: boolean, mark: (value: unknown) => void): void {
  const { closure, pc, registers, values, open } = entry;
  const { code } = closure;
  const liveness = livenessOf(code.proto);
  const at = code.instructionBefore(pc);
  const op = code.code[at]! & 255;
  const live = failed ? liveness.before(at) : liveness.waiting(at, pc);
  if (failed && open !== undefined) { for (let i = 0; i < open.length; i++) mark(open[i]); }
  const compares = op === 41 || op === 42 || (op >= 43 && op <= 46) || (op >= 49 && op <= 56);
  const more = compares ? liveness.waiting(at, code.code[at + 1]!) : NOTHING;
  for (let k = 0; k < registers.length; k++) {
    const r = registers[k]!;
    if (live.includes(r) || more.includes(r)) mark(values[k]);
  }
}
