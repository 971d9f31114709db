/**
 * What is kept of an activation that leaves compiled code, until it is a frame again or is continued.
 *
 * @module
 */

import { type Coroutine, FREE_FRAMES, INITIAL_STACK } from "../coroutine.ts";
import { COST, type Held } from "../heap.ts";
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
 * What is kept in a frozen coroutine, for the trace: marks the values, returns the bytes to count for the rest, as
 * for frames.
 */
export function visitFrozen(frozen: Frozen, mark: (value: unknown) => void): number {
  for (const { closure, values, varargs, open, builtin, generator } of frozen.entries) {
    mark(closure);
    mark(builtin);
    for (const list of [values, varargs, open]) {
      if (list !== undefined) { for (let i = 0; i < list.length; i++) mark(list[i]); }
    }
    const args = generator === null ? undefined : (generator as Held).args;
    if (args !== undefined) { for (const value of args) mark(value); }
  }
  return frozenBytes(frozen.entries);
}

/** What to charge for the activations of a coroutine that is frozen, values not included. */
export function frozenBytes(entries: readonly Saved[]): number {
  let bytes = 0;
  let slots = -INITIAL_STACK;
  // the bottom of the stack is a frame too
  const frames = 1 - FREE_FRAMES + entries.length;
  for (let i = 0; i < entries.length; i++) {
    const { values, varargs, open, generator } = entries[i]!;
    slots += values.length;
    if (varargs !== undefined) slots += varargs.length;
    if (open !== undefined) slots += open.length;
    if (generator !== null) bytes += COST.generator + ((generator as Held).holding?.bytes ?? 0);
  }
  return bytes + Math.max(0, frames) * COST.frame + Math.max(0, slots) * COST.stackSlot;
}
