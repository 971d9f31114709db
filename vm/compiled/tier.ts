/**
 * The compiled tier's door: what is compiled when, how the interpreter enters compiled code, and how compiled
 * activations become frames again.
 *
 * The interpreter enters at the beginning of a function or at a jump back, with the frame already pushed.
 * Compiled code calls compiled code by JS calls and nothing else; whatever it cannot do it leaves. On the way
 * out each activation keeps its registers, and `restore` turns them into the frames the interpreter would
 * have had, so that it goes on at that very instruction. While the interpreter runs, no compiled activation
 * of the instance is on the JS stack.
 *
 * @module
 */

import { finishReturn } from "../call.ts";
import type { Code } from "../code.ts";
import { type Coroutine, Finish, Frame, FrameKind, FREE_FRAMES } from "../coroutine.ts";
import { COST } from "../heap.ts";
import type { Runtime } from "../runtime.ts";
import { LuaTable, traversal } from "../table.ts";
import { Box, Builtin, Closure, type Value } from "../value.ts";
import { CONTEXT, FIRST_UNITS, type Saved } from "./context.ts";
import { decodeAt } from "./decode.ts";
import { emit } from "./emit.ts";
import { expectCallees } from "./expect.ts";
import { analyse, Bail } from "./flow.ts";
import { EXIT, REFUSED } from "./signals.ts";
import { NUM, Types } from "./types.ts";

/** A compiled function or continuation. */
// deno-lint-ignore no-explicit-any
export type Compiled = (...args: any[]) => Value;

/** What the tier knows of one function, shared by all instances of its module. */
export class Unit {
  /** instructions that have met operands the fast path is not for */
  readonly generic = new Set<number>();
  /** CALL instructions that have met builtins */
  readonly builtins = new Set<number>();
  /** how often the interpreter took over at an instruction for such a reason */
  readonly notes = new Map<number, number>();
  /** continuations by word; null: cannot be compiled */
  readonly continuations = new Map<number, Compiled | null>();
  /** times it was compiled anew because of `generic` or `builtins` */
  revisions = 0;
  /** times a continuation found other values than it was made for */
  refusals = 0;
}

/** Leaves of one kind at one instruction after which it is compiled anew. */
const NOTES = 3;
const MAX_REVISIONS = 12;
const MAX_REFUSALS = 8;
/** A function with this heat is not compiled again. */
const NEVER = -1e15;
/** Arguments that are handed over one by one. */
const MAX_ARGUMENTS = 200;

let permitted: boolean | undefined;

/** Whether the JS engine lets functions be made from text. */
export function compiledTierAvailable(): boolean {
  if (permitted === undefined) {
    try {
      permitted = new Function("return true")() === true;
    } catch {
      permitted = false;
    }
  }
  return permitted;
}

function unitOf(code: Code): Unit {
  return code.unit ??= new Unit();
}

// ---- compiling --------------------------------------------------------------------------------------

const SUPPORT = Object.freeze([EXIT, CONTEXT, LuaTable, Box, Closure, REFUSED, traversal]);

/** Texts of everything that was compiled, for tests that look at them. */
export const inspection: { onText: ((text: string) => void) | undefined } = { onText: undefined };

function build(code: Code, closure: Closure, root: number, all: boolean, entry: Types): Compiled {
  const { proto } = code;
  // the hidden table of old-style varargs is made by the interpreter
  if (proto.needsArg && root === 0) throw new Bail();
  const unit = unitOf(code);
  const flow = analyse(proto, root);
  const builtins = new Set(unit.builtins);
  const selfCalls = new Set<number>();
  expectCallees(flow, closure, (pc, f) => {
    if (f instanceof Builtin && f.direct) builtins.add(pc);
    else if (f instanceof Closure && f.code === code) selfCalls.add(pc);
  });
  const { text, integers, lists } = emit({
    proto,
    flow,
    root,
    all,
    entry,
    generic: unit.generic,
    builtins,
    selfCalls,
  });
  inspection.onText?.(text);
  const children = proto.protos.map((_, index) => code.child(index));
  const make = new Function("V", "K", "S", "P", "N", "W", text);
  return make([...SUPPORT, code], code.constants, code.sites, children, integers, lists);
}

/** Compiles a function for calls; false when it cannot be. */
function compileEntry(code: Code, closure: Closure, all: boolean): boolean {
  try {
    const compiled = build(code, closure, 0, all, new Types(code.maxStack));
    if (all) code.jitN = compiled;
    else code.jit1 = compiled;
    return true;
  } catch (error) {
    if (!(error instanceof Bail)) throw error;
    giveUp(code);
    return false;
  }
}

function giveUp(code: Code): void {
  code.heat = NEVER;
  code.jit1 = code.jitN = refuse;
}

function refuse(): Value {
  return CONTEXT.refuseCall();
}

/** What functions that are not compiled yet have in place of their compiled form for one result. */
export function firstCall(closure: Closure, depth: number, ...args: Value[]): Value {
  const { code } = closure;
  return compileEntry(code, closure, false) ? code.jit1(closure, depth, ...args) : CONTEXT.refuseCall();
}

/** The same for all results. */
export function firstCallForAll(closure: Closure, depth: number, ...args: Value[]): Value {
  const { code } = closure;
  return compileEntry(code, closure, true) ? code.jitN(closure, depth, ...args) : CONTEXT.refuseCall();
}

function continuation(code: Code, frame: Frame, stack: Value[]): Compiled | null {
  const unit = unitOf(code);
  const { pc } = frame;
  const known = unit.continuations.get(pc);
  if (known !== undefined) return known;
  let made: Compiled | null = null;
  try {
    const entry = new Types(code.maxStack);
    if (unit.refusals < MAX_REFUSALS) {
      for (let r = 0; r < code.maxStack; r++) {
        if (typeof stack[frame.base + r] === "number") entry.set(r, NUM);
      }
    }
    made = build(code, frame.closure!, pc, true, entry);
  } catch (error) {
    if (!(error instanceof Bail)) throw error;
    code.heat = NEVER;
  }
  unit.continuations.set(pc, made);
  return made;
}

// ---- entering ---------------------------------------------------------------------------------------

/**
 * Runs the active frame, a Lua function at its beginning or at the target of a jump back, as compiled code.
 * False when that is not possible; otherwise the loop must reload.
 */
export function enter(rt: Runtime, co: Coroutine, frame: Frame): boolean {
  if (rt.meter.everyStep || frame.varargs > MAX_ARGUMENTS) return false;
  const context = CONTEXT;
  const { rt: outer, max, stackUnits, callUnits } = context;
  if (outer !== rt) bind(rt);
  context.callUnits = rt.limits.callDepth - co.depth;
  context.max = Math.min(stackUnits, context.callUnits);
  rt.compiled = true;
  let result: Value;
  try {
    result = start(co, frame);
  } finally {
    rt.compiled = false;
    if (outer !== rt && outer !== null) {
      bind(outer);
      context.max = max;
      context.stackUnits = stackUnits;
      context.callUnits = callUnits;
    }
  }
  if (result === EXIT) {
    if (context.redone()) return false;
    restore(rt, co, frame);
    return true;
  }
  if (result === REFUSED) {
    const { code } = frame.closure!;
    const unit = unitOf(code);
    unit.refusals++;
    unit.continuations.delete(frame.pc);
    return false;
  }
  complete(rt, co, frame, result);
  return true;
}

function bind(rt: Runtime): void {
  const context = CONTEXT;
  context.rt = rt;
  context.meter = rt.meter;
  context.heap = rt.heap;
  context.shapes = rt.shapes;
}

/** Runs `action`, an interpreter loop, which knows nothing of the JS stack it starts on. */
export function resetStack(): number {
  const units = CONTEXT.stackUnits;
  CONTEXT.stackUnits = FIRST_UNITS;
  return units;
}

/** Ends what `resetStack` began. */
export function restoreStack(units: number): void {
  CONTEXT.stackUnits = units;
}

function start(co: Coroutine, frame: Frame): Value {
  const closure = frame.closure!;
  const { code } = closure;
  const { stack } = co;
  const { base, varargs } = frame;
  if (frame.pc !== 0) {
    const compiled = continuation(code, frame, stack);
    if (compiled === null) return REFUSED;
    const list = code.isVararg ? stack.slice(base - varargs, base) : undefined;
    return compiled(closure, 0, stack, base, list);
  }
  const compiled = frame.wanted === 1 && frame.finish === Finish.None ? code.jit1 : code.jitN;
  if (varargs === 0) {
    switch (code.numParams) {
      case 0:
        return compiled(closure, 0);
      case 1:
        return compiled(closure, 0, stack[base]);
      case 2:
        return compiled(closure, 0, stack[base], stack[base + 1]);
      case 3:
        return compiled(closure, 0, stack[base], stack[base + 1], stack[base + 2]);
    }
  }
  const args = stack.slice(base, base + code.numParams);
  for (let k = 0; k < varargs; k++) args.push(stack[base - varargs + k]);
  return compiled(closure, 0, ...args);
}

/** The entered function has returned. */
function complete(rt: Runtime, co: Coroutine, frame: Frame, result: Value): void {
  const { stack } = co;
  const { ret, wanted } = frame;
  if (!Array.isArray(result)) {
    if (frame.finish !== Finish.None) {
      stack[frame.base] = result;
      finishReturn(rt, co, frame.base, 1);
      return;
    }
    co.depth--;
    stack[ret] = result;
    if (wanted < 0) co.top = ret + 1;
    else for (let r = 1; r < wanted; r++) stack[ret + r] = undefined;
    return;
  }
  const count = result.length;
  growStack(rt, co, Math.max(frame.base, ret) + count + 1);
  if (frame.finish !== Finish.None) {
    for (let r = 0; r < count; r++) stack[frame.base + r] = result[r];
    finishReturn(rt, co, frame.base, count);
    return;
  }
  co.depth--;
  if (wanted < 0) {
    for (let r = 0; r < count; r++) stack[ret + r] = result[r];
    co.top = ret + count;
  } else for (let r = 0; r < wanted; r++) stack[ret + r] = r < count ? result[r] : undefined;
}

// ---- leaving ----------------------------------------------------------------------------------------

/** As `ensureStack`, but without a trace: not everything live is on the stack yet. */
function growStack(rt: Runtime, co: Coroutine, size: number): void {
  const { stack } = co;
  if (size <= stack.length) return;
  const grown = Math.max(size, stack.length + (stack.length >> 1)) - stack.length;
  rt.heap.used += grown * COST.stackSlot;
  for (let i = 0; i < grown; i++) stack.push(undefined);
}

/** Turns the activations that have left into frames, the outermost one into `frame`, which is there. */
function restore(rt: Runtime, co: Coroutine, frame: Frame): void {
  const context = CONTEXT;
  const { saved } = context;
  let k = saved.length - 1;
  const outermost = saved[k]!;
  frame.tailCalls += outermost.tailCalls;
  place(rt, co, frame, outermost);
  let caller = frame;
  for (k--; k >= 0; k--) {
    const activation = saved[k]!;
    const callee = pushed(rt, co);
    const word = caller.closure!.code.code[caller.pc - 1]!;
    const at = caller.base + ((word >>> 8) & 255);
    const count = word >>> 24;
    if ((word & 255) === CALL) {
      callee.func = callee.ret = at;
      callee.wanted = count - 1;
    } else {
      // TFORCALL
      callee.func = at + 3 + (count < 3 ? 3 : count);
      callee.ret = at + 3;
      callee.wanted = count;
    }
    callee.kind = FrameKind.Lua;
    callee.tailCalls = activation.tailCalls;
    callee.finish = Finish.None;
    place(rt, co, callee, activation);
    caller = callee;
  }
  const innermost = saved[0]!;
  saved.length = 0;
  const { openAt, open } = innermost;
  if (openAt >= 0 && open !== undefined) {
    const first = caller.base + openAt;
    growStack(rt, co, first + open.length + 1);
    for (let r = 0; r < open.length; r++) co.stack[first + r] = open[r];
    co.top = first + open.length;
  }
  const { trap, collect } = context;
  context.trap = undefined;
  context.collect = false;
  if (trap !== undefined) throw trap;
  if (collect) rt.collect();
  else noteLeave(co, caller);
}

const CALL = 57;

function pushed(rt: Runtime, co: Coroutine): Frame {
  const depth = ++co.depth;
  let frame = co.frames[depth];
  if (frame === undefined) {
    if (depth >= FREE_FRAMES) rt.heap.used += COST.frame;
    co.frames.push(frame = new Frame());
  }
  return frame;
}

/** Fills a frame whose `func` is known. */
function place(rt: Runtime, co: Coroutine, frame: Frame, activation: Saved): void {
  const { closure, registers, values, varargs } = activation;
  const { code } = closure;
  const extra = varargs === undefined ? 0 : varargs.length;
  const base = frame.func + 1 + (extra > 0 ? code.numParams + extra : 0);
  growStack(rt, co, base + code.maxStack);
  const { stack } = co;
  for (let r = 0; r < extra; r++) stack[base - extra + r] = varargs![r];
  for (let r = base; r < base + code.maxStack; r++) stack[r] = undefined;
  for (let r = 0; r < registers.length; r++) stack[base + registers[r]!] = values[r];
  frame.closure = closure;
  frame.pc = activation.pc;
  frame.base = base;
  frame.varargs = extra;
}

/** Learns from where the interpreter took over. */
function noteLeave(co: Coroutine, frame: Frame): void {
  const { code } = frame.closure!;
  const i = decodeAt(code.code, frame.pc);
  const { stack } = co;
  const value = (r: number) => stack[frame.base + r];
  const { op } = i;
  let set: "generic" | "builtins";
  if (op === CALL || op === 58 || op === 64) {
    const f = value(i.a);
    if (!(f instanceof Builtin) || !f.direct) return;
    set = "builtins";
  } else {
    let numbers = true;
    if (op >= 19 && op <= 24) numbers = typeof value(i.b) === "number" && typeof value(i.c) === "number";
    else if (op >= 25 && op <= 33) numbers = typeof value(i.b) === "number";
    else if (op >= 43 && op <= 46) numbers = typeof value(i.a) === "number" && typeof value(i.b) === "number";
    else if (op >= 49 && op <= 56) numbers = typeof value(i.a) === "number";
    if (numbers) return;
    set = "generic";
  }
  const unit = unitOf(code);
  if (unit[set].has(i.pc) || unit.revisions >= MAX_REVISIONS) return;
  const count = (unit.notes.get(i.pc) ?? 0) + 1;
  unit.notes.set(i.pc, count);
  if (count < NOTES) return;
  unit[set].add(i.pc);
  unit.revisions++;
  unit.continuations.clear();
  if (code.heat !== NEVER) {
    code.jit1 = firstCall;
    code.jitN = firstCallForAll;
  }
}
