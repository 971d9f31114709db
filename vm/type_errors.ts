/**
 * Run-time errors about types, with the variable named as the reference names it.
 *
 * They are raised in the middle of an instruction of the loop, which goes on where they are caught: each function
 * returns true for "reload", as `propagate` has done without a JS exception, which would take microseconds.
 *
 * @module
 */

import type { Coroutine, Frame } from "./coroutine.ts";
import { FrameKind } from "./coroutine.ts";
import type { LuaThrow } from "./errors.ts";
import { currentInstruction, registerName, type ValueName } from "./debug_info.ts";
import { toNumber } from "./number.ts";
import { type Runtime, typeName } from "./runtime.ts";
import type { Value } from "./value.ts";

/** The name of the register at stack index `slot` of the active frame. */
function nameOfSlot(rt: Runtime, co: Coroutine, slot: number): ValueName | undefined {
  const frame = co.frames[co.depth];
  if (frame === undefined || frame.kind !== FrameKind.Lua) return undefined;
  const register = slot - frame.base;
  const { proto, maxStack } = frame.closure!.code;
  if (register < 0 || register >= maxStack) return undefined;
  return registerName(proto, currentInstruction(frame), register, rt);
}

/** `attempt to <action> local 'x' (a nil value)`. */
export function typeMessage(action: string, value: Value, name: ValueName | undefined): string {
  const type = typeName(value);
  return name === undefined
    ? `attempt to ${action} a ${type} value`
    : `attempt to ${action} ${name.kind} '${name.name}' (a ${type} value)`;
}

/** `luaG_typeerror`. `slot` is the stack index the value came from, -1 when it came from elsewhere. */
export function typeError(rt: Runtime, co: Coroutine, action: string, value: Value, slot: number): true {
  return raise(rt, typeMessage(action, value, slot < 0 ? undefined : nameOfSlot(rt, co, slot)));
}

/** `propagate` of `native_frames.ts`, which imports what imports this. */
export const travel: { propagate: (rt: Runtime, thrown: LuaThrow) => boolean } = { propagate: () => false };

function raise(rt: Runtime, message: string): true {
  rt.callee = null;
  const thrown = rt.raised(message);
  if (!travel.propagate(rt, thrown)) throw thrown;
  return true;
}

const OP_TFORCALL = 64;

/** Calling something that cannot be called. */
export function callError(rt: Runtime, co: Coroutine, value: Value, slot: number): true {
  const frame = co.frames[co.depth]!;
  if (frame.kind === FrameKind.Lua) {
    // the reference copies an iterator to where the loop's first variable will be
    const { op, a } = operandSlots(frame);
    if (op === OP_TFORCALL) slot = a + 3;
  }
  return typeError(rt, co, "call", value, slot);
}

/** Registers B and C of the instruction a Lua frame is executing, as stack indexes; -1 for constants. */
export function operandSlots(frame: Frame): { a: number; b: number; c: number; op: number } {
  const word = frame.closure!.code.code[currentInstruction(frame)]!;
  return {
    op: word & 255,
    a: frame.base + ((word >>> 8) & 255),
    b: frame.base + ((word >>> 16) & 255),
    c: frame.base + (word >>> 24),
  };
}

/** `luaG_aritherror`. */
export function arithmeticError(rt: Runtime, co: Coroutine, b: Value, c: Value): true {
  const second = toNumber(b) !== undefined;
  const { op, b: left, c: right } = operandSlots(co.frames[co.depth]!);
  return typeError(rt, co, ARITHMETIC, second ? c : b, second && hasTwoRegisters(op) ? right : left);
}

/** What is attempted when arithmetic fails. */
export const ARITHMETIC = "perform arithmetic on";

/** Whether the second operand of an arithmetic instruction is register C: 25-32 have one besides a constant, 33 one. */
export function hasTwoRegisters(op: number): boolean {
  return op < 25;
}

/** `luaG_concaterror` for operands at stack indexes `left` and `left + 1`. */
export function concatError(rt: Runtime, co: Coroutine, left: number): true {
  const value = co.stack[left];
  const bad = typeof value === "string" || typeof value === "number" ? left + 1 : left;
  return typeError(rt, co, "concatenate", co.stack[bad], bad);
}

/** `luaG_ordererror`. */
export function orderError(rt: Runtime, a: Value, b: Value): true {
  return raise(rt, orderMessage(a, b));
}

/** What is wrong with comparing two values. */
export function orderMessage(a: Value, b: Value): string {
  const left = typeName(a);
  const right = typeName(b);
  // the reference tells types apart by their third letter, so string and thread are "two string values"
  return left.charAt(2) === right.charAt(2)
    ? `attempt to compare two ${left} values`
    : `attempt to compare ${left} with ${right}`;
}
