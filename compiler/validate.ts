/**
 * Validation of function prototypes that do not come straight from the compiler.
 *
 * What passes here can be run by the VM and translated by the compiled tier without further checks: no
 * operand is out of range, control stays on instruction boundaries and never falls off the end, open lists
 * are consumed where they are produced, and (`validate_flow.ts`) no register is read as what it does not
 * hold. Work and memory are linear in the size of the module; nesting is walked with a list, not recursion.
 *
 * @module
 */

import { ModuleFault } from "./errors.ts";
import { MAX_REGISTERS, OPCODES } from "./opcodes.ts";
import type { FunctionProto } from "./proto.ts";
import { MAX_UPVALUES } from "./scope.ts";
import { checkFlow } from "./validate_flow.ts";

/** Functions may nest this deep; the compiler's syntax levels keep far below. */
export const MAX_NESTING = 200;
/** Words of code one function may have. */
const MAX_CODE = 1 << 26;

/** Mark in the map of a function's code words: an instruction begins here. */
export const INSTRUCTION = 1;
/** Mark in the map of a function's code words: a jump leads here. */
export const JUMP_TARGET = 2;

/**
 * Checks a function and all functions in it. Unless `upvalues` is true it must be a main function, which has
 * none.
 *
 * @throws {ModuleFault} it is not something the compiler could have produced and must not be run
 */
export function validateProto(main: FunctionProto, upvalues = false): void {
  if (main.upvalues.length !== 0 && !upvalues) throw new ModuleFault("main function has upvalues");
  const pending: { proto: FunctionProto; depth: number }[] = [{ proto: main, depth: 0 }];
  while (pending.length > 0) {
    const { proto, depth } = pending.pop()!;
    if (depth > MAX_NESTING) throw new ModuleFault("functions nest too deep");
    new FunctionValidator(proto).run();
    for (const child of proto.protos) pending.push({ proto: child, depth: depth + 1 });
  }
}

/** Checks one function. */
class FunctionValidator {
  readonly #proto: FunctionProto;
  readonly #marks: Uint8Array;

  constructor(proto: FunctionProto) {
    this.#proto = proto;
    this.#marks = new Uint8Array(proto.code.length);
  }

  run(): void {
    this.#checkHeader();
    this.#checkTables();
    this.#checkInstructions();
    this.#checkTargets();
    checkFlow(this.#proto, this.#marks);
  }

  #fault(message: string, pc?: number): never {
    const where = `function at line ${this.#proto.lineDefined}`;
    throw new ModuleFault(pc === undefined ? `${where}: ${message}` : `${where}, word ${pc}: ${message}`);
  }

  #require(condition: boolean, message: string, pc?: number): void {
    if (!condition) this.#fault(message, pc);
  }

  #checkHeader(): void {
    const { maxStack, numParams, isVararg, needsArg, code, lines } = this.#proto;
    this.#require(maxStack >= 2 && maxStack <= MAX_REGISTERS, "bad register count");
    this.#require(numParams >= 0 && numParams + (needsArg ? 1 : 0) <= maxStack, "bad parameter count");
    this.#require(!needsArg || isVararg, "arg without varargs");
    this.#require(code.length >= 1 && code.length <= MAX_CODE, "bad code size");
    this.#require(lines.length === code.length, "bad line table");
  }

  #checkTables(): void {
    const { constants, sites, upvalues, protos, locals, maxStack, code } = this.#proto;
    for (let i = 0; i < sites.length; i++) {
      this.#require(typeof constants[sites[i]!] === "string", "site without a string key");
    }
    this.#require(upvalues.length <= MAX_UPVALUES, "too many upvalues");
    for (const child of protos) {
      for (const { fromParentLocal, index } of child.upvalues) {
        this.#require(
          index >= 0 && index < (fromParentLocal ? maxStack : upvalues.length),
          "bad upvalue index",
        );
      }
    }
    for (const { register, startPc, endPc } of locals) {
      this.#require(register >= 0 && register < maxStack, "local variable out of range");
      this.#require(startPc >= 0 && startPc <= endPc && endPc <= code.length, "bad local variable range");
    }
  }

  /** Operands of every instruction, by the opcode table and then by what is special to the opcode. */
  #checkInstructions(): void {
    const { code } = this.#proto;
    let pc = 0;
    let last = 0;
    let openAt = -1; // register at which an open list starts, left by the instruction before
    while (pc < code.length) {
      const word = code[pc]!;
      const info = OPCODES[word & 255];
      if (info === undefined) this.#fault("unknown opcode", pc);
      this.#marks[pc]! |= INSTRUCTION;
      const next = pc + (info.wide === "none" ? 1 : 2);
      this.#require(next <= code.length, "instruction is cut off", pc);
      this.#checkOperand(info.a, (word >>> 8) & 255, pc);
      if (info.bc === "none") {
        this.#checkOperand(info.b, (word >>> 16) & 255, pc);
        this.#checkOperand(info.c, word >>> 24, pc);
      } else if (info.bc !== "signed") {
        this.#checkConstant(info.bc, word >>> 16, pc);
      }
      if (info.wide !== "none") this.#checkWide(info.wide, code[pc + 1]!, pc);
      openAt = this.#checkSpecial(pc, word, next, openAt);
      last = pc;
      pc = next;
    }
    switch (code[last]! & 255) {
      case 37: // JMP
      case 59: // RETURN
      case 60: // RETURN0
      case 61: // RETURN1
      case 62: // FORPREP
        break;
      default:
        this.#fault("control falls off the end", last);
    }
    this.#require(openAt < 0, "open list at the end", last);
  }

  #checkOperand(kind: string, value: number, pc: number): void {
    switch (kind) {
      case "none":
        this.#require(value === 0, "unused operand is set", pc);
        break;
      case "dst":
      case "src":
      case "box":
        this.#require(value < this.#proto.maxStack, "register out of range", pc);
        break;
      case "upvalue":
        this.#require(value < this.#proto.upvalues.length, "upvalue out of range", pc);
        break;
    }
  }

  #checkConstant(kind: string, index: number, pc: number): void {
    const { constants } = this.#proto;
    this.#require(index >= 0 && index < constants.length, "constant out of range", pc);
    this.#require(kind !== "number" || typeof constants[index] === "number", "constant is no number", pc);
  }

  #checkWide(kind: string, d: number, pc: number): void {
    const { sites, code, protos } = this.#proto;
    switch (kind) {
      case "constant":
      case "number":
        this.#checkConstant(kind, d, pc);
        break;
      case "site":
        this.#require(d >= 0 && d < sites.length, "site out of range", pc);
        break;
      case "jump":
        this.#require(d >= 0 && d < code.length, "jump out of range", pc);
        this.#marks[d]! |= JUMP_TARGET;
        break;
      case "proto":
        this.#require(d >= 0 && d < protos.length, "function out of range", pc);
        break;
      case "integer":
        this.#require(d >= 0, "negative index", pc);
        break;
      case "sizes":
        this.#checkSize(d & 0xffff, pc);
        this.#checkSize(d >>> 16, pc);
        break;
    }
  }

  /** Sizes are hints: no constructor has more items than words of code follow from. */
  #checkSize(size: number, pc: number): void {
    const exponent = size >> 3;
    const items = exponent === 0 ? size : ((size & 7) + 8) * 2 ** (exponent - 1);
    this.#require(items <= 2 * this.#proto.code.length + 16, "table size out of proportion", pc);
  }

  #checkWindow(last: number, pc: number): void {
    this.#require(last < this.#proto.maxStack, "register window out of range", pc);
  }

  /**
   * What the table does not say. Returns the register at which the instruction leaves an open list, or -1.
   *
   * @param openAt the same of the instruction before
   */
  #checkSpecial(pc: number, word: number, next: number, openAt: number): number {
    const { code, isVararg } = this.#proto;
    const a = (word >>> 8) & 255;
    const b = (word >>> 16) & 255;
    const c = word >>> 24;
    let consumes = -1; // lowest register of the open list that the instruction consumes
    let produces = -1;
    switch (word & 255) {
      case 3: // LOADBOOL
        this.#require(b <= 1, "bad flag", pc);
        break;
      case 4: // LOADNIL
        this.#checkWindow(a + b, pc);
        break;
      case 16: // SELF
        this.#checkWindow(a + 1, pc);
        break;
      case 18: // SETLIST
        if (b === 0) consumes = a + 1;
        else this.#checkWindow(a + b, pc);
        break;
      case 25: // ADDK
      case 27: // MULK
      case 40: // TESTSET
        this.#require(c <= 1, "bad flag", pc);
        break;
      case 36: // CONCAT
        this.#require(b < c, "bad operand range", pc);
        break;
      case 57: // CALL
        if (b === 0) consumes = a + 1;
        else this.#checkWindow(a + b - 1, pc);
        if (c === 0) produces = a;
        else if (c > 1) this.#checkWindow(a + c - 2, pc);
        break;
      case 58: // TAILCALL
        if (b === 0) consumes = a + 1;
        else this.#checkWindow(a + b - 1, pc);
        this.#require(code[next] === (59 | (a << 8)), "tail call without its return", pc);
        produces = a;
        break;
      case 59: // RETURN
        if (b === 0) consumes = a;
        else if (b > 1) this.#checkWindow(a + b - 2, pc);
        break;
      case 62: // FORPREP
      case 63: { // FORLOOP
        this.#checkWindow(a + 3, pc);
        if ((word & 255) === 63) break;
        const loop = code[code[pc + 1]!]!;
        this.#require((loop & 0xffff) === (63 | (a << 8)), "loop preparation without its loop", pc);
        break;
      }
      case 64: // TFORCALL
        this.#require(c >= 1, "iterator without results", pc);
        this.#checkWindow(a + 2 + Math.max(c, 3), pc);
        this.#require((code[next]! & 0xffff) === (65 | (a << 8)), "iterator call without its loop", pc);
        break;
      case 65: // TFORLOOP
        this.#checkWindow(a + 3, pc);
        break;
      case 67: // VARARG
        this.#require(isVararg, "varargs in a function without them", pc);
        if (b === 0) produces = a;
        else if (b > 1) this.#checkWindow(a + b - 2, pc);
        break;
    }
    this.#require((openAt >= 0) === (consumes >= 0), "open list is not consumed where it is produced", pc);
    this.#require(consumes <= openAt, "open list starts too low", pc);
    return produces;
  }

  /** Jumps lead to instructions, and never between the producer of an open list and its consumer. */
  #checkTargets(): void {
    const { code } = this.#proto;
    for (let pc = 0; pc < code.length; pc++) {
      const mark = this.#marks[pc]!;
      if (mark === JUMP_TARGET) this.#fault("jump into an instruction", pc);
      if (mark !== (INSTRUCTION | JUMP_TARGET)) continue;
      const word = code[pc]!;
      const op = word & 255;
      const consumer = (op === 18 || (op >= 57 && op <= 59)) && ((word >>> 16) & 255) === 0;
      if (consumer || op === 65) this.#fault("jump into the middle of an operation", pc);
    }
  }
}
