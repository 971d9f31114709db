/**
 * The syntax tree between parser and emitter, with names already resolved.
 *
 * Nodes are discriminated by a literal `kind`. Left-leaning chains (`a.b.c`, `f()()`, `a+b+c`) are as deep
 * as the source is long: whoever walks the tree must walk a left child in a loop. All other children are
 * nested at most as deep as the parser's syntax levels.
 *
 * Lines reproduce those that Lua 5.1's one-pass compiler gives its instructions:
 * `line` of an expression is the line of the last token consumed when its value is put into a register
 * (the parser sets it when it knows), `opLine` that of the instruction the node itself stands for.
 *
 * @module
 */

import type { Constant } from "./proto.ts";
import type { FunctionScope } from "./scope.ts";
import type { LocalVar } from "./variables.ts";

/** Any expression. */
export type Expr =
  | ConstantExpr
  | LocalExpr
  | UpvalueExpr
  | GlobalExpr
  | IndexExpr
  | CallExpr
  | MethodCallExpr
  | FunctionExpr
  | BinaryExpr
  | UnaryExpr
  | TableExpr
  | VarargExpr
  | ParenExpr;

/** `nil`, `true`, `false`, a number or a string. */
export class ConstantExpr {
  readonly kind = 0;
  declare line: number;
  declare readonly value: Constant;
  constructor(line: number, value: Constant) {
    this.line = line;
    this.value = value;
  }
}

/** A local variable of the same function. */
export class LocalExpr {
  readonly kind = 1;
  declare line: number;
  declare readonly variable: LocalVar;
  constructor(line: number, variable: LocalVar) {
    this.line = line;
    this.variable = variable;
  }
}

/** A local variable of an enclosing function. */
export class UpvalueExpr {
  readonly kind = 2;
  declare line: number;
  declare readonly index: number;
  constructor(line: number, index: number) {
    this.line = line;
    this.index = index;
  }
}

/** A global variable. */
export class GlobalExpr {
  readonly kind = 3;
  declare line: number;
  declare readonly name: string;
  constructor(line: number, name: string) {
    this.line = line;
    this.name = name;
  }
}

/** `object[key]` or `object.name`. */
export class IndexExpr {
  readonly kind = 4;
  declare line: number;
  declare readonly object: Expr;
  declare readonly key: Expr;
  constructor(line: number, object: Expr, key: Expr) {
    this.line = line;
    this.object = object;
    this.key = key;
  }
}

/** `callee(args)`. */
export class CallExpr {
  readonly kind = 5;
  declare line: number;
  /** line of the opening parenthesis, table or string */
  declare readonly opLine: number;
  declare readonly callee: Expr;
  declare readonly args: readonly Expr[];
  constructor(line: number, opLine: number, callee: Expr, args: readonly Expr[]) {
    this.line = line;
    this.opLine = opLine;
    this.callee = callee;
    this.args = args;
  }
}

/** `object:name(args)`. */
export class MethodCallExpr {
  readonly kind = 6;
  declare line: number;
  /** as in {@linkcode CallExpr} */
  declare readonly opLine: number;
  /** line of the method's name */
  declare readonly nameLine: number;
  declare readonly object: Expr;
  declare readonly name: string;
  declare readonly args: readonly Expr[];
  constructor(
    line: number,
    opLine: number,
    nameLine: number,
    object: Expr,
    name: string,
    args: readonly Expr[],
  ) {
    this.line = line;
    this.opLine = opLine;
    this.nameLine = nameLine;
    this.object = object;
    this.name = name;
    this.args = args;
  }
}

/** `function ... end`; `line` is that of `end`. */
export class FunctionExpr {
  readonly kind = 7;
  declare line: number;
  declare readonly body: FunctionBody;
  constructor(line: number, body: FunctionBody) {
    this.line = line;
    this.body = body;
  }
}

/** Binary operators, in Lua's order. */
export const BINARY = Object.freeze({
  ADD: 0,
  SUB: 1,
  MUL: 2,
  DIV: 3,
  MOD: 4,
  POW: 5,
  CONCAT: 6,
  NE: 7,
  EQ: 8,
  LT: 9,
  LE: 10,
  GT: 11,
  GE: 12,
  AND: 13,
  OR: 14,
  NONE: 15,
});

/** `left op right`; `op` is a number of {@linkcode BINARY}. */
export class BinaryExpr {
  readonly kind = 8;
  declare line: number;
  declare readonly opLine: number;
  declare readonly op: number;
  declare readonly left: Expr;
  declare readonly right: Expr;
  constructor(line: number, op: number, left: Expr, right: Expr) {
    this.line = line;
    this.opLine = line;
    this.op = op;
    this.left = left;
    this.right = right;
  }
}

/** Unary operators. */
export const UNARY = Object.freeze({ MINUS: 0, NOT: 1, LEN: 2, NONE: 3 });

/** `op operand`; `op` is a number of {@linkcode UNARY}. */
export class UnaryExpr {
  readonly kind = 9;
  declare line: number;
  declare readonly opLine: number;
  declare readonly op: number;
  declare readonly operand: Expr;
  constructor(line: number, op: number, operand: Expr) {
    this.line = line;
    this.opLine = line;
    this.op = op;
    this.operand = operand;
  }
}

/** One item of a table constructor: `value`, or `[key] = value`. */
export interface TableItem {
  readonly key: Expr | undefined;
  readonly value: Expr;
}

/** `{ items }`. */
export class TableExpr {
  readonly kind = 10;
  declare line: number;
  declare readonly opLine: number;
  /** line of the closing brace */
  declare readonly endLine: number;
  declare readonly items: readonly TableItem[];
  constructor(line: number, opLine: number, items: readonly TableItem[]) {
    this.line = line;
    this.endLine = line;
    this.opLine = opLine;
    this.items = items;
  }
}

/** `...` */
export class VarargExpr {
  readonly kind = 11;
  declare line: number;
  constructor(line: number) {
    this.line = line;
  }
}

/** `(inner)`, kept where it matters: it cuts to one value and cannot be assigned to. */
export class ParenExpr {
  readonly kind = 12;
  declare line: number;
  declare readonly inner: Expr;
  constructor(line: number, inner: Expr) {
    this.line = line;
    this.inner = inner;
  }
}

/** A function body, or the main chunk. */
export interface FunctionBody {
  readonly scope: FunctionScope;
  readonly parameters: readonly LocalVar[];
  /** the hidden `arg` of a vararg function */
  readonly arg: LocalVar | undefined;
  readonly isVararg: boolean;
  readonly lineDefined: number;
  readonly lastLineDefined: number;
  /** line of the last token consumed, which the final return gets */
  readonly endLine: number;
  readonly block: Block;
}

/** Statements in order. */
export type Block = readonly Statement[];

/** Any statement. */
export type Statement =
  | LocalStatement
  | AssignStatement
  | CallStatement
  | DoStatement
  | WhileStatement
  | RepeatStatement
  | IfStatement
  | NumericForStatement
  | GenericForStatement
  | LocalFunctionStatement
  | FunctionStatement
  | ReturnStatement
  | BreakStatement;

/** `local variables = values` */
export interface LocalStatement {
  readonly kind: 0;
  readonly line: number;
  readonly variables: readonly LocalVar[];
  readonly values: readonly Expr[];
}

/** `targets = values` */
export interface AssignStatement {
  readonly kind: 1;
  readonly line: number;
  readonly targets: readonly Expr[];
  readonly values: readonly Expr[];
}

/** A call whose results are dropped. */
export interface CallStatement {
  readonly kind: 2;
  readonly call: Expr;
}

/** `do block end` */
export interface DoStatement {
  readonly kind: 3;
  readonly block: Block;
}

/** `while condition do block end`; `line` is that of the jump back. */
export interface WhileStatement {
  readonly kind: 4;
  readonly line: number;
  readonly condition: Expr;
  readonly block: Block;
}

/** `repeat block until condition` */
export interface RepeatStatement {
  readonly kind: 5;
  readonly block: Block;
  readonly condition: Expr;
}

/** One `if` or `elseif` with its block; `line` is that of the jump behind the block. */
export interface IfClause {
  readonly condition: Expr;
  readonly block: Block;
  readonly line: number;
}

/** `if ... elseif ... else ... end` */
export interface IfStatement {
  readonly kind: 6;
  readonly clauses: readonly IfClause[];
  readonly otherwise: Block | undefined;
}

/** `for variable = start, limit, step do block end` */
export interface NumericForStatement {
  readonly kind: 7;
  /** line of `for`, which the loop instruction gets */
  readonly line: number;
  /** line of `do` */
  readonly doLine: number;
  /** `(for index)`, `(for limit)`, `(for step)` */
  readonly control: readonly LocalVar[];
  readonly variable: LocalVar;
  readonly start: Expr;
  readonly limit: Expr;
  readonly step: Expr | undefined;
  readonly block: Block;
}

/** `for variables in values do block end` */
export interface GenericForStatement {
  readonly kind: 8;
  /** line that the iterator's call gets */
  readonly line: number;
  readonly doLine: number;
  /** line of the last token of `values` */
  readonly valuesLine: number;
  /** `(for generator)`, `(for state)`, `(for control)` */
  readonly control: readonly LocalVar[];
  readonly variables: readonly LocalVar[];
  readonly values: readonly Expr[];
  readonly block: Block;
}

/** `local function variable ... end` */
export interface LocalFunctionStatement {
  readonly kind: 9;
  readonly variable: LocalVar;
  readonly value: FunctionExpr;
}

/** `function target ... end`; `line` is that of `function`, which the store gets. */
export interface FunctionStatement {
  readonly kind: 10;
  readonly line: number;
  readonly target: Expr;
  readonly value: FunctionExpr;
}

/** `return values` */
export interface ReturnStatement {
  readonly kind: 11;
  readonly line: number;
  readonly values: readonly Expr[];
}

/** `break` */
export interface BreakStatement {
  readonly kind: 12;
  readonly line: number;
}
