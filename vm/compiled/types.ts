/**
 * What is known of the values in registers: a forward data flow over the basic blocks of a function.
 *
 * Compiled code leaves for the interpreter when an operand of arithmetic is no number (unless the place is
 * known for that), so after an instruction its operands and result are numbers.
 *
 * @module
 */

import type { FunctionProto } from "../../compiler/proto.ts";
import { compute } from "../operators.ts";
import { type Instruction, writes } from "./decode.ts";
import type { Flow } from "./flow.ts";

/** Kinds of values, one bit each: nil. */
export const NIL = 1;
/** booleans */
export const BOOL = 2;
/** numbers */
export const NUM = 4;
/** strings */
export const STR = 8;
/** tables */
export const TAB = 16;
/** functions, userdata, threads, and boxes */
export const OTHER = 32;
/** all kinds */
export const ANY = 63;

/** What registers may hold at one place. */
export class Types {
  /** kinds each register may hold */
  declare readonly kinds: Uint8Array;
  /** the number a register always holds, NaN for none */
  declare readonly numbers: Float64Array;

  constructor(size: number) {
    this.kinds = new Uint8Array(size).fill(ANY);
    this.numbers = new Float64Array(size).fill(NaN);
  }

  copy(): Types {
    const copy = new Types(0);
    (copy as { kinds: Uint8Array }).kinds = this.kinds.slice();
    (copy as { numbers: Float64Array }).numbers = this.numbers.slice();
    return copy;
  }

  set(register: number, kinds: number, value = NaN): void {
    this.kinds[register] = kinds;
    this.numbers[register] = value;
  }

  /** Narrows a register's kinds without changing its value. */
  narrow(register: number, kinds: number): void {
    this.kinds[register] = kinds;
  }

  isNumber(register: number): boolean {
    return this.kinds[register] === NUM;
  }

  /** Takes in what another way to the same place knows; whether that changed anything. */
  join(other: Types): boolean {
    let changed = false;
    for (let r = 0; r < this.kinds.length; r++) {
      const kinds = this.kinds[r]! | other.kinds[r]!;
      if (kinds !== this.kinds[r]) {
        this.kinds[r] = kinds;
        changed = true;
      }
      const value = this.numbers[r]!;
      if (value === value && !Object.is(value, other.numbers[r])) {
        this.numbers[r] = NaN;
        changed = true;
      }
    }
    return changed;
  }
}

/** The types at the start of each block, by its order. `entry` holds those at the root. */
export function inferTypes(flow: Flow, entry: Types, generic: ReadonlySet<number>): (Types | undefined)[] {
  const { blocks, proto } = flow;
  const at: (Types | undefined)[] = blocks.map(() => undefined);
  at[0] = entry.copy();
  for (let changed = true; changed;) {
    changed = false;
    for (const block of blocks) {
      const start = at[block.order];
      if (start === undefined) continue;
      const state = start.copy();
      for (const i of block.instructions) transfer(proto, i, state, generic);
      const last = block.instructions[block.instructions.length - 1]!;
      for (const taken of [false, true]) {
        const target = taken ? block.taken : block.fall;
        if (target === undefined) continue;
        const out = state.copy();
        alongEdge(proto, last, taken, out);
        const known = at[target.order];
        if (known === undefined) {
          at[target.order] = out;
          changed = true;
        } else if (known.join(out)) changed = true;
      }
    }
  }
  return at;
}

/** What taking an edge says about the value tested. */
export function alongEdge(proto: FunctionProto, i: Instruction, taken: boolean, state: Types): void {
  const kinds = state.kinds;
  switch (i.op) {
    case 38: // JT
      kinds[i.a] = taken ? truthy(kinds[i.a]!) : falsy(kinds[i.a]!);
      return;
    case 39: // JF
      kinds[i.a] = taken ? falsy(kinds[i.a]!) : truthy(kinds[i.a]!);
      return;
    case 40: // TESTSET
      if (taken) {
        const holds = i.c !== 0 ? truthy(kinds[i.b]!) : falsy(kinds[i.b]!);
        kinds[i.b] = holds;
        state.set(i.a, holds, state.numbers[i.b]);
      } else kinds[i.b] = i.c !== 0 ? falsy(kinds[i.b]!) : truthy(kinds[i.b]!);
      return;
    case 47: // JEQK
    case 48: // JNEK
      if (proto.constants[i.bc] === undefined) {
        kinds[i.a] = taken === (i.op === 47) ? NIL : (kinds[i.a]! & ~NIL) || ANY;
      }
      return;
    case 63: // FORLOOP
      if (taken) state.set(i.a + 3, NUM);
      return;
    case 65: // TFORLOOP
      if (taken) {
        kinds[i.a + 3] = (kinds[i.a + 3]! & ~NIL) || ANY;
        state.set(i.a + 2, kinds[i.a + 3]!);
      }
  }
}

/** An edge that no value takes keeps what is known: it is never taken. */
function truthy(kinds: number): number {
  return (kinds & ~NIL) || ANY;
}

function falsy(kinds: number): number {
  return (kinds & (NIL | BOOL)) || ANY;
}

function kindOf(value: unknown): number {
  switch (typeof value) {
    case "undefined":
      return NIL;
    case "boolean":
      return BOOL;
    case "number":
      return NUM;
  }
  return STR;
}

/** Carries `state` over one instruction, but for what depends on where it goes. */
export function transfer(
  proto: FunctionProto,
  i: Instruction,
  state: Types,
  generic: ReadonlySet<number>,
): void {
  const { op, a, b, c } = i;
  let value: number | undefined;
  switch (op) {
    case 0: // MOVE
      return state.set(a, state.kinds[b]!, state.numbers[b]);
    case 1: { // LOADK
      const value = proto.constants[i.d];
      return state.set(a, kindOf(value), typeof value === "number" ? value : NaN);
    }
    case 2: // LOADINT
      return state.set(a, NUM, (i.bc << 16) >> 16);
    case 3: // LOADBOOL
    case 34: // NOT
      return state.set(a, BOOL);
    case 4: // LOADNIL
      for (let r = a; r <= a + b; r++) state.set(r, NIL);
      return;
    case 7: // NEWBOX
    case 66: // CLOSURE
      return state.set(a, OTHER);
    case 16: { // SELF
      const kinds = state.kinds[b]!;
      state.set(a + 1, kinds);
      return state.set(a, ANY);
    }
    case 17: // NEWTABLE
      return state.set(a, TAB);
    case 35: // LEN
      return state.set(a, NUM);
    case 36: // CONCAT
      return state.set(a, generic.has(i.pc) ? ANY : STR);
    case 19:
    case 20:
    case 21:
    case 22:
    case 23:
    case 24: // ADD ... POW
      if (generic.has(i.pc) && !(state.isNumber(b) && state.isNumber(c))) return state.set(a, ANY);
      value = constantResult(proto, i, state);
      state.narrow(b, NUM);
      state.narrow(c, NUM);
      return state.set(a, NUM, value);
    case 25:
    case 26:
    case 27:
    case 28:
    case 29:
    case 30:
    case 31:
    case 32:
    case 33: // ADDK ... UNM
      if (generic.has(i.pc) && !state.isNumber(b)) return state.set(a, ANY);
      value = constantResult(proto, i, state);
      state.narrow(b, NUM);
      return state.set(a, NUM, value);
    case 43:
    case 44:
    case 45:
    case 46: // JLT ... JNLE
      if (generic.has(i.pc)) return;
      state.narrow(a, NUM);
      return state.narrow(b, NUM);
    case 49:
    case 50:
    case 51:
    case 52:
    case 53:
    case 54:
    case 55:
    case 56: // JLTK ... JNGEK
      if (!generic.has(i.pc)) state.narrow(a, NUM);
      return;
    case 62: // FORPREP
      state.set(a, NUM);
      state.narrow(a + 1, NUM);
      return state.narrow(a + 2, NUM);
    case 63: // FORLOOP: the interpreter has checked them, wherever the entry is
      state.set(a, NUM);
      state.narrow(a + 1, NUM);
      return state.narrow(a + 2, NUM);
    case 65: // TFORLOOP: see alongEdge
    case 40: // TESTSET
    case 18: // SETLIST
      return;
  }
  writes(proto, i, (r) => state.set(r, ANY));
}

/** The result of arithmetic on numbers that are known, undefined when they are not. */
export function constantResult(proto: FunctionProto, i: Instruction, state: Types): number | undefined {
  const { op, b } = i;
  const x = state.numbers[b]!;
  if (x !== x || op < 19 || op > 33) return undefined;
  if (op === 33) return -x;
  if (op <= 24) {
    const y = state.numbers[i.c]!;
    return y === y ? compute(op - 19, x, y) : undefined;
  }
  const k = proto.constants[i.d];
  if (typeof k !== "number") return undefined;
  if (op === 31) return compute(1, k, x);
  if (op === 32) return compute(3, k, x);
  return i.c === 1 ? compute(op - 25, k, x) : compute(op - 25, x, k);
}
