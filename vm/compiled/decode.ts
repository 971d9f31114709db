/**
 * Bytecode as a list of instructions with what the compiled tier has to know of each: the registers it reads
 * and writes, and where it goes.
 *
 * @module
 */

import { OPCODES } from "../../compiler/opcodes.ts";
import type { FunctionProto } from "../../compiler/proto.ts";

/** One instruction. */
export interface Instruction {
  /** word index */
  readonly pc: number;
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** B and C together, unsigned */
  readonly bc: number;
  /** the second word of a wide instruction */
  readonly d: number;
  /** word index of the instruction after it */
  readonly next: number;
}

/** The instruction at word `pc`. */
export function decodeAt(code: Int32Array, pc: number): Instruction {
  const word = code[pc]!;
  const op = word & 255;
  const wide = OPCODES[op]!.wide !== "none";
  return {
    pc,
    op,
    a: (word >>> 8) & 255,
    b: (word >>> 16) & 255,
    c: word >>> 24,
    bc: word >>> 16,
    d: wide ? code[pc + 1]! : 0,
    next: pc + (wide ? 2 : 1),
  };
}

/** Whether the instruction goes to `d`, always or sometimes. */
export function jumps(op: number): boolean {
  return OPCODES[op]!.wide === "jump";
}

/** Whether the instruction after it is never reached from it. */
export function neverFallsThrough(op: number): boolean {
  // JMP, RETURN, RETURN0, RETURN1, FORPREP
  return op === 37 || (op >= 59 && op <= 61) || op === 62;
}

/** Whether a basic block ends with it: what runs elsewhere must find the steps before it charged, no others. */
export function endsBlock(op: number): boolean {
  return jumps(op) || op === 57 || op === 58 || (op >= 59 && op <= 61) || op === 64;
}

/** Calls `visit` for each register `i` reads; `openAt` is where an open list it consumes begins. */
export function reads(
  proto: FunctionProto,
  i: Instruction,
  openAt: number,
  visit: (register: number) => void,
): void {
  const { op, a, b, c } = i;
  const span = (from: number, end: number) => {
    for (let r = from; r < end; r++) visit(r);
  };
  switch (op) {
    case 18: // SETLIST
      visit(a);
      return span(a + 1, b === 0 ? openAt : a + 1 + b);
    case 36: // CONCAT
      return span(b, c + 1);
    case 57: // CALL
    case 58: // TAILCALL
      visit(a);
      return span(a + 1, b === 0 ? openAt : a + b);
    case 59: // RETURN
      return span(a, b === 0 ? openAt : a + b - 1);
    case 62: // FORPREP
    case 63: // FORLOOP
    case 64: // TFORCALL
      return span(a, a + 3);
    case 65: // TFORLOOP
      return visit(a + 3);
    case 66: // CLOSURE
      for (const { fromParentLocal, index } of proto.protos[i.d]!.upvalues) if (fromParentLocal) visit(index);
      return;
  }
  const info = OPCODES[op]!;
  if (info.a === "src" || info.a === "box") visit(a);
  if (info.b === "src" || info.b === "box") visit(b);
  if (info.c === "src") visit(c);
}

/** Calls `visit` for each register `i` writes; everything above an open call's or list's first one is lost. */
export function writes(proto: FunctionProto, i: Instruction, visit: (register: number) => void): void {
  const { op, a, b, c } = i;
  const span = (from: number, end: number) => {
    for (let r = from; r < end; r++) visit(r);
  };
  switch (op) {
    case 4: // LOADNIL
      return span(a, a + b + 1);
    case 7: // NEWBOX
    case 62: // FORPREP
      return visit(a);
    case 16: // SELF
      return span(a, a + 2);
    case 57: // CALL: what lies above its function is the callee's
    case 58: // TAILCALL
      return span(a, proto.maxStack);
    case 63: // FORLOOP
      visit(a);
      return visit(a + 3);
    case 64: // TFORCALL
      return span(a + 3, Math.max(a + 3 + c, proto.maxStack));
    case 65: // TFORLOOP
      return visit(a + 2);
    case 67: // VARARG
      return span(a, b === 0 ? proto.maxStack : a + b - 1);
  }
  if (OPCODES[op]!.a === "dst") visit(a);
}
