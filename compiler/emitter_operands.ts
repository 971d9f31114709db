/**
 * Bringing values to where they are needed: registers, jumps, variables.
 *
 * Everything here takes an operand (`operand.ts`) and changes it to say where its value is afterwards.
 * Temporaries are a stack above the active local variables; an operand that is a temporary is freed by
 * whoever uses it up.
 *
 * @module
 */

import { CodeBuffer, NO_JUMP, NO_REGISTER } from "./code_buffer.ts";
import { At, KeyAt, type Operand } from "./operand.ts";
import { OP } from "./opcodes.ts";

const MOVE = OP.MOVE!;
const GETUPVAL = OP.GETUPVAL!;
const SETUPVAL = OP.SETUPVAL!;
const GETBOX = OP.GETBOX!;
const SETBOX = OP.SETBOX!;
const GETGLOBAL = OP.GETGLOBAL!;
const SETGLOBAL = OP.SETGLOBAL!;
const GETTABLE = OP.GETTABLE!;
const GETFIELD = OP.GETFIELD!;
const SETTABLE = OP.SETTABLE!;
const SETFIELD = OP.SETFIELD!;
const NOT = OP.NOT!;
const JT = OP.JT!;
const JF = OP.JF!;
const TESTSET = OP.TESTSET!;
const LOADBOOL = OP.LOADBOOL!;

/** Emits what operands need; `emitter_expr.ts` adds expressions. */
export class OperandEmitter extends CodeBuffer {
  // --- bringing operands to registers --------------------------------------------------------------------

  /** Frees `register` and all above it, if it is a temporary. */
  release(register: number): void {
    if (register >= this.activeRegisters && register < this.freeRegister) this.freeRegister = register;
  }

  /** Frees the temporary that an operand occupies, if it does. */
  freeOperand(operand: Operand): void {
    if (operand.at === At.Register) this.release(operand.info);
  }

  /** Fixes the number of results of an open call or vararg: `count`, or -1 for all. */
  setResults(operand: Operand, count: number): void {
    if (operand.at === At.Call) {
      this.setC(operand.info, count + 1);
    } else if (operand.at === At.Vararg) {
      this.setB(operand.info, count + 1);
      this.setA(operand.info, this.freeRegister);
      this.reserve(1);
    }
  }

  /** Reads variables; afterwards the operand is a constant, register, box, jump or open instruction. */
  discharge(operand: Operand): void {
    switch (operand.at) {
      case At.Upvalue:
        operand.info = this.emit(GETUPVAL, 0, operand.info, 0);
        operand.at = At.Instruction;
        break;
      case At.Global:
        operand.info = this.emitWide(GETGLOBAL, 0, 0, 0, this.site(operand.value as string));
        operand.at = At.Instruction;
        break;
      case At.Element:
        this.#dischargeElement(operand);
        break;
      case At.Call:
        operand.info = operand.key;
        operand.at = At.Register;
        break;
      case At.Vararg:
        this.setB(operand.info, 2);
        operand.at = At.Instruction;
        break;
    }
  }

  /** {@linkcode ExpressionEmitter.discharge}, typed so that later tests of `at` are not narrowed away. */
  discharged(operand: Operand): void {
    this.discharge(operand);
  }

  #dischargeElement(operand: Operand): void {
    const table = operand.tableBoxed ? this.#unbox(operand.info) : operand.info;
    if (operand.keyAt === KeyAt.Constant && typeof operand.value === "string") {
      this.release(table);
      operand.info = this.emitWide(GETFIELD, 0, table, 0, this.site(operand.value));
    } else {
      const key = this.#elementKey(operand);
      this.release(key);
      this.release(table);
      operand.info = this.emit(GETTABLE, 0, table, key);
    }
    operand.at = At.Instruction;
  }

  /** The register of an element's key, read or loaded now unless it is there already. */
  #elementKey(operand: Operand): number {
    if (operand.keyAt === KeyAt.Register) return operand.key;
    if (operand.keyAt === KeyAt.Box) return this.#unbox(operand.key);
    const register = this.freeRegister;
    this.reserve(1);
    this.emitConstant(register, operand.value);
    return register;
  }

  #unbox(box: number): number {
    const register = this.freeRegister;
    this.reserve(1);
    this.emit(GETBOX, register, box, 0);
    return register;
  }

  /** Puts the value at the end of the expression into `register`, without the values that jumps carry. */
  #dischargeToRegister(operand: Operand, register: number): void {
    this.discharged(operand);
    switch (operand.at) {
      case At.Constant:
        this.emitConstant(register, operand.value);
        break;
      case At.Box:
        this.emit(GETBOX, register, operand.info, 0);
        break;
      case At.Instruction:
        this.setA(operand.info, register);
        break;
      case At.Register:
        if (operand.info !== register) this.emit(MOVE, register, operand.info, 0);
        break;
      default: // a jump
        return;
    }
    operand.at = At.Register;
    operand.info = register;
  }

  dischargeToAnyRegister(operand: Operand): void {
    if (operand.at === At.Register) return;
    this.reserve(1);
    this.#dischargeToRegister(operand, this.freeRegister - 1);
  }

  /** Puts the whole value into `register`. */
  toRegister(operand: Operand, register: number): void {
    this.#dischargeToRegister(operand, register);
    const isJump = operand.at === At.Jump;
    if (isJump) operand.trueList = this.joinLists(operand.info, operand.trueList);
    if (operand.hasJumps) {
      let loadFalse = NO_JUMP;
      let loadTrue = NO_JUMP;
      if (this.needsValue(operand.trueList) || this.needsValue(operand.falseList)) {
        const skip = isJump ? NO_JUMP : this.jump();
        loadFalse = this.label();
        this.emit(LOADBOOL, register, 0, 0);
        const over = this.jump();
        loadTrue = this.label();
        this.emit(LOADBOOL, register, 1, 0);
        this.patchToHere(over);
        this.patchToHere(skip);
      }
      const end = this.label();
      this.patchValueList(operand.falseList, end, register, loadFalse);
      this.patchValueList(operand.trueList, end, register, loadTrue);
    }
    operand.trueList = operand.falseList = NO_JUMP;
    operand.at = At.Register;
    operand.info = register;
  }

  /** Puts the value into a fresh register. */
  toNextRegister(operand: Operand): void {
    this.discharge(operand);
    this.freeOperand(operand);
    this.reserve(1);
    this.toRegister(operand, this.freeRegister - 1);
  }

  /** Puts the value into some register, its own if it has one; returns it. */
  toAnyRegister(operand: Operand): number {
    this.discharge(operand);
    if (operand.at === At.Register) {
      if (!operand.hasJumps) return operand.info;
      if (operand.info >= this.activeRegisters) {
        this.toRegister(operand, operand.info);
        return operand.info;
      }
    }
    this.toNextRegister(operand);
    return operand.info;
  }

  toValue(operand: Operand): void {
    if (operand.hasJumps) this.toAnyRegister(operand);
    else this.discharge(operand);
  }

  /** Makes the operand a register, or leaves it a constant or a box to be read late. */
  ready(operand: Operand): void {
    this.toValue(operand);
    if (operand.at !== At.Constant && operand.at !== At.Box) this.toAnyRegister(operand);
  }

  /** The register of an operand made ready, reading it now if that was put off. */
  late(operand: Operand): number {
    if (operand.at === At.Register) return operand.info;
    if (operand.at === At.Box) return this.#unbox(operand.info);
    const register = this.freeRegister;
    this.reserve(1);
    this.emitConstant(register, operand.value);
    return register;
  }

  // --- conditions ----------------------------------------------------------------------------------------

  /** Continues when the operand is true; jumps that leave with a false value are in its `falseList`. */
  goIfTrue(operand: Operand): void {
    this.discharged(operand);
    let jumps: number;
    // not a plain jump for false: jumps that arrive here would join it and bring their values along
    if (operand.at === At.Constant && operand.value !== undefined && operand.value !== false) {
      jumps = NO_JUMP;
    } else if (operand.at === At.Jump) {
      this.invertJump(operand.info);
      jumps = operand.info;
    } else {
      jumps = this.#jumpOn(operand, false);
    }
    operand.falseList = this.joinLists(jumps, operand.falseList);
    this.patchToHere(operand.trueList);
    operand.trueList = NO_JUMP;
  }

  goIfFalse(operand: Operand): void {
    this.discharged(operand);
    let jumps: number;
    if (operand.at === At.Constant && (operand.value === undefined || operand.value === false)) {
      jumps = NO_JUMP;
    } else if (operand.at === At.Jump) {
      jumps = operand.info;
    } else {
      jumps = this.#jumpOn(operand, true);
    }
    operand.trueList = this.joinLists(jumps, operand.trueList);
    this.patchToHere(operand.falseList);
    operand.falseList = NO_JUMP;
  }

  /** Emits a jump taken when the operand's truth is `truth`, carrying its value. */
  #jumpOn(operand: Operand, truth: boolean): number {
    if (operand.at === At.Instruction && this.opcodeAt(operand.info) === NOT) {
      const source = this.operandB(operand.info);
      this.dropLast(operand.info);
      return this.emitWide(truth ? JF : JT, source, 0, 0, NO_JUMP);
    }
    this.dischargeToAnyRegister(operand);
    this.freeOperand(operand);
    return this.emitWide(TESTSET, NO_REGISTER, operand.info, truth ? 1 : 0, NO_JUMP);
  }

  // --- stores --------------------------------------------------------------------------------------------

  /** Stores a value into a variable: a local, upvalue, global or element operand. */
  store(target: Operand, value: Operand): void {
    if (target.at === At.Register) {
      this.freeOperand(value);
      this.toRegister(value, target.info);
      return;
    }
    const register = this.toAnyRegister(value);
    switch (target.at) {
      case At.Box:
        this.emit(SETBOX, target.info, register, 0);
        break;
      case At.Upvalue:
        this.emit(SETUPVAL, register, target.info, 0);
        break;
      case At.Global:
        this.emitWide(SETGLOBAL, register, 0, 0, this.site(target.value as string));
        break;
      default: {
        const free = this.freeRegister;
        const table = target.tableBoxed ? this.#unbox(target.info) : target.info;
        if (target.keyAt === KeyAt.Constant && typeof target.value === "string") {
          this.emitWide(SETFIELD, table, register, 0, this.site(target.value));
        } else {
          this.emit(SETTABLE, table, this.#elementKey(target), register);
        }
        this.freeRegister = free;
      }
    }
    this.freeOperand(value);
  }

  /** Copies the local variable `target` when an earlier target of the same assignment reads it later. */
  avoidConflict(earlier: readonly Operand[], target: Operand): void {
    const copy = this.freeRegister;
    let conflict = false;
    for (const element of earlier) {
      if (element.at !== At.Element) continue;
      if (element.info === target.info) {
        conflict = true;
        element.info = copy;
        element.tableBoxed = false;
      }
      if (element.keyAt !== KeyAt.Constant && element.key === target.info) {
        conflict = true;
        element.key = copy;
        element.keyAt = KeyAt.Register;
      }
    }
    if (!conflict) return;
    this.emit(target.at === At.Box ? GETBOX : MOVE, copy, target.info, 0);
    this.reserve(1);
  }
}
