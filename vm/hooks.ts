/**
 * Debug hooks (`debug.sethook`, Lua 5.1 §5.9): call, return, line and count events.
 *
 * While a hook is set the meter hands out one step at a time, so that the loop asks here before every
 * instruction; without a hook nothing is paid. Calls and returns are noticed by the change of depth.
 *
 * @module
 */

import { callAt, ensureStack, pushNative } from "./call.ts";
import { type Coroutine, Finish, type Frame, FrameKind } from "./coroutine.ts";
import type { Runtime } from "./runtime.ts";
import type { Value } from "./value.ts";

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
  lastCoroutine: Coroutine | null;
  lastDepth: number;
  lastPc: number;
  lastLine: number;
  /** events still to be reported before the instruction at hand */
  queue: HookEvent[];
  /** the instruction at hand has been looked at */
  asked: boolean;
}

interface HookEvent {
  readonly event: "call" | "return" | "line" | "count";
  readonly line: number | undefined;
}

/** Installs or removes the hook of an instance. */
export function setHook(rt: Runtime, fn: Value, mask: string, count: number): void {
  const co = rt.current;
  if (fn === undefined || (mask === "" && count <= 0)) {
    rt.hook = null;
    rt.meter.everyStep = false;
  } else {
    rt.hook = {
      fn,
      mask,
      call: mask.includes("c"),
      ret: mask.includes("r"),
      line: mask.includes("l"),
      count: count > 0 ? count : 0,
      remaining: count,
      lastCoroutine: co,
      lastDepth: co.depth,
      lastPc: Infinity,
      lastLine: -1,
      queue: [],
      asked: false,
    };
    rt.meter.everyStep = true;
  }
  rt.meter.interrupt();
}

/**
 * Called before the instruction at `pc`. True when a call of the hook function was started; the same
 * instruction is asked about again afterwards.
 */
export function callHook(rt: Runtime, co: Coroutine, frame: Frame, pc: number): boolean {
  const hook = rt.hook;
  if (hook === null) return false;
  if (!hook.asked) notice(hook, co, frame, pc);
  const event = hook.queue.shift();
  if (event === undefined) {
    hook.asked = false;
    return false;
  }
  hook.asked = true;
  frame.pc = pc;
  rt.inHook = true;
  // the hook's activation is not a level; the instruction has not begun, so registers and top are kept
  const top = co.top;
  const func = Math.max(frame.base + frame.closure!.code.maxStack, top);
  ensureStack(rt, co, func + 8);
  rt.callee = null;
  const native = pushNative(rt, co, FrameKind.Hook, {
    func,
    nargs: 0,
    ret: top,
    wanted: 0,
    finish: Finish.None,
  });
  native.handler = event.event;
  const stack = co.stack;
  stack[func + 1] = hook.fn;
  stack[func + 2] = event.event;
  stack[func + 3] = event.line;
  callAt(rt, co, func + 1, event.line === undefined ? 1 : 2, func + 1, -1, Finish.Native);
  return true;
}

/** Finds the events that lead to the instruction at `pc`. */
function notice(hook: Hook, co: Coroutine, frame: Frame, pc: number): void {
  const lines = frame.closure!.code.proto.lines;
  const line = lines[pc] ?? 0;
  const moved = hook.lastCoroutine !== co;
  const entered = moved || co.depth > hook.lastDepth || (pc === 0 && hook.lastPc !== Infinity);
  if (!moved && hook.ret) {
    for (let d = hook.lastDepth; d > co.depth; d--) hook.queue.push({ event: "return", line: undefined });
  }
  if (hook.call && entered && pc === 0) hook.queue.push({ event: "call", line: undefined });
  if (hook.count > 0 && --hook.remaining <= 0) {
    hook.remaining = hook.count;
    hook.queue.push({ event: "count", line: undefined });
  }
  if (hook.line) {
    // a new line, a jump back, or a new function
    if (entered || co.depth !== hook.lastDepth || line !== hook.lastLine || pc <= hook.lastPc) {
      if (!(co.depth < hook.lastDepth && line === hook.lastLine)) hook.queue.push({ event: "line", line });
    }
  }
  hook.lastCoroutine = co;
  hook.lastDepth = co.depth;
  hook.lastPc = pc;
  hook.lastLine = line;
}
