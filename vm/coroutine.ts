/**
 * Coroutines and their frames: the whole execution state of a Lua thread as data.
 *
 * Registers of all active functions lie in one `stack` array; a frame is a window into it. Frames are
 * reused: `frames[0..depth]` are active. Nothing here refers to the JS stack, so a coroutine can be left
 * and continued at any instruction.
 *
 * @module
 */

import type { Builtin, BuiltinGenerator, Closure, Value } from "./value.ts";
import type { Saved } from "./compiled/saved.ts";
import type { Hook } from "./hooks.ts";
import { emptySlots } from "./elements.ts";
import type { LuaTable } from "./table.ts";

/** What kind of activation a frame is. Everything but `Lua` counts as a C function for tracebacks. */
export const enum FrameKind {
  Lua = 0,
  /** a call from the host; returning to it leaves the interpreter */
  Entry = 1,
  Pcall = 2,
  Xpcall = 3,
  /** a builtin that calls functions, see `Continuation` */
  Generator = 4,
  /** the bottom of a coroutine's stack; returning to it ends the coroutine */
  Body = 5,
  /** the error handler of an `xpcall` is running above this frame */
  Handler = 6,
  /** a debug hook is running above this frame */
  Hook = 7,
  /** a host function whose promise is awaited */
  Host = 8,
  /** has resumed another coroutine */
  Resume = 9,
  /** has yielded; the results of `yield` arrive when the coroutine is resumed */
  Yield = 10,
}

/** What has to happen when a frame returns, besides storing its results. */
export const enum Finish {
  /** called by a Lua CALL: store results, go on */
  None = 0,
  /** the frame below is native: hand it the results */
  Native = 1,
  /** a metamethod called in the middle of an instruction that only wanted its result stored */
  Meta = 2,
  /** a comparison: jump to `finishPc` if the result's truth equals `finishSense` */
  Compare = 3,
  /** `__concat`: store the result and go on with the rest of the operands */
  Concat = 4,
}

/** One activation. */
export class Frame {
  kind: FrameKind = FrameKind.Lua;
  closure: Closure | null = null;
  /** next word to execute */
  pc = 0;
  /** stack index of register 0 */
  base = 0;
  /** stack index of the first slot the frame owns (its function value, or its varargs) */
  func = 0;
  /** where the results go, and how many are wanted (-1: all of them) */
  ret = 0;
  wanted = 0;
  /** number of varargs, stored just below `base` */
  varargs = 0;
  /** tail calls lost below this frame */
  tailCalls = 0;
  finish: Finish = Finish.None;
  finishPc = 0;
  finishSense = false;
  /** native frames: the function it runs, for names and tracebacks */
  builtin: Builtin | null = null;
  generator: BuiltinGenerator | null = null;
  /** Xpcall: the handler; Handler: unused */
  handler: Value = undefined;
  /** native frames: nesting of C-like calls, this frame's own call included */
  cCalls = 0;
}

/** Stack slots a fresh coroutine has for its basic charge. */
export const INITIAL_STACK = 32;
/** Frames a fresh coroutine has for its basic charge. */
export const FREE_FRAMES = 8;

/** Slots of the largest stack that is copied now and then. */
const YOUNG_STACK = 2048;

/** Never written to. A copy of it has no holes and nothing to spare. */
const FRESH_STACK: readonly Value[] = emptySlots(INITIAL_STACK);

/** A Lua thread. */
export class Coroutine {
  /** shared by all that have no frames yet: who pushes one calls `ownStack` before */
  stack: Value[] = FRESH_STACK as Value[];
  readonly frames: Frame[] = [];
  /** frames that there may be at no further charge; those of compiled code are not in `frames` */
  room = FREE_FRAMES;
  /** index of the active frame, -1 for none */
  depth = -1;
  /** number of the trace that met it last */
  mark = 0;
  id = 0;
  /** end of an open list of values */
  top = 0;
  /** it has returned, or an error has ended it */
  dead = false;
  /** the coroutine that resumed this one, until it is suspended or dead */
  resumer: Coroutine | null = null;
  /** its innermost activation, while it is suspended in compiled code or has died there: there are no frames then */
  frozen: Saved | null = null;
  /** index and stack index that the frame of `yield` has then, and the function as it was called */
  yieldDepth = 0;
  yieldAt = 0;
  yieldedBy: Builtin | null = null;
  /** frames that may be made activations: being resumed earns some, so that doing it costs little each time */
  credit = 0;
  /** not all of the activations are Lua functions called by call instructions */
  mixed = false;
  /** what suspended it in compiled code calls for nothing but to be continued there: see `compiled/coroutines.ts` */
  plain = false;
  /** the body, until the first resume */
  declare body: Closure | undefined;
  /** what `debug.sethook` installed */
  hook: Hook | null = null;
  /** the depth limit was passed: until that is unwound, error handlers get some frames more */
  overflowed = false;
  /** the builtin in which an error ended the coroutine, for its traceback */
  diedIn: Builtin | null = null;
  /** global table of the thread (`getfenv(0)`) */
  declare globals: LuaTable;
  /** nesting of C-like calls, LUAI_MAXCCALLS at most; 2 in a main chunk, as in the reference */
  cCalls = 1;

  constructor(globals: LuaTable, body: Closure | undefined) {
    this.globals = globals;
    this.body = body;
  }

  /** Whether nothing has been on the stack yet. */
  get isFresh(): boolean {
    return this.stack === FRESH_STACK;
  }

  /** The stack, to be written to. */
  ownStack(): Value[] {
    return this.isFresh ? this.stack = FRESH_STACK.slice() : this.stack;
  }

  /**
   * Makes a small stack a new list, which V8 keeps where young objects are: to store a new number in a list that has
   * grown old costs several times as much. Nobody else may hold the stack.
   */
  rejuvenate(): void {
    if (this.stack.length <= YOUNG_STACK && !this.isFresh) this.stack = this.stack.slice();
  }

  /** Lets go of all frames and values. The coroutine cannot be used any more. */
  discard(): void {
    this.depth = -1;
    this.top = 0;
    this.frozen = null;
    this.stack = [];
    this.frames.length = 0;
    this.body = undefined;
    this.hook = null;
    this.resumer = null;
  }
}
