/**
 * The code of one function while it grows: words, lines, jump lists, constants, sites, registers.
 *
 * A jump whose target is not known yet is in a list: its second word holds the index of the next jump of the
 * list, {@linkcode NO_JUMP} at the end. Jumps "to here" wait in one pending list until the next instruction
 * is emitted, so that a jump to a jump goes straight to its end. A `TESTSET` in a list has {@linkcode NO_REGISTER}
 * as its destination until the list is patched, and then becomes a plain `JT`/`JF` if no value is wanted.
 *
 * @module
 */

import { SyntaxFault } from "./errors.ts";
import { MAX_REGISTERS, OP } from "./opcodes.ts";
import type { Constant } from "./proto.ts";

/** The empty jump list. */
export const NO_JUMP = -1;
/** Destination of a `TESTSET` that is not patched yet. */
export const NO_REGISTER = 255;

/** Constants a function may have (the range of Lua 5.1's `Bx` operand). */
const MAX_CONSTANTS = 262143;

const JMP = OP.JMP!;
const JT = OP.JT!;
const JF = OP.JF!;
const JEQ = OP.JEQ!;
const TESTSET = OP.TESTSET!;
const LOADNIL = OP.LOADNIL!;
const NEWBOX = OP.NEWBOX!;
const LOADBOOL = OP.LOADBOOL!;
const LOADINT = OP.LOADINT!;
const LOADK = OP.LOADK!;

/** Thrown when a function needs too many registers; `compile.ts` finds out where that is. */
export class RegisterOverflow {
  /** the value of `line` when it happened */
  declare readonly line: number;
  constructor(line: number) {
    this.line = line;
  }
}

/** Instructions and tables of one function under construction. */
export class CodeBuffer {
  /** word index of the next instruction */
  pc = 0;
  /** line given to emitted instructions */
  line = 0;
  /** first free register */
  freeRegister = 0;
  /** registers of active local variables: all below are variables, all from here on temporaries */
  activeRegisters = 0;
  /** registers used so far */
  maxStack = 2;

  #code = new Int32Array(64);
  #lines = new Int32Array(64);
  /** word index of the last instruction emitted */
  #lastPc = -1;
  /** no instruction before this word may be merged with a later one: something jumps here */
  #lastTarget = -1;
  #pendingJumps = NO_JUMP;

  readonly #constants: Constant[] = [];
  readonly #constantIndex = new Map<string, number>();
  /** numbers, and strings that begin with a digit */
  readonly #numberIndex = new Map<string, number>();
  #nilIndex = -1;
  #trueIndex = -1;
  #falseIndex = -1;
  /** the first zero used: Lua 5.1's constant table takes 0 and -0 for the same key */
  #zero: number | undefined = undefined;
  #sites = new Int32Array(16);
  #siteCount = 0;
  readonly #chunkName: string;

  constructor(chunkName: string) {
    this.#chunkName = chunkName;
  }

  // --- instructions --------------------------------------------------------------------------------------

  /** Emits a one-word instruction; returns its word index. */
  emit(op: number, a: number, b: number, c: number): number {
    if (this.#pendingJumps !== NO_JUMP) this.#settlePendingJumps();
    const pc = this.pc;
    if (pc === this.#code.length) this.#grow();
    this.#code[pc] = op | (a << 8) | (b << 16) | (c << 24);
    this.#lines[pc] = this.line;
    this.#lastPc = pc;
    this.pc = pc + 1;
    return pc;
  }

  /** Emits a two-word instruction; returns the index of its first word. */
  emitWide(op: number, a: number, b: number, c: number, d: number): number {
    const pc = this.emit(op, a, b, c);
    if (this.pc === this.#code.length) this.#grow();
    this.#code[this.pc] = d;
    this.#lines[this.pc] = this.line;
    this.pc++;
    return pc;
  }

  /** Opcode of the instruction at `pc`. */
  opcodeAt(pc: number): number {
    return this.#code[pc]! & 255;
  }

  /** B operand of the instruction at `pc`. */
  operandB(pc: number): number {
    return (this.#code[pc]! >>> 16) & 255;
  }

  /** Replaces the opcode of the instruction at `pc`. */
  setOpcode(pc: number, op: number): void {
    this.#code[pc] = (this.#code[pc]! & ~0xff) | op;
  }

  /** Sets operand A of the instruction at `pc`. */
  setA(pc: number, a: number): void {
    this.#code[pc] = (this.#code[pc]! & ~0xff00) | (a << 8);
  }

  /** Sets operand B of the instruction at `pc`. */
  setB(pc: number, b: number): void {
    this.#code[pc] = (this.#code[pc]! & ~0xff0000) | (b << 16);
  }

  /** Sets operand C of the instruction at `pc`. */
  setC(pc: number, c: number): void {
    this.#code[pc] = (this.#code[pc]! & 0xffffff) | (c << 24);
  }

  /** Sets the second word of the instruction at `pc`. */
  setD(pc: number, d: number): void {
    this.#code[pc + 1] = d;
  }

  /** Gives the last instruction another line. */
  fixLine(line: number): void {
    for (let i = this.#lastPc; i < this.pc; i++) this.#lines[i] = line;
  }

  /** Takes back the instruction at `pc`, which must be the last one, of one word. */
  dropLast(pc: number): void {
    this.pc = pc;
    this.#lastPc = -1;
  }

  // --- jumps ---------------------------------------------------------------------------------------------

  /** Marks the next instruction as a jump target; returns its word index. */
  label(): number {
    this.#lastTarget = this.pc;
    return this.pc;
  }

  /** Emits a jump; returns the list holding it and every jump that was waiting for this place. */
  jump(): number {
    const waiting = this.#pendingJumps;
    this.#pendingJumps = NO_JUMP;
    const list = this.emitWide(JMP, 0, 0, 0, NO_JUMP);
    return this.joinLists(list, waiting);
  }

  /** Joins two jump lists by walking the first. */
  joinLists(first: number, second: number): number {
    if (second === NO_JUMP) return first;
    if (first === NO_JUMP) return second;
    let last = first;
    for (let next = this.#code[last + 1]!; next !== NO_JUMP; next = this.#code[last + 1]!) last = next;
    this.#code[last + 1] = second;
    return first;
  }

  /** Lets every jump of `list` go to the next instruction. */
  patchToHere(list: number): void {
    if (list === NO_JUMP) return;
    this.label();
    this.#pendingJumps = this.joinLists(list, this.#pendingJumps);
  }

  /** Lets every jump of `list` go to `target`. */
  patchList(list: number, target: number): void {
    if (target === this.pc) this.patchToHere(list);
    else this.patchValueList(list, target, NO_REGISTER, target);
  }

  /**
   * Patches `list`: jumps that carry a value put it into `register` and go to `valueTarget`, all others go to
   * `target`.
   */
  patchValueList(list: number, valueTarget: number, register: number, target: number): void {
    while (list !== NO_JUMP) {
      const next = this.#code[list + 1]!;
      this.#code[list + 1] = this.#patchTest(list, register) ? valueTarget : target;
      list = next;
    }
  }

  /** Makes the jumps of `list` carry no value. */
  dropValues(list: number): void {
    for (; list !== NO_JUMP; list = this.#code[list + 1]!) this.#patchTest(list, NO_REGISTER);
  }

  /** Whether some jump of `list` carries no value, so that one must be loaded where it ends. */
  needsValue(list: number): boolean {
    for (; list !== NO_JUMP; list = this.#code[list + 1]!) {
      if ((this.#code[list]! & 255) !== TESTSET) return true;
    }
    return false;
  }

  /** Turns a conditional jump into its opposite. */
  invertJump(pc: number): void {
    const op = this.#code[pc]! & 255;
    // from JEQ on, the condition and its negation are pairs with the odd number first
    if (op >= JEQ) this.setOpcode(pc, (op - JEQ) & 1 ? op - 1 : op + 1);
    else this.setOpcode(pc, op === JT ? JF : JT);
  }

  #patchTest(pc: number, register: number): boolean {
    const word = this.#code[pc]!;
    if ((word & 255) !== TESTSET) return false;
    const source = (word >>> 16) & 255;
    if (register !== NO_REGISTER && register !== source) this.setA(pc, register);
    else this.#code[pc] = ((word >>> 24) !== 0 ? JT : JF) | (source << 8);
    return true;
  }

  #settlePendingJumps(): void {
    const list = this.#pendingJumps;
    this.#pendingJumps = NO_JUMP;
    this.patchValueList(list, this.pc, NO_REGISTER, this.pc);
  }

  // --- constants and sites -------------------------------------------------------------------------------

  /** Index of a constant, added when new. */
  constant(value: Constant): number {
    switch (typeof value) {
      case "string": {
        // V8 hashes integer Map keys, and strings that spell integers, without a seed, and the source may be
        // hostile: a mark in front makes them ordinary strings
        const first = value.charCodeAt(0);
        if (first >= 48 && first <= 57) return this.#keyed(this.#numberIndex, "'" + value, value);
        return this.#keyed(this.#constantIndex, value, value);
      }
      case "number":
        return this.#keyed(this.#numberIndex, "#" + value, this.canonicalNumber(value));
      case "boolean":
        if (value) return this.#trueIndex < 0 ? (this.#trueIndex = this.#append(true)) : this.#trueIndex;
        return this.#falseIndex < 0 ? (this.#falseIndex = this.#append(false)) : this.#falseIndex;
      default:
        return this.#nilIndex < 0 ? (this.#nilIndex = this.#append(undefined)) : this.#nilIndex;
    }
  }

  /** The number a constant `value` really gives in this function: see `#zero`. */
  canonicalNumber(value: number): number {
    if (value !== 0) return value;
    if (this.#zero === undefined) this.#zero = value;
    return this.#zero;
  }

  #keyed(index: Map<string, number>, key: string, value: Constant): number {
    let at = index.get(key);
    if (at === undefined) {
      at = this.#append(value);
      index.set(key, at);
    }
    return at;
  }

  #append(value: Constant): number {
    if (this.#constants.length >= MAX_CONSTANTS) {
      throw new SyntaxFault("constant table overflow", this.#chunkName, 0, 1, "", false);
    }
    this.#constants.push(value);
    return this.#constants.length - 1;
  }

  /** A new inline-cache site for the string `key`. */
  site(key: string): number {
    if (this.#siteCount === this.#sites.length) {
      const bigger = new Int32Array(this.#sites.length * 2);
      bigger.set(this.#sites);
      this.#sites = bigger;
    }
    this.#sites[this.#siteCount] = this.constant(key);
    return this.#siteCount++;
  }

  // --- registers and loads -------------------------------------------------------------------------------

  /** Makes sure that `count` registers are free. @throws {RegisterOverflow} */
  checkStack(count: number): void {
    const needed = this.freeRegister + count;
    if (needed <= this.maxStack) return;
    if (needed >= MAX_REGISTERS) throw new RegisterOverflow(this.line);
    this.maxStack = needed;
  }

  /** Takes `count` registers. @throws {RegisterOverflow} */
  reserve(count: number): void {
    this.checkStack(count);
    this.freeRegister += count;
  }

  /** Sets `count` registers from `from` on to nil, merging with a `LOADNIL` right before. */
  emitNil(from: number, count: number): void {
    const last = this.#lastPc;
    if (this.pc > this.#lastTarget && last >= 0 && (this.#code[last]! & 255) === LOADNIL) {
      const first = (this.#code[last]! >>> 8) & 255;
      const end = first + ((this.#code[last]! >>> 16) & 255);
      if (first <= from && from <= end + 1) {
        if (from + count - 1 > end) this.setB(last, from + count - 1 - first);
        return;
      }
    }
    this.emit(LOADNIL, from, count - 1, 0);
  }

  /** Loads a constant into a register. */
  emitConstant(register: number, value: Constant): void {
    if (typeof value === "number") {
      const number = this.canonicalNumber(value);
      if (number === (number << 16) >> 16 && !Object.is(number, -0)) {
        this.emit(LOADINT, register, number & 255, (number >> 8) & 255);
      } else {
        this.emitWide(LOADK, register, 0, 0, this.constant(number));
      }
    } else if (value === undefined) {
      this.emitNil(register, 1);
    } else if (typeof value === "boolean") {
      this.emit(LOADBOOL, register, value ? 1 : 0, 0);
    } else {
      this.emitWide(LOADK, register, 0, 0, this.constant(value));
    }
  }

  // --- results -------------------------------------------------------------------------------------------

  /** The finished code. */
  finishedCode(): Int32Array {
    return this.#code.slice(0, this.pc);
  }

  /** The line of each word of the finished code. */
  finishedLines(): Int32Array {
    const lines = this.#lines.slice(0, this.pc);
    // The reference has no instruction for what a function begins with here: clearing registers and boxing
    // parameters. So that debug hooks do not see them, they count as part of what follows.
    let start = 0;
    while ((this.#code[start]! & 255) === NEWBOX || (this.#code[start]! & 255) === LOADNIL) start++;
    lines.fill(lines[start]!, 0, start);
    return lines;
  }

  /** The finished constants. */
  finishedConstants(): readonly Constant[] {
    return this.#constants;
  }

  /** The finished sites. */
  finishedSites(): Int32Array {
    return this.#sites.slice(0, this.#siteCount);
  }

  #grow(): void {
    const code = new Int32Array(this.#code.length * 2);
    const lines = new Int32Array(this.#lines.length * 2);
    code.set(this.#code);
    lines.set(this.#lines);
    this.#code = code;
    this.#lines = lines;
  }
}
