/**
 * Compiling functions: what is compiled when and how often, and what is learned from where compiled code was
 * left.
 *
 * @module
 */

import type { FunctionProto } from "../../compiler/proto.ts";
import type { Code } from "../code.ts";
import { type Coroutine, type Frame, FrameKind } from "../coroutine.ts";
import { LuaTable, traversal } from "../table.ts";
import { Box, Builtin, Closure, Intrinsic, Userdata, type Value } from "../value.ts";
import { CONTEXT, deep, leave, leaveWith, more } from "./context.ts";
import { FURTHER } from "../further.ts";
import { decodeAt, type Instruction } from "./decode.ts";
import { emit, type Emitted, type Request } from "./emit.ts";
import { expectCallees, stringMethods } from "./expect.ts";
import { analyse, Bail, type Flow } from "./flow.ts";
import { mayPrepay } from "./prepaid.ts";
import { liveAtRoot } from "./writer.ts";
import { CALL, EXIT, REFUSED } from "./signals.ts";
import { ANY, NUM, Types } from "./types.ts";

/** A compiled function or continuation. */
// deno-lint-ignore no-explicit-any
export type Compiled = (...args: any[]) => Value;

/** A compiled function and what it was made of, besides its prototype. */
interface Made {
  readonly text: string;
  readonly library: Emitted["library"];
  readonly compiled: Compiled;
}

/** What the tier knows of one function, shared by all instances of its module. */
export class Unit {
  /** instructions that have met operands the fast path is not for */
  readonly generic = new Set<number>();
  /** CALL instructions that have met builtins, and which if that has other forms */
  readonly builtins = new Map<number, Builtin | undefined>();
  /** call instructions that have met builtins that call, or objects with `__call` */
  readonly specials = new Set<number>();
  /** the intrinsic that call instructions have met last, if it was one */
  readonly intrinsics = new Map<number, Intrinsic>();
  /** call instructions that are expected to call the function itself, and those that did not */
  readonly selfCalls = new Set<number>();
  readonly otherCalls = new Set<number>();
  /** it takes off steps before calls, all of which are expected to call the function itself; see `prepaid.ts` */
  prepays = false;
  /** call instructions compiled for a builtin because they are expected to call it */
  readonly expected = new Set<number>();
  /** how often the interpreter took over at an instruction for such a reason */
  readonly notes = new Map<number, number>();
  /** continuations by word; null: cannot be compiled */
  readonly continuations = new Map<number, Compiled | null>();
  /** functions continued after a call, by word */
  readonly resumptions: (Resumption | null | undefined)[] = [];
  /** it has loops */
  looped = false;
  /** coroutines are suspended in it */
  suspended = false;
  /** what was compiled last for one result, and for all: they may be the same */
  readonly made: [Made | undefined, Made | undefined] = [undefined, undefined];
  /** times it was compiled anew because of `generic` or `builtins` */
  revisions = 0;
  /** times it was compiled anew because of what inline caches learned */
  relearned = 0;
  /** times a continuation found other values than it was made for */
  refusals = 0;
}

/** Leaves of one kind at one instruction after which it is compiled anew. */
const NOTES = 3;
const MAX_REVISIONS = 12;
const MAX_RELEARNED = 6;
const MAX_REFUSALS = 8;
/** A function with this heat is not compiled again. */
const NEVER = -1e15;
/** Jumps back after one where no loop could be compiled. */
const SKIPPED = 8;
/** Bytes the analysis of a function keeps: of its own, and for each word of code. */
const COST_OF_ANALYSIS = 4096;
const COST_OF_WORD = 100;
/** Bytes that compiled code takes for each char of its text and each of its ways out. */
const COST_OF_CHAR = 9;
const COST_OF_WAY = 160;
let permitted: boolean | undefined;
/** Makes every text another one: V8 treats functions made from one text as one, whose constants differ. */
let serial = 0;

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

/** Set by the door: what compiled code calls for builtins that call back. */
export const hooks: { callSpecial: unknown; resume: unknown; recover: unknown } = {
  callSpecial: undefined,
  resume: undefined,
  recover: undefined,
};

function build(
  code: Code,
  closure: Closure,
  root: number,
  all: boolean,
  entry: Types,
  results?: Request["results"],
  analysed?: Flow,
): Compiled {
  const { proto } = code;
  const flow = analysed ?? analyse(payable(code), root);
  // the hidden table of old-style varargs is made by the interpreter
  if (proto.needsArg && root === 0) throw new Bail();
  const unit = unitOf(code);
  if (root === 0) unit.looped = flow.blocks.some((block) => block.isHeader);
  const builtins = new Map(unit.builtins);
  const selfCalls = new Set<number>();
  const specials = new Set(unit.specials);
  const intrinsics = new Map(unit.intrinsics);
  expectCallees(flow, closure, (pc, f) => {
    if (f instanceof Builtin && f.direct) {
      builtins.set(pc, shared(f));
      unit.expected.add(pc);
    } else if (f instanceof Builtin && f.intrinsic >= Intrinsic.Pcall) {
      specials.add(pc);
      unit.expected.add(pc);
      intrinsics.set(pc, f.intrinsic);
    } else if (f instanceof Closure && f.code === code && !unit.otherCalls.has(pc)) {
      selfCalls.add(pc);
      unit.selfCalls.add(pc);
    }
  });
  if (unit.prepays && root === 0) {
    // what is expected of one closure is not of another, but both call this
    builtins.clear();
    specials.clear();
    intrinsics.clear();
    for (const pc of unit.selfCalls) selfCalls.add(pc);
  }
  const request: Request = {
    proto,
    flow,
    root,
    all,
    results,
    suspended: unit.suspended,
    entry,
    sites: code.sites,
    shapes: CONTEXT.shapes,
    generic: unit.generic,
    builtins,
    methods: stringMethods(flow, code),
    specials,
    intrinsics,
    selfCalls,
    prepays: false,
    single: false,
  };
  if (root === 0) {
    request.prepays = unit.prepays ||= mayPrepay(request);
    request.single = returnsOne(request);
  }
  const { text, integers, library, ways } = emit(request);
  inspection.onText?.(text);
  CONTEXT.meter.shorten();
  if (code.loaded) CONTEXT.heap.compiledRoom -= COST_OF_CHAR * text.length + COST_OF_WAY * ways.length;
  if (root === 0) {
    const same = (made: Made | undefined) =>
      made?.text === text && made.library.every((entry, k) => entry === library[k]);
    const known = unit.made.find(same);
    if (known !== undefined) return known.compiled;
  }
  const children = proto.protos.map((_, index) => code.child(index));
  const make = new Function("V", "K", "S", "P", "N", "D", "l", `${text}//${++serial}`);
  const support = [
    ...SUPPORT,
    code,
    hooks.callSpecial,
    hooks.resume,
    leave,
    leaveWith,
    more,
    deep,
    CALL,
    hooks.recover,
    FURTHER,
  ];
  const compiled = make(support, code.constants, code.sites, children, integers, library, ways);
  if (root === 0) unit.made[all ? 1 : 0] = { text, library, compiled };
  return compiled;
}

/** Whether a function always returns one value, so that its two forms are the same. */
function returnsOne({ flow, prepays }: Request): boolean {
  return flow.blocks.every(({ instructions }) => {
    const { op, b } = instructions[instructions.length - 1]!;
    if (op === 58) return prepays;
    return op === 59 ? b === 2 : op !== 60;
  });
}

/** A builtin that compiled code may refer to: those of libraries that have other forms are of no instance. */
function shared(f: Builtin): Builtin | undefined {
  return f.state === undefined && (f.quick.length > 0 || f.several !== undefined) ? f : undefined;
}

/**
 * The function to analyse. What the tier keeps of functions that a script has loaded itself is not in the
 * account, which is the same in every tier, so there is a fixed part of the limit for it: when that is used up
 * the interpreter runs them.
 */
function payable(code: Code): FunctionProto {
  if (tooMuch(code)) throw new Bail();
  if (code.loaded) CONTEXT.heap.compiledRoom -= COST_OF_ANALYSIS + COST_OF_WORD * code.code.length;
  return code.proto;
}

/** Whether nothing more may be kept of the function. */
function tooMuch(code: Code): boolean {
  return code.loaded && CONTEXT.heap.compiledRoom <= 0;
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
  return EXIT;
}

/** What functions that are not compiled yet have in place of their compiled form for one result. */
export function firstCall(closure: Closure, depth: number, base: number, ...args: Value[]): Value {
  const { code } = closure;
  return compileEntry(code, closure, false) ? code.jit1(closure, depth, base, ...args) : EXIT;
}

/** The same for all results. */
export function firstCallForAll(closure: Closure, depth: number, base: number, ...args: Value[]): Value {
  const { code } = closure;
  return compileEntry(code, closure, true) ? code.jitN(closure, depth, base, ...args) : EXIT;
}

CONTEXT.unmade = [firstCall, firstCallForAll];

/** The function continued at word `pc` with the registers at `base` of `stack`; null when it cannot be. */
export function continuationAt(
  code: Code,
  closure: Closure,
  pc: number,
  stack: readonly Value[],
  base: number,
): Compiled | null {
  if (code.unit === null && tooMuch(code)) {
    code.heat = NEVER;
    return null;
  }
  const unit = unitOf(code);
  const known = unit.continuations.get(pc);
  if (known !== undefined) return known;
  let made: Compiled | null = null;
  try {
    const entry = new Types(code.maxStack);
    if (unit.refusals < MAX_REFUSALS) {
      for (let r = 0; r < code.maxStack; r++) {
        if (typeof stack[base + r] === "number") entry.set(r, NUM);
      }
    }
    made = build(code, closure, pc, true, entry);
  } catch (error) {
    if (!(error instanceof Bail)) throw error;
    // a loop around this one may do
    if (!error.elsewhere) code.heat = NEVER;
  }
  unit.continuations.set(pc, made);
  return made;
}

/** A function continued after a call. */
export interface Resumption {
  /** `(entry with the live registers, depth, results of the call)`; one result bare */
  readonly run: Compiled;
  readonly live: readonly number[];
  /** nothing but RETURN0 follows */
  readonly returns: boolean;
  /** it has no use for results */
  readonly ignores: boolean;
  /** another one shall be made: what is about to be continued by this one still may */
  valid: boolean;
}

/**
 * The function continued at word `pc`, after a call by CALL or TAILCALL (then the results are an open list).
 * Null when it cannot be. `entry` gives the value of a register.
 */
export function resumptionAt(
  code: Code,
  closure: Closure,
  pc: number,
  value: (register: number) => Value,
): Resumption | null {
  const unit = unitOf(code);
  const known = unit.resumptions[pc];
  if (known !== undefined) return known;
  let made: Resumption | null = null;
  try {
    const { op, a, c } = decodeAt(code.code, pc - 1);
    const open = op === 58 || c === 0;
    const iterator = op === 64;
    const flow = analyse(payable(code), pc);
    const live = liveAtRoot(flow, pc);
    const entry = new Types(code.maxStack);
    if (unit.refusals < MAX_REFUSALS) {
      for (const r of live) if (typeof value(r) === "number") entry.set(r, NUM);
    }
    const results = { first: iterator ? a + 3 : a, count: iterator ? c : c - 1, open };
    // what the call writes is not known
    for (let r = results.first; r < code.maxStack; r++) entry.set(r, ANY);
    made = {
      run: build(code, closure, pc, true, entry, results, flow),
      live,
      returns: (code.code[pc]! & 255) === 60,
      ignores: results.count === 0 && !open,
      valid: true,
    };
  } catch (error) {
    if (!(error instanceof Bail)) throw error;
    if (!error.elsewhere) code.heat = NEVER;
  }
  if (!unit.suspended) {
    unit.suspended = true;
    // the text of functions without loops is the same
    if (unit.looped && code.heat !== NEVER) {
      code.jit1 = firstCall;
      code.jitN = firstCallForAll;
    }
  }
  while (unit.resumptions.length <= pc) unit.resumptions.push(undefined);
  unit.resumptions[pc] = made;
  return made;
}

/** A resumption found other values than it was made for. */
export function refuseResumption(code: Code, pc: number): void {
  const unit = unitOf(code);
  unit.refusals++;
  const refused = unit.resumptions[pc];
  if (refused != null) refused.valid = false;
  unit.resumptions[pc] = undefined;
}

/**
 * A continuation found other values than it was made for, or there is none at `pc`: then the next few jumps back
 * are not asked about, so that those of a loop around this one get their turn.
 */
export function refuseContinuation(code: Code, pc: number, hot: number): void {
  const unit = unitOf(code);
  if (unit.continuations.get(pc) !== null) {
    unit.refusals++;
    unit.continuations.delete(pc);
  } else if (code.heat > hot) code.heat = hot - SKIPPED;
}

/** Learns from where the interpreter took over: `frame` is the innermost one. */
export function noteLeave(co: Coroutine, frame: Frame): void {
  if (CONTEXT.learned) {
    CONTEXT.learned = false;
    return;
  }
  if (frame.kind !== FrameKind.Lua || frame.pc >= frame.closure!.code.code.length) return;
  const { code } = frame.closure!;
  const i = decodeAt(code.code, frame.pc);
  const unit = unitOf(code);
  const value = (r: number) => co.stack[frame.base + r];
  const set = lesson(code, unit, i, frame.closure!.env, value);
  if (set === undefined || set.has(i.pc) || unit.revisions >= MAX_REVISIONS) return;
  const count = (unit.notes.get(i.pc) ?? 0) + 1;
  unit.notes.set(i.pc, count);
  if (count < NOTES) return;
  if (set instanceof Map) set.set(i.pc, shared(value(i.a) as Builtin));
  else set.add(i.pc);
  unit.revisions++;
  renew(code, unit);
}

/** Has the function compiled anew, with what its inline caches have learned. False if it was often enough. */
export function relearn(code: Code): boolean {
  const { unit } = code;
  if (unit === null || unit.relearned >= MAX_RELEARNED) return false;
  unit.relearned++;
  renew(code, unit);
  return true;
}

function renew(code: Code, unit: Unit): void {
  unit.prepays = false;
  unit.continuations.clear();
  for (const resumption of unit.resumptions) if (resumption != null) resumption.valid = false;
  unit.resumptions.length = 0;
  if (code.heat !== NEVER) {
    code.jit1 = firstCall;
    code.jitN = firstCallForAll;
  }
}

/** Which set the instruction belongs to, if it is one that other code could be written for. */
function lesson(
  code: Code,
  unit: Unit,
  i: Instruction,
  env: Value,
  value: (register: number) => Value,
): Set<number> | Map<number, Builtin | undefined> | undefined {
  const { op } = i;
  if (op === 57 || op === 58 || op === 64) {
    const f = value(i.a);
    if (f instanceof Builtin) {
      if (unit.expected.has(i.pc)) return undefined;
      if (f.direct) return unit.builtins;
      unit.intrinsics.set(i.pc, f.intrinsic);
      return f.intrinsic >= Intrinsic.Pcall ? unit.specials : undefined;
    }
    if (f instanceof Closure) {
      return f.code !== code && unit.selfCalls.has(i.pc) ? unit.otherCalls : undefined;
    }
    return f instanceof LuaTable || f instanceof Userdata ? unit.specials : undefined;
  }
  if (op === 41 || op === 42) return unit.generic;
  // it may have left for more memory, or because a trace was due: then there is nothing to learn from it
  if (op === 12 || op === 13 || op === 16) return isPlainTable(value(i.b)) ? undefined : unit.generic;
  if (op === 14 || op === 15) return isPlainTable(value(i.a)) ? undefined : unit.generic;
  if (op === 10 || op === 11) return isPlainTable(env) ? undefined : unit.generic;
  if (op === 36) {
    for (let r = i.b; r <= i.c; r++) {
      const type = typeof value(r);
      if (type !== "string" && type !== "number") return unit.generic;
    }
    return undefined;
  }
  let numbers = true;
  if (op >= 19 && op <= 24) numbers = typeof value(i.b) === "number" && typeof value(i.c) === "number";
  else if (op >= 25 && op <= 33) numbers = typeof value(i.b) === "number";
  else if (op >= 43 && op <= 46) numbers = typeof value(i.a) === "number" && typeof value(i.b) === "number";
  else if (op >= 49 && op <= 56) numbers = typeof value(i.a) === "number";
  return numbers ? undefined : unit.generic;
}

function isPlainTable(value: Value): boolean {
  return value instanceof LuaTable && value.metatable === undefined;
}
