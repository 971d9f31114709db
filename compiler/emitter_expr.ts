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
import { CodeBuffer, NO_JUMP, NO_REGISTER } from "./code_buffer.ts";
import { foldArithmetic } from "./fold.ts";
import { At, KeyAt, Operand } from "./operand.ts";
import { OP } from "./opcodes.ts";

/** Items that one `SETLIST` stores (`LFIELDS_PER_FLUSH`). */
const FIELDS_PER_FLUSH = 50;
/** Constants that the 16-bit field of a compare-and-jump can name. */
const MAX_COMPARED_CONSTANT = 65535;

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
const JT = OP.JT!;
const JF = OP.JF!;
const TESTSET = OP.TESTSET!;
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
const LOADBOOL = OP.LOADBOOL!;
const CALL = OP.CALL!;
const CLOSURE = OP.CLOSURE!;
const VARARG = OP.VARARG!;

/** Emits expressions; `emitter.ts` adds statements. */
export abstract class ExpressionEmitter extends CodeBuffer {
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
    this.#discharged(operand);
    if (operand.at !== At.Box || operand.hasJumps) this.toAnyRegister(operand);
    const boxed = operand.at === At.Box;
    if (keyNode.kind === 0) {
      operand.keyAt = KeyAt.Constant;
      operand.value = keyNode.value;
    } else {
      const key = this.expression(keyNode);
      this.line = keyNode.line;
      this.#ready(key);
      operand.key = key.info;
      operand.value = key.value;
      operand.keyAt = key.at === At.Constant
        ? KeyAt.Constant
        : key.at === At.Box
        ? KeyAt.Box
        : KeyAt.Register;
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
        this.#goIfFalse(left);
        break;
      case BINARY.CONCAT:
        this.toNextRegister(left);
        break;
      default:
        if (op > BINARY.POW || !left.isNumeral) this.#ready(left);
    }
  }

  #afterRight(op: number, left: Operand, right: Operand): Operand {
    switch (op) {
      case BINARY.AND:
        this.#discharged(right);
        right.falseList = this.joinLists(right.falseList, left.falseList);
        return right;
      case BINARY.OR:
        this.#discharged(right);
        right.trueList = this.joinLists(right.trueList, left.trueList);
        return right;
      case BINARY.CONCAT:
        return this.#concat(left, right);
      default:
        return op <= BINARY.POW ? this.#arithmetic(op, left, right) : this.#comparison(op, left, right);
    }
  }

  #concat(left: Operand, right: Operand): Operand {
    this.#toValue(right);
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
    this.#ready(right);
    let pc: number;
    if (right.at === At.Constant && typeof right.value === "number") {
      const constant = this.constant(right.value);
      const a = this.#late(left);
      this.release(a);
      pc = this.emitWide(ADDK + op, 0, a, 0, constant);
    } else if (left.at === At.Constant && typeof left.value === "number" && hasReversedForm(op)) {
      const b = this.#late(right);
      const constant = this.constant(left.value);
      this.release(b);
      if (op === BINARY.SUB) pc = this.emitWide(KSUB, 0, b, 0, constant);
      else if (op === BINARY.DIV) pc = this.emitWide(KDIV, 0, b, 0, constant);
      else pc = this.emitWide(ADDK + op, 0, b, 1, constant);
    } else {
      const b = this.#late(right);
      const a = this.#late(left);
      this.release(a);
      this.release(b);
      pc = this.emit(ADD + op, 0, a, b);
    }
    return new Operand(At.Instruction, pc, undefined);
  }

  #comparison(op: number, left: Operand, right: Operand): Operand {
    this.#ready(right);
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
        const a = this.#late(left);
        this.release(a);
        return this.emitWide(equal ? JEQK : JNEK, a, constant & 255, constant >> 8, NO_JUMP);
      }
    }
    const b = this.#late(right);
    const a = this.#late(left);
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
        const a = this.#late(byRight ? left : right);
        this.release(a);
        const less = op === BINARY.LT || op === BINARY.LE; // as written
        const strict = op === BINARY.LT || op === BINARY.GT;
        const jump = less === byRight ? (strict ? JLTK : JLEK) : (strict ? JGTK : JGEK);
        return this.emitWide(jump, a, constant & 255, constant >> 8, NO_JUMP);
      }
    }
    const b = this.#late(right);
    const a = this.#late(left);
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
    this.#discharged(operand);
    if (operand.at === At.Constant) {
      operand.value = operand.value === undefined || operand.value === false;
    } else if (operand.at === At.Jump) {
      this.invertJump(operand.info);
    } else {
      this.#dischargeToAnyRegister(operand);
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
    this.#ready(key);
    const value = this.expression(valueNode);
    this.line = valueNode.line;
    const register = this.toAnyRegister(value);
    if (key.at === At.Constant && typeof key.value === "string") {
      this.emitWide(SETFIELD, base, register, 0, this.site(key.value));
    } else {
      this.emit(SETTABLE, base, this.#late(key), register);
    }
    this.freeRegister = free;
  }

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
  #discharged(operand: Operand): void {
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
    this.#discharged(operand);
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

  #dischargeToAnyRegister(operand: Operand): void {
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

  #toValue(operand: Operand): void {
    if (operand.hasJumps) this.toAnyRegister(operand);
    else this.discharge(operand);
  }

  /** Makes the operand a register, or leaves it a constant or a box to be read late. */
  #ready(operand: Operand): void {
    this.#toValue(operand);
    if (operand.at !== At.Constant && operand.at !== At.Box) this.toAnyRegister(operand);
  }

  /** The register of an operand made ready, reading it now if that was put off. */
  #late(operand: Operand): number {
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
    this.#discharged(operand);
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

  #goIfFalse(operand: Operand): void {
    this.#discharged(operand);
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
    this.#dischargeToAnyRegister(operand);
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
