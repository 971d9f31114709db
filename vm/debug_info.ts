/**
 * What can be said of running code: positions, names of variables and functions, tracebacks.
 *
 * Names are found as the reference's `ldebug.c` does: by following the bytecode from the start of the
 * function to the failing instruction and seeing which one last wrote a register. It costs time in
 * proportion to the function, and only when a message is made.
 *
 * @module
 */

import { OPCODES } from "../compiler/opcodes.ts";
import type { FunctionProto, LocalVariable } from "../compiler/proto.ts";
import type { Code } from "./code.ts";
import { Coroutine, type Frame, FrameKind } from "./coroutine.ts";
import type { Runtime } from "./runtime.ts";
import type { Builtin, Closure } from "./value.ts";

/** How a value was named in the source: `global 'x'`, `field 'y'`, ... */
export interface ValueName {
  readonly kind: "global" | "local" | "method" | "field" | "upvalue";
  readonly name: string;
}

// Opcode numbers used below, by their meaning; checked against the table by a test.
const OP_MOVE = 0;
const OP_LOADNIL = 4;
const OP_GETUPVAL = 5;
const OP_GETBOX = 8;
const OP_GETGLOBAL = 10;
const OP_GETTABLE = 12;
const OP_GETFIELD = 13;
const OP_SELF = 16;
const OP_JT = 38;
const OP_JF = 39;
const OP_CALL = 57;
const OP_TAILCALL = 58;
const OP_TFORCALL = 64;
const OP_VARARG = 67;

const WIDE = OPCODES.map((info) => info.wide !== "none");
const JUMPS = OPCODES.map((info) => info.wide === "jump");
const WRITES_A = OPCODES.map((info) => info.a === "dst");

/** Word index of the instruction a frame is executing. */
export function currentInstruction(frame: Frame): number {
  return frame.closure!.code.instructionBefore(frame.pc);
}

/** Source line a Lua frame is at. */
export function currentLine(frame: Frame): number {
  const lines = frame.closure!.code.proto.lines;
  return lines[frame.pc > 0 ? frame.pc - 1 : 0] ?? 0;
}

/** Who pays for a long search: the running instance, or whoever wants to know first what it takes. */
export interface Payer {
  charge(steps: number): void;
}

/** Words of code that are searched for a name at no charge. */
const FREE_SEARCH = 256;

/** The local variable that lives in `register` at instruction `pc`. */
export function localAt(proto: FunctionProto, register: number, pc: number): LocalVariable | undefined {
  for (const local of proto.locals) {
    if (local.register === register && local.startPc <= pc && pc < local.endPc) return local;
  }
  return undefined;
}

/** The instruction before `end` that last wrote `register`, following forward jumps; -1 for none. */
function lastWriter(proto: FunctionProto, end: number, register: number): number {
  const code = proto.code;
  let last = -1;
  for (let pc = 0; pc < end;) {
    const word = code[pc]!;
    const op = word & 255;
    const a = (word >>> 8) & 255;
    const at = pc;
    pc += WIDE[op] ? 2 : 1;
    switch (op) {
      case OP_LOADNIL:
        if (a <= register && register <= a + ((word >>> 16) & 255)) last = at;
        break;
      case OP_CALL:
      case OP_VARARG:
        if (register >= a) last = at;
        break;
      case OP_TFORCALL:
        if (register >= a + 3) last = at;
        break;
      case OP_SELF:
        if (register === a || register === a + 1) last = at;
        break;
      case OP_JT:
      case OP_JF:
        // the reference counts its TEST as a writer, so a value chosen by `and` or `or` has no name
        if (a === register) last = at;
        break;
      default:
        if (WRITES_A[op] && a === register) last = at;
    }
    if (JUMPS[op]) {
      const target = code[at + 1]!;
      if (target > at && target <= end) pc = target;
    }
  }
  return last;
}

/**
 * How the source names the value in `register` at the instruction at `pc`. In a large function the search
 * is work, which `payer`, if given, is charged for.
 */
export function registerName(
  proto: FunctionProto,
  pc: number,
  register: number,
  payer?: Payer,
): ValueName | undefined {
  const code = proto.code;
  for (;;) {
    if (payer !== undefined && pc > FREE_SEARCH) payer.charge((pc + proto.locals.length) >>> 3);
    const local = localAt(proto, register, pc);
    if (local !== undefined) return { kind: "local", name: local.name };
    const at = lastWriter(proto, pc, register);
    if (at < 0) return undefined;
    const word = code[at]!;
    const b = (word >>> 16) & 255;
    switch (word & 255) {
      case OP_MOVE:
      case OP_GETBOX:
        if (b >= ((word >>> 8) & 255)) return undefined;
        register = b;
        pc = at;
        continue;
      case OP_GETGLOBAL:
        return { kind: "global", name: siteKey(proto, code[at + 1]!) };
      case OP_GETFIELD:
        return { kind: "field", name: siteKey(proto, code[at + 1]!) };
      case OP_GETTABLE:
        return { kind: "field", name: "?" };
      case OP_SELF:
        return { kind: "method", name: siteKey(proto, code[at + 1]!) };
      case OP_GETUPVAL:
        return { kind: "upvalue", name: proto.upvalues[b]?.name ?? "?" };
    }
    return undefined;
  }
}

function siteKey(proto: FunctionProto, site: number): string {
  const key = proto.constants[proto.sites[site]!] as string;
  // C prints names up to their first NUL
  const end = key.indexOf("\0");
  return end < 0 ? key : key.slice(0, end);
}

/** The name by which Lua frame `caller` calls what it is calling now. */
function calledName(caller: Frame, payer?: Payer): ValueName | undefined {
  if (caller.kind !== FrameKind.Lua) return undefined;
  return nameCalledAt(caller.closure!.code.proto, currentInstruction(caller), payer);
}

/** The name by which the instruction at word `at` calls what it calls, if it is a call. */
export function nameCalledAt(proto: FunctionProto, at: number, payer?: Payer): ValueName | undefined {
  const word = proto.code[at]!;
  const op = word & 255;
  if (op !== OP_CALL && op !== OP_TAILCALL && op !== OP_TFORCALL) return undefined;
  return registerName(proto, at, (word >>> 8) & 255, payer);
}

/** `luaL_argerror`: what is wrong with argument `n` of a builtin called by `name`. */
export function argumentMessage(name: ValueName | undefined, n: number, message: string): string {
  if (name !== undefined && name.kind === "method" && --n === 0) {
    return `calling '${name.name}' on bad self (${message})`;
  }
  return `bad argument #${n} to '${name === undefined ? "?" : name.name}' (${message})`;
}

/** The name of the builtin that is running, for `bad argument` messages. */
export function calleeName(rt: Runtime): ValueName | undefined {
  const frame = rt.current.frames[rt.current.depth];
  return frame === undefined ? undefined : calledName(frame, rt);
}

/** One level of a call stack, as `lua_getstack` counts them. */
export interface Activation {
  /** Lua function, C function, or a lost tail call */
  readonly what: "Lua" | "main" | "C" | "tail";
  readonly frame: Frame | undefined;
  readonly builtin: Builtin | undefined;
  readonly closure: Closure | undefined;
  /** the frame that called, if it is known how it names the function; see {@linkcode activationName} */
  readonly caller: Frame | undefined;
}

/** The name by which an activation was called; charges `rt`, if given, for a long search. */
export function activationName(activation: Activation, rt?: Runtime): ValueName | undefined {
  return activation.caller === undefined ? undefined : calledName(activation.caller, rt);
}

const TAIL: Activation = Object.freeze({
  what: "tail",
  frame: undefined,
  builtin: undefined,
  closure: undefined,
  caller: undefined,
});

/** The activation of a builtin that runs without a frame of its own. */
function builtinActivation(co: Coroutine, callee: Builtin): Activation {
  return { what: "C", frame: undefined, builtin: callee, closure: undefined, caller: co.frames[co.depth] };
}

/** The activation of frame `i`, undefined if the reference would not count it. */
function frameActivation(co: Coroutine, i: number): Activation | undefined {
  const frame = co.frames[i]!;
  let below = i - 1;
  // what is no level for the reference is not there: handlers and hooks run right above what they look at
  while (below >= 0 && co.frames[below]!.kind !== FrameKind.Lua && !isLevel(co.frames[below]!)) below--;
  const caller = below >= 0 ? co.frames[below] : undefined;
  if (frame.kind !== FrameKind.Lua) {
    if (!isLevel(frame)) return undefined;
    return { what: "C", frame, builtin: frame.builtin ?? undefined, closure: undefined, caller };
  }
  const closure = frame.closure!;
  return {
    what: closure.code.proto.lineDefined === 0 ? "main" : "Lua",
    frame,
    builtin: undefined,
    closure,
    caller: frame.tailCalls > 0 ? undefined : caller,
  };
}

/** Whether a native frame is a C function in the eyes of the reference. */
function isLevel(frame: Frame): boolean {
  switch (frame.kind) {
    case FrameKind.Body:
      return false;
    case FrameKind.Pcall:
    case FrameKind.Xpcall:
      // a reader of `load` is called without a function in between
      return frame.builtin !== null;
    case FrameKind.Hook:
    case FrameKind.Handler:
      // stands for the builtin in which the error or the event occurred, if it was one
      return frame.builtin !== null;
  }
  return true;
}

/**
 * The activation at `level` of a coroutine; in the running one, 0 is the running builtin. The reference takes
 * negative levels for lost tail calls.
 */
export function activationAt(rt: Runtime, co: Coroutine, level: number): Activation | undefined {
  if (level < 0) return TAIL;
  let at = 0;
  if (co === rt.current) {
    if (level === 0) return rt.callee === null ? undefined : builtinActivation(co, rt.callee);
    at = 1;
  }
  for (let i = co.depth; i >= 0; i--) {
    // levels near the top are free, a walk down a deep stack is not
    if (((co.depth - i) & 7) === 7) rt.charge(8);
    const activation = frameActivation(co, i);
    if (activation === undefined) continue;
    if (at === level) return activation;
    const lost = co.frames[i]!.tailCalls;
    if (level <= at + lost) return TAIL;
    at += 1 + lost;
  }
  return undefined;
}

/** `luaL_where`: `chunk:line: ` of the Lua function at `level`, else "". Level 1 called the builtin. */
export function where(rt: Runtime, level: number): string {
  if (level === 1) {
    // the usual case, without building activations
    const frame = rt.current.frames[rt.current.depth];
    return frame === undefined || frame.kind !== FrameKind.Lua ? "" : position(frame);
  }
  if (level <= 0) return "";
  const activation = activationAt(rt, rt.current, level);
  return activation?.frame === undefined || activation.closure === undefined
    ? ""
    : position(activation.frame);
}

function position(frame: Frame): string {
  return positionAt(frame.closure!.code, frame.pc);
}

/** `chunk:line: ` of a function that goes on at word `pc`. */
export function positionAt(code: Code, pc: number): string {
  return `${code.chunkId}:${code.proto.lines[pc > 0 ? pc - 1 : 0] ?? 0}: `;
}

/** Levels below this are shown before the dots of a long traceback, as in the reference. */
const FIRST_LEVELS = 12;
/** Levels shown after the dots. */
const LAST_LEVELS = 10;

/** How a lost tail call looks. */
const LOST_LINE = "\n\t(tail call): ?";

/**
 * `debug.traceback`: the text after the message, from `level` on. `hidden` levels come before those of
 * the coroutine and are never shown (the reference's standalone program has two of them). However deep the
 * stack, only the levels that are shown are described; `rt`, if given, is charged for the walk.
 */
export function traceback(
  co: Coroutine,
  callee: Builtin | null,
  level: number,
  hidden = 0,
  rt?: Runtime,
): string {
  rt?.charge(co.depth >> 3);
  const levels = new Levels(co, callee, Math.max(level, 0) + FIRST_LEVELS + 2);
  const end = levels.count + hidden;
  let text = "stack traceback:";
  if (level < 0) {
    // the reference takes negative levels for lost tail calls
    rt?.charge(-level);
    rt?.chargeString(-level * LOST_LINE.length);
    text += LOST_LINE.repeat(-level);
    level = 0;
  }
  let first = true;
  while (level >= 0 && level < end) {
    const at = level++;
    if (level > FIRST_LEVELS && first) {
      first = false;
      if (level + LAST_LEVELS >= end) level--;
      else {
        text += "\n\t...";
        level = end - LAST_LEVELS;
      }
      continue;
    }
    if (at >= hidden) text += "\n\t" + describe(levels.at(at - hidden), rt);
  }
  return text;
}

/** The activations of a coroutine by level: those nearest to either end of the stack. */
class Levels {
  declare readonly count: number;
  private readonly known = new Map<number, Activation>();

  /** `head`: how many of the innermost ones are needed. */
  constructor(co: Coroutine, callee: Builtin | null, head: number) {
    let count = callee === null ? 0 : 1;
    for (let i = 0; i <= co.depth; i++) {
      const frame = co.frames[i]!;
      if (frame.kind === FrameKind.Lua || isLevel(frame)) count += 1 + frame.tailCalls;
    }
    this.count = count;
    const tail = count - LAST_LEVELS - 2;
    if (callee !== null) this.known.set(0, builtinActivation(co, callee));
    let at = callee === null ? 0 : 1;
    for (let i = co.depth; i >= 0; i--) {
      const frame = co.frames[i]!;
      if (frame.kind !== FrameKind.Lua && !isLevel(frame)) continue;
      if (at < head || at >= tail) this.known.set(at, frameActivation(co, i)!);
      at += 1 + frame.tailCalls;
    }
  }

  /** The activation at a level; one between those of frames is a lost tail call. */
  at(level: number): Activation {
    return this.known.get(level) ?? TAIL;
  }
}

function describe(activation: Activation, rt?: Runtime): string {
  const name = activationName(activation, rt);
  switch (activation.what) {
    case "tail":
      return "(tail call): ?";
    case "C":
      return `[C]:${name === undefined ? " ?" : ` in function '${name.name}'`}`;
  }
  const { proto, chunkId: source } = activation.closure!.code;
  const start = `${source}:${currentLine(activation.frame!)}:`;
  if (name !== undefined) return `${start} in function '${name.name}'`;
  if (activation.what === "main") return `${start} in main chunk`;
  return `${start} in function <${source}:${proto.lineDefined}>`;
}
