/**
 * Debug hooks (`debug.sethook`, Lua 5.1 §5.9): call, return, line and count events.
 *
 * While a hook is set the meter hands out one step at a time, so that the loop asks here before every
 * instruction; without a hook nothing is paid. Calls and returns are noticed by the change of depth.
 *
 * @module
 */

import { endOfRegisters } from "./compiled/liveness.ts";
import { callAt, ensureStack, pushNative } from "./call.ts";
import { type Coroutine, Finish, type Frame, FrameKind } from "./coroutine.ts";
import type { Runtime } from "./runtime.ts";
import { Builtin, type Value } from "./value.ts";
import { currentLine } from "./debug_info.ts";
import { startFinalizer } from "./finalizers.ts";

/** A hook as set by `debug.sethook`. */
export interface Hook {
  readonly fn: Value;
  /** the mask as given, for `gethook` */
  readonly mask: string;
  readonly call: boolean;
  readonly ret: boolean;
  readonly line: boolean;
  /** instructions between count events, 0 for none */
  readonly count: number;
  /** instructions left to the next count event */
  remaining: number;
  /** where the previous instruction was */
  lastDepth: number;
  lastPc: number;
  lastLine: number;
  /** the builtin the previous instruction called */
  returning: Builtin | null;
  /** events still to be reported before the instruction at hand */
  queue: HookEvent[];
  /** the instruction at hand has been looked at */
  asked: boolean;
}

interface HookEvent {
  readonly event: "call" | "return" | "tail return" | "line" | "count";
  readonly line: number | undefined;
  /** the builtin the event is about, which has no frame of its own */
  readonly builtin: Builtin | null;
  /** what the frame's `pc` shows to the hook: the event belongs to the instruction before it */
  readonly pc: number;
}

/** Installs or removes the hook of a coroutine. */
export function setHook(rt: Runtime, co: Coroutine, fn: Value, mask: string, count: number): void {
  if (co.hook !== null) rt.hooked--;
  if (fn === undefined || (mask === "" && count <= 0)) co.hook = null;
  else {
    const frame = co.frames[co.depth];
    const inLua = frame !== undefined && frame.kind === FrameKind.Lua;
    rt.hooked++;
    co.hook = {
      fn,
      mask,
      call: mask.includes("c"),
      ret: mask.includes("r"),
      line: mask.includes("l"),
      count: count > 0 ? count : 0,
      remaining: count,
      lastDepth: co.depth,
      lastPc: inLua ? frame.pc - 1 : -1,
      lastLine: inLua ? currentLine(frame) : -1,
      returning: co === rt.current ? rt.callee : null,
      queue: [],
      asked: false,
    };
  }
  rt.meter.everyStep = rt.hooked > 0;
  rt.meter.interrupt();
}

/**
 * Called before the instruction at `pc`. True when a call of a finalizer or of the hook function was started;
 * the same instruction is asked about again afterwards.
 */
export function beforeInstruction(rt: Runtime, co: Coroutine, frame: Frame, pc: number): boolean {
  if (rt.finalizers?.pending === true && startFinalizer(rt, co, frame, pc)) return true;
  if (rt.hooked === 0) rt.meter.everyStep = false;
  return callHook(rt, co, frame, pc);
}

function callHook(rt: Runtime, co: Coroutine, frame: Frame, pc: number): boolean {
  const hook = co.hook;
  if (hook === null) return false;
  if (!hook.asked) notice(hook, co, frame, pc);
  const event = hook.queue.shift();
  if (event === undefined) {
    hook.asked = false;
    return false;
  }
  hook.asked = true;
  rt.inHook = true;
  // while the hook runs the frame looks as if it were executing the instruction; it has not begun, so
  // registers and top are kept
  frame.pc = event.pc;
  const top = co.top;
  const func = endOfRegisters(co, frame, pc);
  ensureStack(rt, co, func + 8);
  rt.callee = event.builtin;
  const native = pushNative(rt, co, FrameKind.Hook, {
    func,
    nargs: 0,
    ret: top,
    wanted: 0,
    finish: Finish.None,
  });
  native.finishPc = pc;
  const stack = co.stack;
  stack[func + 1] = hook.fn;
  stack[func + 2] = event.event;
  stack[func + 3] = event.line;
  callAt(rt, co, func + 1, 2, func + 1, -1, Finish.Native);
  return true;
}

/** Finds the events that lead to the instruction at `pc`. */
function notice(hook: Hook, co: Coroutine, frame: Frame, pc: number): void {
  const proto = frame.closure!.code.proto;
  const line = proto.lines[pc] ?? 0;
  const entered = pc === 0 && (co.depth !== hook.lastDepth || hook.lastPc >= 0);
  const push = (
    event: HookEvent["event"],
    line: number | undefined,
    builtin: Builtin | null = null,
    at = pc + 1,
  ) => hook.queue.push({ event, line, builtin, pc: at });
  if (hook.ret && hook.returning !== null) {
    push("return", undefined, hook.returning, hook.lastPc + 1);
  }
  if (hook.call && entered) push("call", undefined);
  if (hook.count > 0 && --hook.remaining <= 0) {
    hook.remaining = hook.count;
    push("count", undefined);
  }
  if (hook.line) {
    // a new line, a jump back, or a new function
    const sameActivation = !entered && co.depth === hook.lastDepth;
    const back = sameActivation && pc <= hook.lastPc;
    const returned = co.depth < hook.lastDepth;
    if (
      entered || back || (!returned && line !== hook.lastLine) || (returned && line !== lineBefore(frame, pc))
    ) {
      push("line", line);
    }
  }
  const word = proto.code[pc]!;
  const op = word & 255;
  hook.returning = null;
  if (op === OP_CALL || op === OP_TAILCALL || op === OP_TFORCALL) {
    const f = co.stack[frame.base + ((word >>> 8) & 255)];
    if (f instanceof Builtin) {
      if (hook.call) push("call", undefined, f);
      hook.returning = f;
    }
  } else if (hook.ret && op >= OP_RETURN && op <= OP_RETURN1) {
    push("return", undefined);
    for (let t = frame.tailCalls; t > 0; t--) push("tail return", undefined);
  }
  hook.lastDepth = co.depth;
  hook.lastPc = pc;
  hook.lastLine = line;
}

/** Line of the instruction before `pc`: the call from which a function has just returned. */
function lineBefore(frame: Frame, pc: number): number {
  return frame.closure!.code.proto.lines[pc - 1] ?? -1;
}

const OP_CALL = 57;
const OP_TAILCALL = 58;
const OP_RETURN = 59;
const OP_RETURN1 = 61;
const OP_TFORCALL = 64;
