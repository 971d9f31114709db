/**
 * The parser: tokens to a syntax tree, by recursive descent, one function per grammar rule.
 *
 * Names are resolved while parsing (`scope.ts`). Nesting is bounded where Lua 5.1 bounds it, in blocks and
 * subexpressions, at 200 levels; everything that can be longer (operator chains, suffix chains, lists) is a
 * loop. Messages and the lines stored in the tree are those of Lua's own parser: `line` of an expression is
 * set again by whoever would put it into a register later than at its end.
 *
 * @module
 */

import {
  type AssignStatement,
  BINARY,
  BinaryExpr,
  type Block,
  CallExpr,
  ConstantExpr,
  type Expr,
  type FunctionBody,
  FunctionExpr,
  GlobalExpr,
  type IfClause,
  IndexExpr,
  LocalExpr,
  MethodCallExpr,
  ParenExpr,
  type Statement,
  TableExpr,
  type TableItem,
  UNARY,
  UnaryExpr,
  UpvalueExpr,
  VarargExpr,
} from "./ast.ts";
import { Lexer } from "./lexer.ts";
import { FunctionScope, MAX_LOCALS, MAX_UPVALUES } from "./scope.ts";
import { TK, tokenName } from "./tokens.ts";
import type { LocalVar, Name } from "./variables.ts";

/** Syntax levels a chunk may nest (`LUAI_MAXCCALLS`). */
const MAX_LEVELS = 200;

const NO_EXPRESSIONS: readonly Expr[] = Object.freeze([]);

/** Left and right binding power of each binary operator, in the order of `BINARY`. */
const LEFT_POWER = Object.freeze([6, 6, 7, 7, 7, 10, 5, 3, 3, 3, 3, 3, 3, 2, 1]);
const RIGHT_POWER = Object.freeze([6, 6, 7, 7, 7, 9, 4, 3, 3, 3, 3, 3, 3, 2, 1]);
/** Binding power of unary operators. */
const UNARY_POWER = 8;

/** Parses one chunk. */
export class Parser {
  readonly #lexer: Lexer;
  #scope: FunctionScope;
  #level: number;

  /**
   * @param lexer before its first token
   * @param level syntax levels already used by whoever asked for the chunk
   */
  constructor(lexer: Lexer, level: number) {
    this.#lexer = lexer;
    this.#level = level;
    this.#scope = new FunctionScope(undefined, 0);
  }

  /** chunk -> block <eof>. @throws {SyntaxFault} */
  mainChunk(): FunctionBody {
    const lexer = this.#lexer;
    const scope = this.#scope;
    scope.isVararg = true;
    lexer.next();
    const block = this.#block();
    this.#check(TK.EOS);
    return {
      scope,
      parameters: [],
      arg: undefined,
      isVararg: true,
      lineDefined: 0,
      lastLineDefined: 0,
      endLine: lexer.lastLine,
      block,
    };
  }

  // --- helpers -------------------------------------------------------------------------------------------

  #expected(token: number): never {
    throw this.#lexer.faultHere(`'${tokenName(token)}' expected`);
  }

  #check(token: number): void {
    if (this.#lexer.token !== token) this.#expected(token);
  }

  #checkNext(token: number): void {
    this.#check(token);
    this.#lexer.next();
  }

  #testNext(token: number): boolean {
    if (this.#lexer.token !== token) return false;
    this.#lexer.next();
    return true;
  }

  /** Expects `what`, which closes `who` opened at line `where`. */
  #checkMatch(what: number, who: number, where: number): void {
    const lexer = this.#lexer;
    if (lexer.token === what) {
      lexer.next();
    } else if (where === lexer.line) {
      this.#expected(what);
    } else {
      throw lexer.faultHere(`'${tokenName(what)}' expected (to close '${tokenName(who)}' at line ${where})`);
    }
  }

  #checkName(): Name {
    const lexer = this.#lexer;
    if (lexer.token !== TK.NAME) this.#expected(TK.NAME);
    const name = lexer.name;
    lexer.next();
    return name;
  }

  #checkLimit(value: number, limit: number, what: string, scope: FunctionScope = this.#scope): void {
    if (value <= limit) return;
    const where = scope.lineDefined === 0 ? "main function" : `function at line ${scope.lineDefined}`;
    throw this.#lexer.fault(`${where} has more than ${limit} ${what}`);
  }

  readonly #tooManyUpvalues = (scope: FunctionScope): never => {
    this.#checkLimit(MAX_UPVALUES + 1, MAX_UPVALUES, "upvalues", scope);
    throw new Error("unreachable");
  };

  #enterLevel(): void {
    if (++this.#level > MAX_LEVELS) throw this.#lexer.fault("chunk has too many syntax levels");
  }

  /** Checks that one more variable fits besides the active ones and `pending` declared ones. */
  #declare(name: Name, pending: number): Name {
    this.#checkLimit(this.#scope.activeCount + pending + 1, MAX_LOCALS, "local variables");
    return name;
  }

  #declareHidden(text: string, pending: number): Name {
    return this.#declare(this.#lexer.intern(text), pending);
  }

  #activateAll(names: readonly Name[]): LocalVar[] {
    const variables: LocalVar[] = [];
    for (let i = 0; i < names.length; i++) variables.push(this.#scope.activate(names[i]!));
    return variables;
  }

  // --- blocks and statements -----------------------------------------------------------------------------

  /** block -> { statement [';'] }, with a scope of its own */
  #block(): Block {
    const active = this.#scope.activeCount;
    const block = this.#openBlock();
    this.#scope.leaveTo(active);
    return block;
  }

  /** As {@linkcode Parser.#block}, but leaves its scope open. */
  #openBlock(): Block {
    const lexer = this.#lexer;
    const statements: Statement[] = [];
    this.#enterLevel();
    for (;;) {
      const token = lexer.token;
      if (blockFollows(token)) break;
      statements.push(this.#statement());
      this.#testNext(59); // ;
      if (token === TK.RETURN || token === TK.BREAK) break;
    }
    this.#level--;
    return statements;
  }

  #loopBlock(): Block {
    this.#scope.loopDepth++;
    const block = this.#block();
    this.#scope.loopDepth--;
    return block;
  }

  #statement(): Statement {
    const lexer = this.#lexer;
    const line = lexer.line;
    switch (lexer.token) {
      case TK.IF:
        return this.#ifStatement(line);
      case TK.WHILE:
        return this.#whileStatement(line);
      case TK.DO: { // stat -> DO block END
        lexer.next();
        const block = this.#block();
        this.#checkMatch(TK.END, TK.DO, line);
        return { kind: 3, block };
      }
      case TK.FOR:
        return this.#forStatement(line);
      case TK.REPEAT:
        return this.#repeatStatement(line);
      case TK.FUNCTION:
        return this.#functionStatement(line);
      case TK.LOCAL:
        lexer.next();
        return this.#testNext(TK.FUNCTION) ? this.#localFunction() : this.#localStatement();
      case TK.RETURN:
        return this.#returnStatement();
      case TK.BREAK: { // stat -> BREAK
        lexer.next();
        if (this.#scope.loopDepth === 0) throw lexer.faultHere("no loop to break");
        return { kind: 12, line: lexer.lastLine };
      }
      default:
        return this.#expressionStatement();
    }
  }

  /** ifstat -> IF cond THEN block {ELSEIF cond THEN block} [ELSE block] END */
  #ifStatement(line: number): Statement {
    const lexer = this.#lexer;
    const clauses: IfClause[] = [];
    let otherwise: Block | undefined;
    do {
      lexer.next(); // IF or ELSEIF
      const condition = this.#expr();
      this.#checkNext(TK.THEN);
      const block = this.#block();
      clauses.push({ condition, block, line: lexer.lastLine });
    } while (lexer.token === TK.ELSEIF);
    if (this.#testNext(TK.ELSE)) otherwise = this.#block();
    this.#checkMatch(TK.END, TK.IF, line);
    return { kind: 6, clauses, otherwise };
  }

  /** whilestat -> WHILE cond DO block END */
  #whileStatement(line: number): Statement {
    this.#lexer.next();
    const condition = this.#expr();
    this.#checkNext(TK.DO);
    const block = this.#loopBlock();
    const backLine = this.#lexer.lastLine;
    this.#checkMatch(TK.END, TK.WHILE, line);
    return { kind: 4, line: backLine, condition, block };
  }

  /** repeatstat -> REPEAT block UNTIL cond; cond sees the block's variables */
  #repeatStatement(line: number): Statement {
    const scope = this.#scope;
    this.#lexer.next();
    const active = scope.activeCount;
    scope.loopDepth++;
    const block = this.#openBlock();
    this.#checkMatch(TK.UNTIL, TK.REPEAT, line);
    const condition = this.#expr();
    scope.loopDepth--;
    scope.leaveTo(active);
    return { kind: 5, block, condition };
  }

  /** forstat -> FOR (fornum | forlist) END */
  #forStatement(line: number): Statement {
    const lexer = this.#lexer;
    const active = this.#scope.activeCount;
    lexer.next();
    const name = this.#checkName();
    let statement: Statement;
    switch (lexer.token) {
      case 61: // =
        statement = this.#numericFor(name, line);
        break;
      case 44: // ,
      case TK.IN:
        statement = this.#genericFor(name);
        break;
      default:
        throw lexer.faultHere("'=' or 'in' expected");
    }
    this.#checkMatch(TK.END, TK.FOR, line);
    this.#scope.leaveTo(active);
    return statement;
  }

  /** fornum -> NAME = exp1,exp1[,exp1] forbody */
  #numericFor(name: Name, line: number): Statement {
    const lexer = this.#lexer;
    const hidden = [
      this.#declareHidden("(for index)", 0),
      this.#declareHidden("(for limit)", 1),
      this.#declareHidden("(for step)", 2),
    ];
    this.#declare(name, 3);
    this.#checkNext(61); // =
    const start = this.#expr();
    this.#checkNext(44); // ,
    const limit = this.#expr();
    const step = this.#testNext(44) ? this.#expr() : undefined;
    const control = this.#activateAll(hidden);
    this.#checkNext(TK.DO);
    const doLine = lexer.lastLine;
    const variable = this.#scope.activate(name);
    const block = this.#loopBlock();
    return { kind: 7, line, doLine, control, variable, start, limit, step, block };
  }

  /** forlist -> NAME {,NAME} IN explist1 forbody */
  #genericFor(first: Name): Statement {
    const lexer = this.#lexer;
    const hidden = [
      this.#declareHidden("(for generator)", 0),
      this.#declareHidden("(for state)", 1),
      this.#declareHidden("(for control)", 2),
    ];
    const names = [this.#declare(first, 3)];
    while (this.#testNext(44)) names.push(this.#declare(this.#checkName(), names.length + 3)); // ,
    this.#checkNext(TK.IN);
    const line = lexer.line;
    const values = this.#expressionList();
    const valuesLine = lexer.lastLine;
    const control = this.#activateAll(hidden);
    this.#checkNext(TK.DO);
    const doLine = lexer.lastLine;
    const variables = this.#activateAll(names);
    const block = this.#loopBlock();
    return { kind: 8, line, doLine, valuesLine, control, variables, values, block };
  }

  /** stat -> LOCAL FUNCTION NAME body */
  #localFunction(): Statement {
    const name = this.#declare(this.#checkName(), 0);
    const variable = this.#scope.activate(name);
    const value = this.#functionBody(undefined, this.#lexer.line);
    return { kind: 9, variable, value };
  }

  /** stat -> LOCAL NAME {',' NAME} ['=' explist1] */
  #localStatement(): Statement {
    const names: Name[] = [];
    do names.push(this.#declare(this.#checkName(), names.length)); while (this.#testNext(44)); // ,
    const values = this.#testNext(61) ? this.#expressionList() : NO_EXPRESSIONS; // =
    return { kind: 0, line: this.#lexer.lastLine, variables: this.#activateAll(names), values };
  }

  /** funcstat -> FUNCTION NAME {'.' NAME} [':' NAME] body */
  #functionStatement(line: number): Statement {
    const lexer = this.#lexer;
    lexer.next();
    let target = this.#variable();
    let self: Name | undefined;
    while (lexer.token === 46 || lexer.token === 58) { // . :
      const method = lexer.token === 58;
      target = this.#field(target);
      if (method) {
        self = lexer.intern("self");
        break;
      }
    }
    const value = this.#functionBody(self, line);
    return { kind: 10, line, target, value };
  }

  /** retstat -> RETURN [explist1] */
  #returnStatement(): Statement {
    const lexer = this.#lexer;
    lexer.next();
    const none = blockFollows(lexer.token) || lexer.token === 59; // ;
    const values = none ? NO_EXPRESSIONS : this.#expressionList();
    return { kind: 11, line: lexer.lastLine, values };
  }

  /** exprstat -> call | assignment */
  #expressionStatement(): Statement {
    const first = this.#primaryExpr();
    if (first.kind === 5 || first.kind === 6) return { kind: 2, call: first };
    return this.#assignment(first);
  }

  /** assignment -> primaryexp {',' primaryexp} '=' explist1 */
  #assignment(first: Expr): AssignStatement {
    const lexer = this.#lexer;
    const targets: Expr[] = [];
    for (let target = first;; target = this.#primaryExpr()) {
      // Lua counts a target only when it continues the list
      if (targets.length > 0) {
        this.#checkLimit(targets.length, MAX_LEVELS - this.#level, "variables in assignment");
      }
      if (target.kind < 1 || target.kind > 4) throw lexer.faultHere("syntax error");
      targets.push(target);
      if (!this.#testNext(44)) break; // ,
    }
    this.#checkNext(61); // =
    const values = this.#expressionList();
    return { kind: 1, line: lexer.lastLine, targets, values };
  }

  // --- expressions ---------------------------------------------------------------------------------------

  /** explist1 -> expr {',' expr} */
  #expressionList(): Expr[] {
    const list = [this.#expr()];
    while (this.#testNext(44)) { // ,
      list[list.length - 1]!.line = this.#lexer.lastLine;
      list.push(this.#expr());
    }
    return list;
  }

  #expr(): Expr {
    return this.#subExpr(0);
  }

  /** subexpr -> (simpleexp | unop subexpr) {binop subexpr}, operators binding tighter than `power` */
  #subExpr(power: number): Expr {
    const lexer = this.#lexer;
    this.#enterLevel();
    let expr: Expr;
    const unary = unaryOperator(lexer.token);
    if (unary !== UNARY.NONE) {
      lexer.next();
      const operand = this.#subExpr(UNARY_POWER);
      expr = new UnaryExpr(lexer.lastLine, unary, operand);
    } else {
      expr = this.#simpleExpr();
    }
    let op = binaryOperator(lexer.token);
    while (op !== BINARY.NONE && LEFT_POWER[op]! > power) {
      lexer.next();
      expr.line = lexer.lastLine;
      const right = this.#subExpr(RIGHT_POWER[op]!);
      expr = new BinaryExpr(lexer.lastLine, op, expr, right);
      op = binaryOperator(lexer.token);
    }
    this.#level--;
    return expr;
  }

  /** simpleexp -> NUMBER | STRING | NIL | TRUE | FALSE | ... | constructor | FUNCTION body | primaryexp */
  #simpleExpr(): Expr {
    const lexer = this.#lexer;
    switch (lexer.token) {
      case TK.NUMBER: {
        const value = lexer.number;
        lexer.next();
        return new ConstantExpr(lexer.lastLine, value);
      }
      case TK.STRING:
        return this.#stringConstant();
      case TK.NIL:
        lexer.next();
        return new ConstantExpr(lexer.lastLine, undefined);
      case TK.TRUE:
        lexer.next();
        return new ConstantExpr(lexer.lastLine, true);
      case TK.FALSE:
        lexer.next();
        return new ConstantExpr(lexer.lastLine, false);
      case TK.DOTS:
        if (!this.#scope.isVararg) throw lexer.faultHere("cannot use '...' outside a vararg function");
        this.#scope.usesVararg = true;
        lexer.next();
        return new VarargExpr(lexer.lastLine);
      case 123: // {
        return this.#tableConstructor();
      case TK.FUNCTION:
        lexer.next();
        return this.#functionBody(undefined, lexer.line);
      default:
        return this.#primaryExpr();
    }
  }

  #stringConstant(): Expr {
    const lexer = this.#lexer;
    const value = lexer.string;
    lexer.next();
    return new ConstantExpr(lexer.lastLine, value);
  }

  /** primaryexp -> prefixexp { '.' NAME | '[' exp ']' | ':' NAME funcargs | funcargs } */
  #primaryExpr(): Expr {
    const lexer = this.#lexer;
    let expr = this.#prefixExpr();
    for (;;) {
      switch (lexer.token) {
        case 46: // .
          expr = this.#field(expr);
          break;
        case 91: { // [
          const key = this.#bracketedKey();
          expr = new IndexExpr(lexer.lastLine, expr, key);
          break;
        }
        case 58: { // :
          lexer.next();
          const name = this.#checkName();
          const nameLine = lexer.lastLine;
          const opLine = lexer.line;
          const args = this.#callArguments();
          expr = new MethodCallExpr(lexer.lastLine, opLine, nameLine, expr, name.text, args);
          break;
        }
        case 40: // (
        case TK.STRING:
        case 123: { // {
          const opLine = lexer.line;
          const args = this.#callArguments();
          expr = new CallExpr(lexer.lastLine, opLine, expr, args);
          break;
        }
        default:
          return expr;
      }
    }
  }

  /** prefixexp -> NAME | '(' expr ')' */
  #prefixExpr(): Expr {
    const lexer = this.#lexer;
    if (lexer.token === TK.NAME) return this.#variable();
    if (lexer.token !== 40) throw lexer.faultHere("unexpected symbol"); // (
    const line = lexer.line;
    lexer.next();
    const inner = this.#expr();
    this.#checkMatch(41, 40, line); // ) (
    inner.line = lexer.lastLine;
    const plain = inner.kind === 0 || (inner.kind >= 7 && inner.kind <= 10) || inner.kind === 12;
    return plain ? inner : new ParenExpr(lexer.lastLine, inner);
  }

  /** A NAME as a variable: local, upvalue or global. */
  #variable(): Expr {
    const lexer = this.#lexer;
    const name = this.#checkName();
    const variable = name.binding;
    if (variable === undefined) return new GlobalExpr(lexer.lastLine, name.text);
    if (variable.depth === this.#scope.depth) return new LocalExpr(lexer.lastLine, variable);
    return new UpvalueExpr(lexer.lastLine, this.#scope.upvalueIndex(variable, this.#tooManyUpvalues));
  }

  /** field -> ['.' | ':'] NAME */
  #field(object: Expr): Expr {
    const lexer = this.#lexer;
    lexer.next();
    const name = this.#checkName();
    return new IndexExpr(lexer.lastLine, object, new ConstantExpr(lexer.lastLine, name.text));
  }

  /** index -> '[' expr ']' */
  #bracketedKey(): Expr {
    this.#lexer.next();
    const key = this.#expr();
    this.#checkNext(93); // ]
    return key;
  }

  /** funcargs -> '(' [ explist1 ] ')' | constructor | STRING */
  #callArguments(): readonly Expr[] {
    const lexer = this.#lexer;
    const line = lexer.line;
    switch (lexer.token) {
      case 40: { // (
        if (line !== lexer.lastLine && !lexer.recordOffsets) {
          throw lexer.faultHere("ambiguous syntax (function call x new statement)");
        }
        lexer.next();
        if (this.#testNext(41)) return NO_EXPRESSIONS; // )
        const args = this.#expressionList();
        this.#checkMatch(41, 40, line); // ) (
        args[args.length - 1]!.line = lexer.lastLine;
        return args;
      }
      case 123: // {
        return [this.#tableConstructor()];
      case TK.STRING:
        return [this.#stringConstant()];
      default:
        throw lexer.faultHere("function arguments expected");
    }
  }

  /** constructor -> '{' [ item { (',' | ';') item } [',' | ';'] ] '}' */
  #tableConstructor(): Expr {
    const lexer = this.#lexer;
    const line = lexer.line;
    const opLine = lexer.lastLine;
    const items: TableItem[] = [];
    this.#checkNext(123); // {
    let pending: Expr | undefined; // the last list item: put into a register behind its separator
    do {
      if (lexer.token === 125) break; // }
      if (pending !== undefined) pending.line = lexer.lastLine;
      pending = undefined;
      const item = this.#tableItem();
      items.push(item);
      if (item.key === undefined) pending = item.value;
    } while (this.#testNext(44) || this.#testNext(59)); // , ;
    this.#checkMatch(125, 123, line); // } {
    if (pending !== undefined) pending.line = lexer.lastLine;
    return new TableExpr(lexer.lastLine, opLine, items);
  }

  /** item -> expr | (NAME | '[' expr ']') '=' expr */
  #tableItem(): TableItem {
    const lexer = this.#lexer;
    let key: Expr | undefined;
    if (lexer.token === TK.NAME) {
      if (lexer.peek() === 61) { // =
        const name = this.#checkName();
        key = new ConstantExpr(lexer.lastLine, name.text);
      }
    } else if (lexer.token === 91) { // [
      key = this.#bracketedKey();
    }
    if (key !== undefined) this.#checkNext(61); // =
    return { key, value: this.#expr() };
  }

  /** body -> '(' parlist ')' block END; `line` is that of `function` */
  #functionBody(self: Name | undefined, line: number): FunctionExpr {
    const lexer = this.#lexer;
    const outer = this.#scope;
    const scope = new FunctionScope(outer, line);
    this.#scope = scope;
    this.#checkNext(40); // (
    const parameters: LocalVar[] = [];
    if (self !== undefined) parameters.push(scope.activate(self));
    const names: Name[] = [];
    let arg: Name | undefined;
    // parlist -> [ param { ',' param } ], param -> NAME | '...'
    if (lexer.token !== 41) { // )
      do {
        if (lexer.token === TK.NAME) {
          names.push(this.#declare(this.#checkName(), names.length));
        } else if (lexer.token === TK.DOTS) {
          lexer.next();
          arg = this.#declareHidden("arg", names.length);
          scope.isVararg = true;
        } else {
          throw lexer.faultHere("<name> or '...' expected");
        }
      } while (!scope.isVararg && this.#testNext(44)); // ,
    }
    parameters.push(...this.#activateAll(names)); // at most 200
    const argVariable = arg === undefined ? undefined : scope.activate(arg);
    this.#checkNext(41); // )
    const block = this.#openBlock();
    const lastLineDefined = lexer.line;
    this.#checkMatch(TK.END, TK.FUNCTION, line);
    scope.leaveTo(0);
    this.#scope = outer;
    const body: FunctionBody = {
      scope,
      parameters,
      arg: argVariable,
      isVararg: scope.isVararg,
      lineDefined: line,
      lastLineDefined,
      endLine: lexer.lastLine,
      block,
    };
    return new FunctionExpr(lexer.lastLine, body);
  }
}

/** Whether `token` ends a block. */
function blockFollows(token: number): boolean {
  switch (token) {
    case TK.ELSE:
    case TK.ELSEIF:
    case TK.END:
    case TK.UNTIL:
    case TK.EOS:
      return true;
    default:
      return false;
  }
}

function unaryOperator(token: number): number {
  if (token === TK.NOT) return UNARY.NOT;
  if (token === 45) return UNARY.MINUS; // -
  if (token === 35) return UNARY.LEN; // #
  return UNARY.NONE;
}

function binaryOperator(token: number): number {
  switch (token) {
    case 43: // +
      return BINARY.ADD;
    case 45: // -
      return BINARY.SUB;
    case 42: // *
      return BINARY.MUL;
    case 47: // /
      return BINARY.DIV;
    case 37: // %
      return BINARY.MOD;
    case 94: // ^
      return BINARY.POW;
    case TK.CONCAT:
      return BINARY.CONCAT;
    case TK.NE:
      return BINARY.NE;
    case TK.EQ:
      return BINARY.EQ;
    case 60: // <
      return BINARY.LT;
    case TK.LE:
      return BINARY.LE;
    case 62: // >
      return BINARY.GT;
    case TK.GE:
      return BINARY.GE;
    case TK.AND:
      return BINARY.AND;
    case TK.OR:
      return BINARY.OR;
    default:
      return BINARY.NONE;
  }
}
