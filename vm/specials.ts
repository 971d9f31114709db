/**
 * Builtins that manipulate frames: protected calls and coroutines (Lua 5.1 §5.1, §5.2).
 *
 * Each is handed the pending call and either completes it (`returnValues`) or pushes frames. They never
 * run Lua code themselves.
 *
 * @module
 */

import {
  callAt,
  ensureStack,
  finishReturn,
  type PendingCall,
  pushNative,
  type SpecialFunction,
} from "./call.ts";
import { EXIT } from "./compiled/signals.ts";
import { Coroutine, Finish, FrameKind } from "./coroutine.ts";
import { handOver, transfer } from "./coroutine_switch.ts";
import { LuaThrow } from "./errors.ts";
import { COST } from "./heap.ts";
import { propagate } from "./native_frames.ts";
import { flat } from "./ropes.ts";
import type { Runtime } from "./runtime.ts";
import { Builtin, BuiltinKind, Closure, Intrinsic, type QuickFunction, type Value } from "./value.ts";
import { where } from "./debug_info.ts";

function special(name: string, fn: SpecialFunction, intrinsic = Intrinsic.None): Builtin {
  // deno-lint-ignore no-explicit-any
  return Object.freeze(new Builtin(name, BuiltinKind.Special, fn as any, false, undefined, intrinsic));
}

/** Completes a special builtin's call with the given results. */
function returnValues(rt: Runtime, co: Coroutine, call: PendingCall, ...values: Value[]): void {
  pushNative(rt, co, FrameKind.Generator, call);
  ensureStack(rt, co, call.func + values.length + 1);
  for (let i = 0; i < values.length; i++) co.stack[call.func + i] = values[i];
  finishReturn(rt, co, call.func, values.length);
}

/** `pcall(f, ...)` */
export const pcall = special("pcall", (rt, co, call) => {
  if (call.nargs === 0) rt.argError(1, "value expected");
  pushNative(rt, co, FrameKind.Pcall, call);
  callAt(rt, co, call.func + 1, call.nargs - 1, call.func + 1, -1, Finish.Native);
}, Intrinsic.Pcall);

/** `xpcall(f, handler)` */
export const xpcall = special("xpcall", (rt, co, call) => {
  if (call.nargs < 2) rt.argError(2, "value expected");
  const frame = pushNative(rt, co, FrameKind.Xpcall, call);
  frame.handler = co.stack[call.func + 2];
  callAt(rt, co, call.func + 1, 0, call.func + 1, -1, Finish.Native);
}, Intrinsic.Xpcall);

/**
 * Calls its argument as `lua_load` calls a reader: errors end the call, but go to the handler of the `xpcall`
 * around it first. It is no function of its own, so no level of a traceback.
 */
export const protect = special("protect", (rt, co, call) => {
  const handler = inheritedHandler(co);
  const frame = pushNative(rt, co, handler === undefined ? FrameKind.Pcall : FrameKind.Xpcall, call);
  frame.builtin = null;
  frame.handler = handler;
  callAt(rt, co, call.func + 1, call.nargs - 1, call.func + 1, -1, Finish.Native);
});

/** The error handler in force: that of the innermost protected call, if it has one. */
function inheritedHandler(co: Coroutine): Value {
  for (let i = co.depth; i >= 0; i--) {
    const frame = co.frames[i]!;
    if (frame.kind === FrameKind.Xpcall) return frame.handler;
    if (frame.kind === FrameKind.Pcall) return undefined;
  }
  return undefined;
}

/** `error(message [, level])` */
export const error = special("error", (rt, co, call) => {
  const message = call.nargs > 0 ? co.stack[call.func + 1] : undefined;
  const levelValue = call.nargs > 1 ? co.stack[call.func + 2] : undefined;
  let level = 1;
  if (levelValue !== undefined) {
    const n = rt.toNumber(levelValue);
    if (n === undefined) return rt.argTypeError(2, "number", levelValue);
    level = Math.trunc(n) | 0;
  }
  if (typeof message === "string" || typeof message === "number") {
    if (level > 0) {
      const text = flat(where(rt, level), rt.basicToString(message));
      rt.chargeString(text.length);
      return raise(rt, co, call, text);
    }
  }
  raise(rt, co, call, message);
}, Intrinsic.Error);

/**
 * Raises `value`. The loop goes on at the protected call without a JS exception, which would take
 * microseconds; but a caller that is neither the loop nor `pcall` has work of its own to end.
 */
function raise(rt: Runtime, co: Coroutine, call: PendingCall, value: Value): void {
  const thrown = new LuaThrow(value);
  const simple = call.finish === Finish.None || co.frames[co.depth]!.kind === FrameKind.Pcall;
  if (!simple || !propagate(rt, thrown)) throw thrown;
}

// ---- coroutines -----------------------------------------------------------------------------------

/** A new coroutine, with `more` bytes charged besides its own. */
function newCoroutine(rt: Runtime, body: Value, more: number): Coroutine {
  if (!(body instanceof Closure)) return rt.argError(1, "Lua function expected");
  rt.heap.charge(COST.coroutine + more);
  return new Coroutine(rt.current.globals, body);
}

/** A builtin that only looks at coroutines, and needs no frame; `quick` are its forms by number of arguments. */
function direct(
  name: string,
  fn: (rt: Runtime, value: Value) => Value,
  ...quick: (QuickFunction | undefined)[]
): Builtin {
  return Object.freeze(
    new Builtin(name, BuiltinKind.Fixed, fn, false, undefined, Intrinsic.None, true, quick),
  );
}

/** Why `target` cannot be resumed, or undefined. */
function refusal(rt: Runtime, target: Coroutine): string | undefined {
  const status = statusOf(rt, target);
  if (status !== "suspended") return `cannot resume ${status} coroutine`;
  return rt.current.cCalls >= 200 ? "C stack overflow" : undefined;
}

/** As `coroutine.status` names it. */
function statusOf(rt: Runtime, target: Coroutine): string {
  if (target.dead) return "dead";
  if (target === rt.current) return "running";
  return target.resumer !== null || target === rt.main ? "normal" : "suspended";
}

/** `coroutine.resume(co, ...)` */
export const resume = special("resume", (rt, co, call) => {
  const target = call.nargs > 0 ? co.stack[call.func + 1] : undefined;
  if (!(target instanceof Coroutine)) return rt.argError(1, "coroutine expected");
  const reason = refusal(rt, target);
  if (reason !== undefined) return returnValues(rt, co, call, false, reason);
  const frame = pushNative(rt, co, FrameKind.Resume, call);
  frame.handler = undefined;
  target.cCalls = Math.max(target.cCalls, co.cCalls);
  transfer(rt, co, target, call.func + 2, call.nargs - 1);
}, Intrinsic.Resume);

/** What functions made by `coroutine.wrap` do. */
const resumeWrapped: SpecialFunction = (rt, co, call) => {
  const target = rt.callee!.held as Coroutine;
  const reason = refusal(rt, target);
  if (reason !== undefined) rt.error(reason);
  const frame = pushNative(rt, co, FrameKind.Resume, call);
  // marks a resume that raises errors and returns bare results
  frame.handler = true;
  target.cCalls = Math.max(target.cCalls, co.cCalls);
  transfer(rt, co, target, call.func + 1, call.nargs);
};

/** `coroutine.wrap(f)`: a function that resumes a new coroutine and raises its errors. */
export const wrap = direct("wrap", (rt, body) => {
  const target = newCoroutine(rt, body, COST.iterator);
  // deno-lint-ignore no-explicit-any
  return new Builtin("wrap", BuiltinKind.Special, resumeWrapped as any, false, target, Intrinsic.Wrapped);
});

/** `coroutine.create(f)` */
export const create = direct("create", (rt, body) => newCoroutine(rt, body, 0), undefined, (rt, body) => {
  const { heap } = rt;
  if (!(body instanceof Closure) || heap.used + COST.coroutine > heap.threshold) return EXIT;
  heap.used += COST.coroutine;
  return new Coroutine(rt.current.globals, body);
});

/** `coroutine.yield(...)` */
export const yieldSpecial = special("yield", (rt, co, call) => {
  const resumer = co.resumer;
  if (resumer === null || !mayYield(rt, co, call.finish)) {
    // no position: the reference raises it inside the C function
    throw new LuaThrow("attempt to yield across metamethod/C-call boundary");
  }
  pushNative(rt, co, FrameKind.Yield, call);
  handOver(rt, co, false, call.func + 1, call.nargs, true);
}, Intrinsic.Yield);

/**
 * Whether every frame between here and the coroutine's start can be left; `finish` is what the call of `yield`
 * itself has to do in the end.
 */
function mayYield(rt: Runtime, co: Coroutine, finish: Finish): boolean {
  rt.charge(co.depth >> 3);
  // there are frames of entries and hooks while some are under way, besides the entry at the bottom of it all
  if (rt.entries < 2 && !rt.inHook && !rt.strictYield) return true;
  if (rt.strictYield && finish > Finish.Native) return false;
  for (let i = co.depth; i > 0; i--) {
    const frame = co.frames[i]!;
    if (frame.kind === FrameKind.Entry || frame.kind === FrameKind.Hook) return false;
    if (rt.strictYield && (frame.kind !== FrameKind.Lua || frame.finish > Finish.Native)) return false;
  }
  return true;
}

/** `coroutine.status(co)` */
export const status = direct(
  "status",
  (rt, target) => {
    if (!(target instanceof Coroutine)) return rt.argError(1, "coroutine expected");
    return statusOf(rt, target);
  },
  undefined,
  (rt, target) => target instanceof Coroutine ? statusOf(rt, target) : EXIT,
);

/** `coroutine.running()` */
export const running = direct("running", ({ current, main }) => current === main ? undefined : current);

/** All of them that belong in the `coroutine` table. */
export const coroutineLibrary: readonly Builtin[] = Object.freeze([
  create,
  resume,
  running,
  status,
  wrap,
  yieldSpecial,
]);
