/**
 * Code for statements and whole functions.
 *
 * A captured local variable lives in a box from birth: its initial value is put into its register and
 * `NEWBOX` wraps it there, each time the declaration is executed, so nothing ever has to be closed. Local
 * variables occupy consecutive registers; after each statement no temporary is left.
 *
 * @module
 */

import type {
  AssignStatement,
  Block,
  Expr,
  FunctionBody,
  GenericForStatement,
  IfStatement,
  LocalStatement,
  NumericForStatement,
  RepeatStatement,
  ReturnStatement,
  Statement,
  WhileStatement,
} from "./ast.ts";
import { NO_JUMP } from "./code_buffer.ts";
import { ExpressionEmitter } from "./emitter_expr.ts";
import { At, Operand } from "./operand.ts";
import { OP } from "./opcodes.ts";
import type { FunctionProto, LocalVariable } from "./proto.ts";
import type { LocalVar } from "./variables.ts";

const NEWBOX = OP.NEWBOX!;
const TAILCALL = OP.TAILCALL!;
const RETURN = OP.RETURN!;
const RETURN0 = OP.RETURN0!;
const RETURN1 = OP.RETURN1!;
const FORPREP = OP.FORPREP!;
const FORLOOP = OP.FORLOOP!;
const TFORCALL = OP.TFORCALL!;
const TFORLOOP = OP.TFORLOOP!;

/** A `LocalVariable` whose end is still open. */
interface OpenVariable extends LocalVariable {
  startPc: number;
  endPc: number;
}

/** Compiles one function body. */
export class FunctionEmitter extends ExpressionEmitter {
  readonly #chunkName: string;
  readonly #protos: FunctionProto[] = [];
  readonly #locals: OpenVariable[] = [];
  /** the records of active variables, by register */
  readonly #active: OpenVariable[] = [];
  /** list of `break` jumps of each loop around the current statement */
  readonly #breaks: number[] = [];

  constructor(chunkName: string) {
    super(chunkName);
    this.#chunkName = chunkName;
  }

  /** Compiles `body` and all functions in it. @throws {SyntaxFault} @throws {RegisterOverflow} */
  compile(body: FunctionBody): FunctionProto {
    const arg = body.arg;
    const needsArg = arg !== undefined && !body.scope.usesVararg;
    this.line = body.lineDefined;
    const variables = arg === undefined ? body.parameters : [...body.parameters, arg]; // at most 200
    this.reserve(variables.length);
    if (arg !== undefined && !needsArg) this.emitNil(body.parameters.length, 1);
    this.#activate(variables);
    this.#statements(body.block);
    this.line = body.endLine;
    this.emit(RETURN0, 0, 0, 0);
    this.#deactivate(0);
    return {
      source: this.#chunkName,
      lineDefined: body.lineDefined,
      lastLineDefined: body.lastLineDefined,
      numParams: body.parameters.length,
      isVararg: body.isVararg,
      needsArg,
      maxStack: this.maxStack,
      code: this.finishedCode(),
      lines: this.finishedLines(),
      constants: this.finishedConstants(),
      protos: this.#protos,
      upvalues: body.scope.upvalueDescriptors(),
      locals: this.#locals,
      sites: this.finishedSites(),
    };
  }

  protected override nestedFunction(body: FunctionBody): number {
    this.#protos.push(new FunctionEmitter(this.#chunkName).compile(body));
    return this.#protos.length - 1;
  }

  // --- scopes --------------------------------------------------------------------------------------------

  /** Gives registers that already hold their values to variables, and boxes the captured ones. */
  #activate(variables: readonly LocalVar[]): void {
    for (const variable of variables) variable.register = this.activeRegisters++;
    for (const variable of variables) {
      if (variable.captured) this.emit(NEWBOX, variable.register, 0, 0);
    }
    for (const variable of variables) this.#record(variable);
  }

  #record(variable: LocalVar): OpenVariable {
    const record: OpenVariable = {
      name: variable.name.text,
      register: variable.register,
      startPc: this.pc,
      endPc: this.pc,
      boxed: variable.captured,
    };
    this.#locals.push(record);
    this.#active.push(record);
    return record;
  }

  #deactivate(count: number): void {
    while (this.#active.length > count) this.#active.pop()!.endPc = this.pc;
    this.activeRegisters = count;
    this.freeRegister = count;
  }

  #block(block: Block): void {
    const count = this.activeRegisters;
    this.#statements(block);
    this.#deactivate(count);
  }

  #statements(block: Block): void {
    for (const statement of block) {
      this.#statement(statement);
      this.freeRegister = this.activeRegisters;
    }
  }

  // --- statements ----------------------------------------------------------------------------------------

  #statement(node: Statement): void {
    switch (node.kind) {
      case 0:
        this.#local(node);
        break;
      case 1:
        this.#assign(node);
        break;
      case 2:
        this.setResults(this.expression(node.call), 0);
        break;
      case 3:
        this.#block(node.block);
        break;
      case 4:
        this.#while(node);
        break;
      case 5:
        this.#repeat(node);
        break;
      case 6:
        this.#if(node);
        break;
      case 7:
        this.#numericFor(node);
        break;
      case 8:
        this.#genericFor(node);
        break;
      case 9: { // local function
        const variable = node.variable;
        const register = this.freeRegister;
        this.reserve(1);
        if (variable.captured) {
          this.line = node.value.body.lineDefined;
          this.emitNil(register, 1);
        }
        this.#activate([variable]);
        const target = new Operand(variable.captured ? At.Box : At.Register, register, undefined);
        this.store(target, this.expression(node.value));
        // as in Lua, debug information sees the variable from here on
        this.#active[this.#active.length - 1]!.startPc = this.pc;
        break;
      }
      case 10: { // function
        const target = this.expression(node.target);
        this.store(target, this.expression(node.value));
        this.fixLine(node.line); // the definition "happens" in the first line
        break;
      }
      case 11:
        this.#return(node);
        break;
      case 12: { // break
        this.line = node.line;
        const loop = this.#breaks.length - 1;
        this.#breaks[loop] = this.joinLists(this.jump(), this.#breaks[loop]!);
        break;
      }
    }
  }

  #local(node: LocalStatement): void {
    if (node.values.length === 0) {
      this.line = node.line;
      const register = this.freeRegister;
      this.reserve(node.variables.length);
      this.emitNil(register, node.variables.length);
    } else {
      this.#adjustedList(node.values, node.variables.length, node.line);
    }
    this.#activate(node.variables);
  }

  /** Puts `values`, cut or filled up to `wanted`, into fresh registers. */
  #adjustedList(values: readonly Expr[], wanted: number, line: number): void {
    const last = this.allButLast(values);
    this.line = line;
    let extra = wanted - values.length;
    if (last.at === At.Call || last.at === At.Vararg) {
      extra = Math.max(extra + 1, 0); // the call itself gives some
      this.setResults(last, extra);
      if (extra > 1) this.reserve(extra - 1);
    } else {
      this.toNextRegister(last);
      if (extra > 0) {
        const register = this.freeRegister;
        this.reserve(extra);
        this.emitNil(register, extra);
      }
    }
  }

  /** All targets are prepared and all values evaluated from left to right, then stored from right to left. */
  #assign(node: AssignStatement): void {
    const targets: Operand[] = [];
    for (const expr of node.targets) {
      const target = this.expression(expr);
      if (expr.kind === 1 && targets.length > 0) this.avoidConflict(targets, target);
      targets.push(target);
    }
    const count = targets.length;
    const values = node.values;
    let next = count - 1; // the target stored next
    if (values.length === count) {
      const last = this.allButLast(values);
      this.line = node.line;
      this.discharge(last);
      this.store(targets[next--]!, last);
    } else {
      this.#adjustedList(values, count, node.line);
      if (values.length > count) this.freeRegister -= values.length - count;
    }
    for (; next >= 0; next--) {
      this.store(targets[next]!, new Operand(At.Register, this.freeRegister - 1, undefined));
    }
  }

  /** Emits a condition; returns the list of jumps taken when it is false. */
  #condition(node: Expr): number {
    const operand = this.expression(node);
    this.line = node.line;
    if (operand.at === At.Constant && operand.value === undefined) operand.value = false;
    this.goIfTrue(operand);
    return operand.falseList;
  }

  #while(node: WhileStatement): void {
    const start = this.label();
    const exit = this.#condition(node.condition);
    this.#breaks.push(NO_JUMP);
    this.#block(node.block);
    this.line = node.line;
    this.patchList(this.jump(), start);
    this.patchToHere(exit);
    this.patchToHere(this.#breaks.pop()!);
  }

  #repeat(node: RepeatStatement): void {
    const start = this.label();
    this.#breaks.push(NO_JUMP);
    const count = this.activeRegisters;
    this.#statements(node.block);
    const again = this.#condition(node.condition);
    this.#deactivate(count);
    this.patchList(again, start);
    this.patchToHere(this.#breaks.pop()!);
  }

  #if(node: IfStatement): void {
    const clauses = node.clauses;
    let escape = NO_JUMP;
    for (let i = 0; i < clauses.length; i++) {
      const clause = clauses[i]!;
      const otherwise = this.#condition(clause.condition);
      this.#block(clause.block);
      const isLast = i === clauses.length - 1 && node.otherwise === undefined;
      if (!isLast && !leavesBlock(clause.block)) {
        this.line = clause.line;
        escape = this.joinLists(this.jump(), escape);
      }
      this.patchToHere(otherwise);
    }
    if (node.otherwise !== undefined) this.#block(node.otherwise);
    this.patchToHere(escape);
  }

  #numericFor(node: NumericForStatement): void {
    const count = this.activeRegisters;
    const base = this.freeRegister;
    this.#loopValue(node.start);
    this.#loopValue(node.limit);
    if (node.step !== undefined) {
      this.#loopValue(node.step);
    } else {
      this.reserve(1);
      this.emitConstant(base + 2, 1);
    }
    this.#activate(node.control);
    this.line = node.doLine;
    const prepare = this.emitWide(FORPREP, base, 0, 0, NO_JUMP);
    const body = this.label();
    this.#breaks.push(NO_JUMP);
    this.reserve(1);
    this.#activate([node.variable]);
    this.#statements(node.block);
    this.#deactivate(count + 3);
    this.setD(prepare, this.label());
    this.emitWide(FORLOOP, base, 0, 0, body);
    this.fixLine(node.line);
    this.#deactivate(count);
    this.patchToHere(this.#breaks.pop()!);
  }

  #loopValue(node: Expr): void {
    const operand = this.expression(node);
    this.line = node.line;
    this.toNextRegister(operand);
  }

  #genericFor(node: GenericForStatement): void {
    const count = this.activeRegisters;
    const base = this.freeRegister;
    this.#adjustedList(node.values, 3, node.valuesLine);
    if (node.values.length > 3) this.freeRegister = base + 3;
    this.checkStack(3); // room to call the generator
    this.#activate(node.control);
    this.line = node.doLine;
    const prepare = this.jump();
    const body = this.label();
    this.#breaks.push(NO_JUMP);
    this.reserve(node.variables.length);
    this.#activate(node.variables);
    this.#statements(node.block);
    this.#deactivate(count + 3);
    this.patchToHere(prepare);
    this.emit(TFORCALL, base, 0, node.variables.length);
    this.fixLine(node.line);
    this.emitWide(TFORLOOP, base, 0, 0, body);
    this.fixLine(node.line);
    this.#deactivate(count);
    this.patchToHere(this.#breaks.pop()!);
  }

  #return(node: ReturnStatement): void {
    const values = node.values;
    if (values.length === 0) {
      this.line = node.line;
      this.emit(RETURN0, 0, 0, 0);
    } else if (values.length > 1) {
      const open = this.toRegisters(values);
      this.line = node.line;
      const first = this.activeRegisters;
      this.emit(RETURN, first, open ? 0 : this.freeRegister - first + 1, 0);
    } else {
      const value = this.expression(values[0]!);
      this.line = node.line;
      if (value.at === At.Call) {
        this.setOpcode(value.info, TAILCALL);
        this.setC(value.info, 0);
        // reached only when the callee is not a Lua function: its results are still to be returned
        this.emit(RETURN, this.activeRegisters, 0, 0);
      } else if (value.at === At.Vararg) {
        this.setResults(value, -1);
        this.emit(RETURN, this.activeRegisters, 0, 0);
      } else {
        this.emit(RETURN1, this.toAnyRegister(value), 0, 0);
      }
    }
  }
}

/** Whether control never reaches the end of `block` by falling through its last statement. */
function leavesBlock(block: Block): boolean {
  const last = block[block.length - 1];
  return last !== undefined && (last.kind === 11 || last.kind === 12);
}
