/**
 * Code for expressions.
 *
 * {@linkcode ExpressionEmitter.expression} walks a node and returns an operand; the other methods bring an
 * operand to where it is needed. Order of evaluation, constant folding and register use are those of Lua
 * 5.1's code generator. Invariants: temporaries are a stack above the active local variables; left-leaning
 * chains are walked with an explicit stack, so JS recursion is bounded by the parser's syntax levels.
 *
 * @module
 */

import {
  BINARY,
  type BinaryExpr,
  type CallExpr,
  type Expr,
  type FunctionBody,
  type IndexExpr,
  type MethodCallExpr,
  type TableExpr,
  UNARY,
  type UnaryExpr,
} from "./ast.ts";
import { NO_JUMP } from "./code_buffer.ts";
import { OperandEmitter } from "./emitter_operands.ts";
import { foldArithmetic } from "./fold.ts";
import { At, KeyAt, Operand } from "./operand.ts";
import { OP } from "./opcodes.ts";

/** Items that one `SETLIST` stores (`LFIELDS_PER_FLUSH`). */
const FIELDS_PER_FLUSH = 50;
/** Constants that the 16-bit field of a compare-and-jump can name. */
const MAX_COMPARED_CONSTANT = 65535;

const SETTABLE = OP.SETTABLE!;
const SETFIELD = OP.SETFIELD!;
const SELF = OP.SELF!;
const NEWTABLE = OP.NEWTABLE!;
const SETLIST = OP.SETLIST!;
const ADD = OP.ADD!;
const ADDK = OP.ADDK!;
const KSUB = OP.KSUB!;
const KDIV = OP.KDIV!;
const UNM = OP.UNM!;
const NOT = OP.NOT!;
const LEN = OP.LEN!;
const CONCAT = OP.CONCAT!;
const JEQ = OP.JEQ!;
const JNE = OP.JNE!;
const JLT = OP.JLT!;
const JLE = OP.JLE!;
const JEQK = OP.JEQK!;
const JNEK = OP.JNEK!;
const JLTK = OP.JLTK!;
const JLEK = OP.JLEK!;
const JGTK = OP.JGTK!;
const JGEK = OP.JGEK!;
const CALL = OP.CALL!;
const CLOSURE = OP.CLOSURE!;
const VARARG = OP.VARARG!;

/** Emits expressions; `emitter.ts` adds statements. */
export abstract class ExpressionEmitter extends OperandEmitter {
  readonly #suffixes: (IndexExpr | CallExpr | MethodCallExpr)[] = [];
  readonly #binaries: BinaryExpr[] = [];

  /** Compiles a nested function; returns its index among the prototypes. */
  protected abstract nestedFunction(body: FunctionBody): number;

  // --- walking the tree ----------------------------------------------------------------------------------

  /** Emits the code that precedes the value of `node`; the operand tells where the value is. */
  expression(node: Expr): Operand {
    switch (node.kind) {
      case 0: // constant
        return new Operand(At.Constant, 0, node.value);
      case 1: // local
        return new Operand(node.variable.captured ? At.Box : At.Register, node.variable.register, undefined);
      case 2: // upvalue
        return new Operand(At.Upvalue, node.index, undefined);
      case 3: // global
        return new Operand(At.Global, 0, node.name);
      case 4: // index
      case 5: // call
      case 6: // method call
        return this.#suffixChain(node);
      case 7: { // function
        const index = this.nestedFunction(node.body);
        this.line = node.body.endLine;
        return new Operand(At.Instruction, this.emitWide(CLOSURE, 0, 0, 0, index), undefined);
      }
      case 8: // binary
        return this.#binaryChain(node);
      case 9: // unary
        return this.#unary(node);
      case 10: // table
        return this.#table(node);
      case 11: // vararg
        this.line = node.line;
        return new Operand(At.Vararg, this.emit(VARARG, 0, 1, 0), undefined);
      case 12: { // parentheses
        const operand = this.expression(node.inner);
        this.line = node.inner.line;
        this.discharge(operand);
        return operand;
      }
    }
  }

  #suffixChain(node: IndexExpr | CallExpr | MethodCallExpr): Operand {
    const stack = this.#suffixes;
    const bottom = stack.length;
    let prefix: Expr = node;
    while (prefix.kind === 4 || prefix.kind === 5 || prefix.kind === 6) {
      stack.push(prefix);
      prefix = prefix.kind === 5 ? prefix.callee : prefix.object;
    }
    let operand = this.expression(prefix);
    while (stack.length > bottom) {
      const suffix: IndexExpr | CallExpr | MethodCallExpr = stack.pop()!;
      this.line = prefix.line;
      if (suffix.kind === 4) this.#index(operand, suffix.key);
      else if (suffix.kind === 5) operand = this.#call(operand, suffix);
      else operand = this.#methodCall(operand, suffix);
      prefix = suffix;
    }
    return operand;
  }

  /** Turns the operand of a table into that of its element. A table in a box is read later. */
  #index(operand: Operand, keyNode: Expr): void {
    this.discharged(operand);
    if (operand.at !== At.Box || operand.hasJumps) this.toAnyRegister(operand);
    const boxed = operand.at === At.Box;
    if (keyNode.kind === 0) {
      operand.keyAt = KeyAt.Constant;
      operand.value = keyNode.value;
    } else {
      const key = this.expression(keyNode);
      this.line = keyNode.line;
      this.ready(key);
      operand.key = key.info;
      operand.value = key.value;
      operand.keyAt = key.at === At.Constant
        ? KeyAt.Constant
        : key.at === At.Box
        ? KeyAt.Box
        : KeyAt.Register;
    }
    // the reference enters the key into its constants here
    if (operand.keyAt === KeyAt.Constant && typeof operand.value === "number") {
      this.canonicalNumber(operand.value);
    }
    operand.at = At.Element;
    operand.tableBoxed = boxed;
  }

  #call(callee: Operand, node: CallExpr): Operand {
    this.toNextRegister(callee);
    return this.#callWith(callee.info, node.args, node.opLine);
  }

  #methodCall(object: Operand, node: MethodCallExpr): Operand {
    this.line = node.nameLine;
    const register = this.toAnyRegister(object);
    this.freeOperand(object);
    const base = this.freeRegister;
    this.reserve(2);
    this.emitWide(SELF, base, register, 0, this.site(node.name));
    return this.#callWith(base, node.args, node.opLine);
  }

  #callWith(base: number, args: readonly Expr[], opLine: number): Operand {
    let b = 0; // open
    if (args.length === 0 || !this.toRegisters(args)) b = this.freeRegister - base;
    this.line = opLine;
    const pc = this.emit(CALL, base, b, 2);
    this.freeRegister = base + 1; // the call removes function and arguments and leaves one result
    const operand = new Operand(At.Call, pc, undefined);
    operand.key = base;
    return operand;
  }

  /** Puts a list of values into fresh registers; true when the last one is left open (sets top). */
  toRegisters(list: readonly Expr[]): boolean {
    const last = this.allButLast(list);
    this.line = list[list.length - 1]!.line;
    if (last.at === At.Call || last.at === At.Vararg) {
      this.setResults(last, -1);
      return true;
    }
    this.toNextRegister(last);
    return false;
  }

  /** Puts all values of a list but the last into fresh registers; returns the last one's operand. */
  allButLast(list: readonly Expr[]): Operand {
    const end = list.length - 1;
    for (let i = 0; i < end; i++) {
      const node = list[i]!;
      const operand = this.expression(node);
      this.line = node.line;
      this.toNextRegister(operand);
    }
    return this.expression(list[end]!);
  }

  #binaryChain(node: BinaryExpr): Operand {
    const stack = this.#binaries;
    const bottom = stack.length;
    let left: Expr = node;
    while (left.kind === 8) {
      stack.push(left);
      left = left.left;
    }
    let operand = this.expression(left);
    while (stack.length > bottom) {
      const binary: BinaryExpr = stack.pop()!;
      this.line = left.line;
      this.#beforeRight(binary.op, operand);
      const right = this.expression(binary.right);
      this.line = binary.opLine;
      operand = this.#afterRight(binary.op, operand, right);
      left = binary;
    }
    return operand;
  }

  /** What must happen to the left operand before the right one is evaluated. */
  #beforeRight(op: number, left: Operand): void {
    switch (op) {
      case BINARY.AND:
        this.goIfTrue(left);
        break;
      case BINARY.OR:
        this.goIfFalse(left);
        break;
      case BINARY.CONCAT:
        this.toNextRegister(left);
        break;
      default:
        if (op > BINARY.POW || !left.isNumeral) this.ready(left);
    }
  }

  #afterRight(op: number, left: Operand, right: Operand): Operand {
    switch (op) {
      case BINARY.AND:
        this.discharged(right);
        right.falseList = this.joinLists(right.falseList, left.falseList);
        return right;
      case BINARY.OR:
        this.discharged(right);
        right.trueList = this.joinLists(right.trueList, left.trueList);
        return right;
      case BINARY.CONCAT:
        return this.#concat(left, right);
      default:
        return op <= BINARY.POW ? this.#arithmetic(op, left, right) : this.#comparison(op, left, right);
    }
  }

  #concat(left: Operand, right: Operand): Operand {
    this.toValue(right);
    if (right.at === At.Instruction && this.opcodeAt(right.info) === CONCAT) {
      this.freeOperand(left);
      this.setB(right.info, left.info); // one instruction for the whole chain
      return right;
    }
    this.toNextRegister(right);
    this.release(left.info);
    return new Operand(At.Instruction, this.emit(CONCAT, 0, left.info, right.info), undefined);
  }

  #arithmetic(op: number, left: Operand, right: Operand): Operand {
    if (left.isNumeral && right.isNumeral) {
      const folded = foldArithmetic(op, left.value as number, right.value as number);
      if (folded !== undefined) {
        left.value = folded;
        return left;
      }
    }
    this.ready(right);
    let pc: number;
    if (right.at === At.Constant && typeof right.value === "number") {
      const constant = this.constant(right.value);
      const a = this.late(left);
      this.release(a);
      pc = this.emitWide(ADDK + op, 0, a, 0, constant);
    } else if (left.at === At.Constant && typeof left.value === "number" && hasReversedForm(op)) {
      const b = this.late(right);
      const constant = this.constant(left.value);
      this.release(b);
      if (op === BINARY.SUB) pc = this.emitWide(KSUB, 0, b, 0, constant);
      else if (op === BINARY.DIV) pc = this.emitWide(KDIV, 0, b, 0, constant);
      else pc = this.emitWide(ADDK + op, 0, b, 1, constant);
    } else {
      const b = this.late(right);
      const a = this.late(left);
      this.release(a);
      this.release(b);
      pc = this.emit(ADD + op, 0, a, b);
    }
    return new Operand(At.Instruction, pc, undefined);
  }

  #comparison(op: number, left: Operand, right: Operand): Operand {
    this.ready(right);
    const pc = op === BINARY.EQ || op === BINARY.NE
      ? this.#equality(op === BINARY.EQ, left, right)
      : this.#ordering(op, left, right);
    return new Operand(At.Jump, pc, undefined);
  }

  #equality(equal: boolean, left: Operand, right: Operand): number {
    if (left.at === At.Constant && right.at !== At.Constant) [left, right] = [right, left];
    if (right.at === At.Constant) {
      const constant = this.constant(right.value);
      if (constant <= MAX_COMPARED_CONSTANT) {
        const a = this.late(left);
        this.release(a);
        return this.emitWide(equal ? JEQK : JNEK, a, constant & 255, constant >> 8, NO_JUMP);
      }
    }
    const b = this.late(right);
    const a = this.late(left);
    this.release(a);
    this.release(b);
    return this.emitWide(equal ? JEQ : JNE, a, b, 0, NO_JUMP);
  }

  #ordering(op: number, left: Operand, right: Operand): number {
    const byRight = right.at === At.Constant && typeof right.value === "number";
    const byLeft = !byRight && left.at === At.Constant && typeof left.value === "number";
    if (byRight || byLeft) {
      const constant = this.constant(byRight ? right.value : left.value);
      if (constant <= MAX_COMPARED_CONSTANT) {
        const a = this.late(byRight ? left : right);
        this.release(a);
        const less = op === BINARY.LT || op === BINARY.LE; // as written
        const strict = op === BINARY.LT || op === BINARY.GT;
        const jump = less === byRight ? (strict ? JLTK : JLEK) : (strict ? JGTK : JGEK);
        return this.emitWide(jump, a, constant & 255, constant >> 8, NO_JUMP);
      }
    }
    const b = this.late(right);
    const a = this.late(left);
    this.release(a);
    this.release(b);
    switch (op) {
      case BINARY.LT:
        return this.emitWide(JLT, a, b, 0, NO_JUMP);
      case BINARY.LE:
        return this.emitWide(JLE, a, b, 0, NO_JUMP);
      case BINARY.GT:
        return this.emitWide(JLT, b, a, 0, NO_JUMP);
      default:
        return this.emitWide(JLE, b, a, 0, NO_JUMP);
    }
  }

  #unary(node: UnaryExpr): Operand {
    const operand = this.expression(node.operand);
    this.line = node.opLine;
    if (node.op === UNARY.NOT) {
      this.#not(operand);
      return operand;
    }
    if (node.op === UNARY.MINUS && operand.isNumeral) {
      operand.value = -(operand.value as number);
      return operand;
    }
    const register = this.toAnyRegister(operand);
    this.freeOperand(operand);
    const pc = this.emit(node.op === UNARY.MINUS ? UNM : LEN, 0, register, 0);
    return new Operand(At.Instruction, pc, undefined);
  }

  #not(operand: Operand): void {
    this.discharged(operand);
    if (operand.at === At.Constant) {
      operand.value = operand.value === undefined || operand.value === false;
    } else if (operand.at === At.Jump) {
      this.invertJump(operand.info);
    } else {
      this.dischargeToAnyRegister(operand);
      this.freeOperand(operand);
      operand.info = this.emit(NOT, 0, operand.info, 0);
      operand.at = At.Instruction;
    }
    const trueList = operand.trueList;
    operand.trueList = operand.falseList;
    operand.falseList = trueList;
    this.dropValues(operand.trueList);
    this.dropValues(operand.falseList);
  }

  #table(node: TableExpr): Operand {
    this.line = node.opLine;
    const pc = this.emitWide(NEWTABLE, 0, 0, 0, 0);
    const table = new Operand(At.Instruction, pc, undefined);
    this.toNextRegister(table);
    const base = table.info;
    let listed = 0; // list items so far
    let hashed = 0;
    let waiting = 0; // list items not stored yet; the last of them is `pending`
    let pending: Operand | undefined;
    let pendingNode: Expr | undefined;
    for (let i = 0; i < node.items.length; i++) {
      if (pending !== undefined) {
        this.line = pendingNode!.line;
        this.toNextRegister(pending);
        pending = undefined;
        if (waiting === FIELDS_PER_FLUSH) {
          this.#setList(base, waiting, listed - waiting);
          waiting = 0;
        }
      }
      const item = node.items[i]!;
      if (item.key !== undefined) {
        hashed++;
        this.#tableField(base, item.key, item.value);
      } else {
        listed++;
        waiting++;
        pendingNode = item.value;
        pending = this.expression(item.value);
      }
    }
    let counted = listed;
    if (waiting > 0) {
      this.line = node.endLine;
      if (pending !== undefined && (pending.at === At.Call || pending.at === At.Vararg)) {
        this.setResults(pending, -1);
        this.#setList(base, 0, listed - waiting);
        counted--; // an open list is not counted in the size
      } else {
        if (pending !== undefined) this.toNextRegister(pending);
        this.#setList(base, waiting, listed - waiting);
      }
    }
    this.setD(pc, floatingByte(counted) | (floatingByte(hashed) << 16));
    return table;
  }

  #setList(base: number, count: number, stored: number): void {
    this.emitWide(SETLIST, base, count, 0, stored);
    this.freeRegister = base + 1;
  }

  #tableField(base: number, keyNode: Expr, valueNode: Expr): void {
    const free = this.freeRegister;
    const key = this.expression(keyNode);
    this.line = keyNode.line;
    this.ready(key);
    // the reference enters the key into its constants before it looks at the value
    if (key.at === At.Constant && typeof key.value === "number") this.canonicalNumber(key.value);
    const value = this.expression(valueNode);
    this.line = valueNode.line;
    const register = this.toAnyRegister(value);
    if (key.at === At.Constant && typeof key.value === "string") {
      this.emitWide(SETFIELD, base, register, 0, this.site(key.value));
    } else {
      this.emit(SETTABLE, base, this.late(key), register);
    }
    this.freeRegister = free;
  }
}

/** Whether `constant op register` has an instruction of its own. */
function hasReversedForm(op: number): boolean {
  return op <= BINARY.DIV;
}

/** A size as a "floating point byte" (`luaO_int2fb`): eeeeexxx, rounded up. */
function floatingByte(size: number): number {
  let exponent = 0;
  while (size >= 16) {
    size = (size + 1) >> 1;
    exponent++;
  }
  return size < 8 ? size : ((exponent + 1) << 3) | (size - 8);
}
