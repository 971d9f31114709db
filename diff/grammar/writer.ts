/**
 * Generated expressions: every operator on every type of operand, by every kind of name that error messages
 * tell apart, and calls of library functions.
 *
 * @module
 */

import type { Random } from "../random.ts";
import { argument, LIBRARY, type Signature } from "./library.ts";
import { literal, type Type } from "./values.ts";

/** A variable that generated code may name. */
export interface Variable {
  readonly name: string;
  readonly type: Type;
}

const TYPES: readonly Type[] = ["number", "string", "boolean", "nil", "table", "function", "object"];
const ARITHMETIC = ["+", "-", "*", "/", "%", "^"];
const COMPARISON = ["<", "<=", ">", ">="];
const FIELDS = ["x", "k", "n", "tag", "missing"];

/** Globals every program sets. */
const GLOBALS: readonly Variable[] = [
  { name: "GN", type: "number" },
  { name: "GS", type: "string" },
  { name: "GT", type: "table" },
  { name: "GF", type: "function" },
  { name: "undefined_global", type: "nil" },
];

/** Writes expressions over the variables in scope. */
export class ExpressionWriter {
  protected readonly r: Random;
  /** variables in scope, innermost last */
  protected scope: Variable[] = [];
  /** levels of loops and functions around: what grows there has to be cut */
  protected repeated = 0;
  /** the function being written takes varargs */
  protected varargs = true;

  constructor(r: Random) {
    this.r = r;
  }

  /** Any type. */
  protected someType(): Type {
    return this.r.pick(TYPES);
  }

  /** An expression that is meant to be of a type. */
  expression(type: Type, depth = 0): string {
    const { r } = this;
    if (type === "any") type = this.someType();
    // errors are worth having, but not everywhere
    if (r.chance(0.03)) type = this.someType();
    if (depth > 3 || r.chance(0.25 + depth * 0.12)) return this.leaf(type);
    const inner = (of: Type) => this.expression(of, depth + 1);
    if (r.chance(0.08)) return `(${inner(type)} ${r.pick(["and", "or"])} ${inner(type)})`;
    if (r.chance(0.05)) return `(${inner("boolean")} and ${inner(type)} or ${inner(type)})`;
    if (r.chance(0.04)) return `(function(...) return ${inner(type)} end)(${inner("any")})`;
    switch (type) {
      case "number":
        return this.number(inner);
      case "string":
        return this.string(inner);
      case "boolean":
        return this.boolean(inner);
      case "table":
        return this.table(inner);
      case "function":
        return this.functionValue(depth);
      default:
        return this.leaf(type);
    }
  }

  private leaf(type: Type): string {
    const { r } = this;
    const known = [...this.scope, ...GLOBALS].filter((variable) => variable.type === type);
    if (known.length > 0 && r.chance(0.65)) return r.pick(known).name;
    if (this.scope.length > 0 && r.chance(0.05)) return r.pick(this.scope).name;
    if (this.varargs && r.chance(0.04)) return r.pick(["(...)", "select('#', ...)", "(select(2, ...))"]);
    const text = literal(r, type);
    return text.startsWith("function") ? `(${text})` : text;
  }

  private number(inner: (type: Type) => string): string {
    const { r } = this;
    switch (r.integer(0, 7)) {
      case 0:
        return `#${this.operand(r.chance(0.5) ? inner("string") : inner("table"))}`;
      case 1:
        return `- ${this.operand(inner("number"))}`;
      case 2:
        return `(tonumber(${inner("string")}) or ${inner("number")})`;
      case 3:
        return `math.${r.pick(["floor", "abs", "max", "sqrt"])}(${inner("number")})`;
      case 4:
        return this.named(inner("table"), "number");
      default:
        return `(${inner("number")} ${r.pick(ARITHMETIC)} ${inner("number")})`;
    }
  }

  private string(inner: (type: Type) => string): string {
    const { r } = this;
    switch (r.integer(0, 6)) {
      case 0:
        // not of a variable, which may hold what has an address
        return `tostring(${literal(r, r.pick<Type>(["number", "string", "boolean", "nil"]))})`;
      case 1:
        return this.cut(
          `(${inner("string")}):${
            r.pick([
              "upper()",
              "lower()",
              "reverse()",
              "sub(2)",
              "sub(-3, -2)",
              "rep(2)",
              "len()",
              "format(1)",
              "nope()",
            ])
          }`,
        );
      case 2:
        return `type(${inner("any")})`;
      case 3:
        return this.cut(`${inner("string")} .. ${inner("number")} .. ${inner("string")}`);
      default:
        return this.cut(`${inner("string")} .. ${inner("string")}`);
    }
  }

  /** Where code runs again and again, strings must not double each time. */
  protected cut(text: string): string {
    return this.repeated > 0 ? `S(${text})` : `(${text})`;
  }

  private boolean(inner: (type: Type) => string): string {
    const { r } = this;
    switch (r.integer(0, 5)) {
      case 0:
        return `not ${this.operand(inner("any"))}`;
      case 1:
        return `(${inner("any")} ${r.pick(["==", "~="])} ${inner("any")})`;
      case 2: {
        const type = r.pick<Type>(["string", "object", "any"]);
        return `(${inner(type)} ${r.pick(COMPARISON)} ${inner(type)})`;
      }
      case 3:
        return `rawequal(${inner("any")}, ${inner("any")})`;
      default:
        return `(${inner("number")} ${r.pick([...COMPARISON, "==", "~="])} ${inner("number")})`;
    }
  }

  private table(inner: (type: Type) => string): string {
    const { r } = this;
    const items = Array.from({ length: r.integer(0, 4) }, () => {
      switch (r.integer(0, 5)) {
        case 0:
          return `${r.pick(FIELDS)} = ${inner("any")}`;
        case 1:
          // the space keeps a long string from turning the bracket into another one
          return `[ ${inner(r.pick<Type>(["number", "string", "boolean"]))}] = ${inner("any")}`;
        default:
          return inner("any");
      }
    });
    const last = r.next();
    if (last < 0.1) items.push(this.call(inner));
    else if (this.varargs && last < 0.2) items.push("...");
    return `{${items.join(r.pick([", ", "; "]))}}`;
  }

  /** A function value; statements need more than an expression writer has. */
  protected functionValue(_depth: number): string {
    return literal(this.r, "function");
  }

  /** An operand of a unary operator or a prefix expression. */
  protected operand(text: string): string {
    return /^(?!(?:true|false|nil)$)[A-Za-z_]\w*$/.test(text) ? text : `(${text})`;
  }

  /** Indexing in all the ways that messages tell apart. */
  named(table: string, type: Type): string {
    const { r } = this;
    const prefix = this.operand(table);
    switch (r.integer(0, 4)) {
      case 0:
        return `${prefix}[ ${this.leaf("number")}]`;
      case 1:
        return `${prefix}[ ${this.leaf("any")}]`;
      case 2:
        return `${prefix}.${r.pick(FIELDS)}.${r.pick(FIELDS)}`;
      case 3:
        return `(${prefix}.${r.pick(FIELDS)} or ${this.leaf(type)})`;
      default:
        return `${prefix}.${r.pick(FIELDS)}`;
    }
  }

  /** A call of something that is, mostly, a function. */
  call(inner: (type: Type) => string): string {
    const { r } = this;
    const args = () => Array.from({ length: r.integer(0, 3) }, () => inner("any")).join(", ");
    switch (r.integer(0, 6)) {
      case 0:
        return `O1:method(${args()})`;
      case 1:
        return `GT.${r.pick(["f", "nope", "x"])}(${args()})`;
      case 2:
        return this.libraryCall();
      case 3:
        return `${this.operand(inner("object"))}(${args()})`;
      case 4:
        return `(${inner("string")}):${r.pick(["upper", "len", "find"])}${r.pick(['"a"', "{}", "()"])}`;
      default:
        return `${this.operand(inner("function"))}(${args()})`;
    }
  }

  /** A call of a library function. */
  libraryCall(): string {
    const { r } = this;
    const signature = r.pick(LIBRARY);
    return this.showing(signature);
  }

  private showing(signature: Signature): string {
    const { r } = this;
    const args: string[] = [];
    for (const arg of signature.args) {
      const optional = arg.endsWith("?");
      if (optional && r.chance(0.45)) break;
      args.push(argument(r, optional ? arg.slice(0, -1) : arg, (type) => this.leaf(type)));
    }
    // too few arguments; but without its date a function would give the present one
    if (args.length > 0 && r.chance(0.04) && !signature.name.startsWith("os.")) args.pop();
    return signature.shown.replace("$", () => `${signature.name}(${args.join(", ")})`);
  }
}
