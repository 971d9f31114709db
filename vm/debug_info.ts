/**
 * What can be said of running code: positions, names of variables and functions, tracebacks.
 *
 * Names are found as the reference's `ldebug.c` does: by following the bytecode from the start of the
 * function to the failing instruction and seeing which one last wrote a register. It costs time in
 * proportion to the function, and only when a message is made.
 *
 * @module
 */

import { chunkId } from "../compiler/chunk_id.ts";
import { OPCODES } from "../compiler/opcodes.ts";
import type { FunctionProto, LocalVariable } from "../compiler/proto.ts";
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

/** Word index of the instruction that ends just before `pc`. */
function instructionBefore(proto: FunctionProto, pc: number): number {
  const code = proto.code;
  let start = 0;
  for (let at = 0; at < pc && at < code.length;) {
    start = at;
    at += WIDE[code[at]! & 255] ? 2 : 1;
  }
  return start;
}

/** Word index of the instruction a frame is executing. */
export function currentInstruction(frame: Frame): number {
  return instructionBefore(frame.closure!.code.proto, frame.pc);
}

/** Source line a Lua frame is at. */
export function currentLine(frame: Frame): number {
  const lines = frame.closure!.code.proto.lines;
  return lines[frame.pc > 0 ? frame.pc - 1 : 0] ?? 0;
}

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

/** How the source names the value in `register` at the instruction at `pc`. */
export function registerName(proto: FunctionProto, pc: number, register: number): ValueName | undefined {
  const code = proto.code;
  for (;;) {
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
  return proto.constants[proto.sites[site]!] as string;
}

/** The name by which Lua frame `caller` calls what it is calling now. */
function calledName(caller: Frame): ValueName | undefined {
  if (caller.kind !== FrameKind.Lua) return undefined;
  const proto = caller.closure!.code.proto;
  const at = currentInstruction(caller);
  const word = proto.code[at]!;
  const op = word & 255;
  if (op !== OP_CALL && op !== OP_TAILCALL && op !== OP_TFORCALL) return undefined;
  return registerName(proto, at, (word >>> 8) & 255);
}

/** The name of the builtin that is running, for `bad argument` messages. */
export function calleeName(rt: Runtime): ValueName | undefined {
  const frame = rt.current.frames[rt.current.depth];
  return frame === undefined ? undefined : calledName(frame);
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

/** The name by which an activation was called. */
export function activationName(activation: Activation): ValueName | undefined {
  return activation.caller === undefined ? undefined : calledName(activation.caller);
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
  const caller = i > 0 ? co.frames[i - 1] : undefined;
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

/**
 * The activations of a coroutine from the innermost outward. For the running coroutine the first one is
 * the builtin that is running (level 0), unless `callee` is null.
 */
export function* activations(co: Coroutine, callee: Builtin | null): Generator<Activation> {
  if (callee !== null) yield builtinActivation(co, callee);
  for (let i = co.depth; i >= 0; i--) {
    const activation = frameActivation(co, i);
    if (activation === undefined) continue;
    yield activation;
    for (let t = co.frames[i]!.tailCalls; t > 0; t--) yield TAIL;
  }
}

/** Whether a native frame is a C function in the eyes of the reference. */
function isLevel(frame: Frame): boolean {
  switch (frame.kind) {
    case FrameKind.Body:
      return false;
    case FrameKind.Hook:
    case FrameKind.Handler:
      // stands for the builtin in which the error or the event occurred, if it was one
      return frame.builtin !== null;
  }
  return true;
}

/** The activation at `level` of a coroutine; in the running one, 0 is the running builtin. */
export function activationAt(rt: Runtime, co: Coroutine, level: number): Activation | undefined {
  let at = 0;
  if (co === rt.current) {
    if (level === 0) return rt.callee === null ? undefined : builtinActivation(co, rt.callee);
    at = 1;
  }
  for (let i = co.depth; i >= 0; i--) {
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
  const proto = frame.closure!.code.proto;
  return `${chunkId(proto.source)}:${currentLine(frame)}: `;
}

/** Levels below this are shown before the dots of a long traceback, as in the reference. */
const FIRST_LEVELS = 12;
/** Levels shown after the dots. */
const LAST_LEVELS = 10;

/**
 * `debug.traceback`: the text after the message, from `level` on. `hidden` levels come before those of
 * the coroutine and are never shown (the reference's standalone program has two of them).
 */
export function traceback(co: Coroutine, callee: Builtin | null, level: number, hidden = 0): string {
  const all = [...activations(co, callee)];
  const exists = (n: number) => n >= 0 && n - hidden < all.length;
  let text = "stack traceback:";
  let first = true;
  while (exists(level)) {
    const at = level++;
    if (level > FIRST_LEVELS && first) {
      first = false;
      if (!exists(level + LAST_LEVELS)) level--;
      else {
        text += "\n\t...";
        while (exists(level + LAST_LEVELS)) level++;
      }
      continue;
    }
    if (at >= hidden) text += "\n\t" + describe(all[at - hidden]!);
  }
  return text;
}

function describe(activation: Activation): string {
  const name = activationName(activation);
  switch (activation.what) {
    case "tail":
      return "(tail call): ?";
    case "C":
      return `[C]:${name === undefined ? " ?" : ` in function '${name.name}'`}`;
  }
  const proto = activation.closure!.code.proto;
  const source = chunkId(proto.source);
  const start = `${source}:${currentLine(activation.frame!)}:`;
  if (name !== undefined) return `${start} in function '${name.name}'`;
  if (activation.what === "main") return `${start} in main chunk`;
  return `${start} in function <${source}:${proto.lineDefined}>`;
}
