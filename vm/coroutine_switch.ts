/**
 * Switching between coroutines: control and values go to the one resumed, or back to its resumer.
 *
 * @module
 */

import { ensureStack, finishReturn, pushLua, pushNative } from "./call.ts";
import { thaw } from "./compiled/frames.ts";
import { type Coroutine, Finish, FrameKind } from "./coroutine.ts";
import type { Runtime } from "./runtime.ts";

/** Starts or continues `target` with the `nargs` values at `first` of the resumer's stack. */
export function transfer(
  rt: Runtime,
  from: Coroutine,
  target: Coroutine,
  first: number,
  nargs: number,
): void {
  thaw(rt, target);
  target.resumer = from;
  rt.current = target;
  if (target.body !== undefined) {
    // first resume: the body is called above a frame that ends the coroutine
    const body = target.body;
    target.body = undefined;
    target.ownStack();
    ensureStack(rt, target, nargs + 8);
    const frame = pushNative(rt, target, FrameKind.Body, {
      func: 0,
      nargs: 0,
      ret: 0,
      wanted: -1,
      finish: 0,
    });
    frame.builtin = null;
    target.stack[1] = body;
    for (let i = 0; i < nargs; i++) target.stack[2 + i] = from.stack[first + i];
    // a resume counts as a C call, but may be the one that reaches the limit
    target.cCalls++;
    pushLua(rt, target, body, 1, nargs, 1, -1, Finish.Native);
    return;
  }
  // the values become the results of the call of yield
  const frame = target.frames[target.depth]!;
  ensureStack(rt, target, frame.func + nargs + 8);
  for (let i = 0; i < nargs; i++) target.stack[frame.func + i] = from.stack[first + i];
  finishReturn(rt, target, frame.func, nargs);
}

/**
 * Gives control back to the resumer of `co`, with the `count` values at `first` of its stack as the
 * results of `resume`.
 */
export function handOver(
  rt: Runtime,
  co: Coroutine,
  dead: boolean,
  first: number,
  count: number,
  success: boolean,
): void {
  const resumer = co.resumer!;
  co.dead = dead;
  co.resumer = null;
  rt.current = resumer;
  const frame = resumer.frames[resumer.depth]!;
  const at = frame.func;
  ensureStack(rt, resumer, at + count + 2);
  let n = 0;
  if (frame.handler !== true) resumer.stack[at + n++] = success;
  for (let i = 0; i < count; i++) resumer.stack[at + n++] = co.stack[first + i];
  finishReturn(rt, resumer, at, n);
}
