/**
 * What is kept of an activation that leaves compiled code, until it is a frame again or is continued.
 *
 * @module
 */

import type { Coroutine } from "../coroutine.ts";
import { COST, type Held } from "../heap.ts";
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
}

/** An activation. */
export class Saved {
  kind: SavedKind = SavedKind.Lua;
  closure: Closure = null as unknown as Closure;
  /** next word to execute */
  pc = 0;
  /** stack index of register 0 */
  base = 0;
  /** the registers whose values were kept */
  registers: readonly number[] = NOTHING;
  values: readonly Value[] = NOTHING;
  varargs: readonly Value[] | undefined = undefined;
  /** register at which an open list begins, -1 for none */
  openAt = -1;
  open: readonly Value[] | undefined = undefined;
  tailCalls = 0;
  /** native activations: the function, and how many arguments it was given */
  builtin: Builtin | null = null;
  nargs = 0;
  generator: BuiltinGenerator | null = null;
  /** Resume: the coroutine resumed, how its calls were nested then, and whether `wrap` made the function */
  target: Coroutine | null = null;
  wrapped = false;
}

const NOTHING: readonly never[] = Object.freeze([]);

/** What a coroutine suspended in compiled code consists of. */
export interface Frozen {
  /** innermost first */
  readonly entries: Saved[];
  /** not all are Lua functions called by call instructions */
  readonly mixed: boolean;
  /** `coroutine.yield`, as it was called */
  readonly builtin: Builtin;
}

/**
 * What is kept in a frozen coroutine, for the trace: marks what would be found in its frames, returns the bytes to
 * count for builtins that wait.
 */
export function visitFrozen(frozen: Frozen, mark: (value: unknown) => void): number {
  let bytes = 0;
  for (const entry of frozen.entries) {
    const { kind, closure, varargs, builtin, generator } = entry;
    if (kind === SavedKind.Lua) {
      mark(closure);
      if (varargs !== undefined) { for (let i = 0; i < varargs.length; i++) mark(varargs[i]); }
      visitRegisters(entry, mark);
      continue;
    }
    mark(builtin);
    if (generator === null) continue;
    const { args, holding } = generator as Held;
    bytes += COST.generator + (holding?.bytes ?? 0);
    if (args !== undefined) { for (const value of args) mark(value); }
  }
  return bytes;
}

/** Marks the registers a function needs that waits for a call. */
function visitRegisters({ closure, pc, registers, values }: Saved, mark: (value: unknown) => void): void {
  const { code } = closure;
  const liveness = livenessOf(code.proto);
  const at = code.instructionBefore(pc);
  const op = code.code[at]! & 255;
  const live = liveness.waiting(at, pc);
  const compares = op === 41 || op === 42 || (op >= 43 && op <= 46) || (op >= 49 && op <= 56);
  const more = compares ? liveness.waiting(at, code.code[at + 1]!) : NOTHING;
  for (let k = 0; k < registers.length; k++) {
    const r = registers[k]!;
    if (live.includes(r) || more.includes(r)) mark(values[k]);
  }
}

/** Index the innermost frame of a frozen coroutine would have: those of its body and of `yield` are frames too. */
export function lastFrame(frozen: Frozen): number {
  return frozen.entries.length + 1;
}
