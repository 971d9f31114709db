/**
 * Calling library functions without an interpreter, and cases recorded from the reference.
 *
 * A case is a function's name and its arguments as tokens; a result is a list of tokens. Tokens: `s` and the
 * bytes of a string, `n` and a number, `b1`/`b0` for booleans, `z` for nil, `T`/`F` and the number of one of
 * the replacement tables and functions below, `o` and a type name for other results, and as only result
 * `e` and an error message. `tools/record_string.ts` holds the same tables and functions in Lua.
 */

import { Runtime, typeName } from "../../vm/runtime.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { LuaTable } from "../../vm/table.ts";
import { numberToString, stringToNumber } from "../../vm/number.ts";
import { Builtin, BuiltinKind, type BuiltinResult, Continuation, type Value } from "../../vm/value.ts";
import { stringAliases, stringLibrary } from "../../stdlib/string.ts";

/** One recorded call: function, argument tokens, result tokens. */
export type RecordedCase = readonly [name: string, args: readonly string[], results: readonly string[]];

/** A runtime without limits unless given. */
export function newRuntime(limits: { memory?: number; steps?: number; stringLength?: number } = {}): Runtime {
  return new Runtime({
    limits: { memory: Infinity, steps: Infinity, callDepth: 200, stringLength: 0x1fffffe0, ...limits },
    services: {},
  });
}

function variadic(name: string, fn: (rt: Runtime, args: Value[]) => BuiltinResult): Builtin {
  return new Builtin(name, BuiltinKind.Variadic, fn);
}

/** Calls a builtin as the interpreter would; functions it calls must be builtins too. */
export function call(rt: Runtime, f: Value, args: Value[]): Value[] {
  if (!(f instanceof Builtin)) throw new LuaThrow(`attempt to call a ${typeName(f)} value`);
  rt.argCount = args.length;
  rt.callee = f;
  const result = f.kind === BuiltinKind.Variadic ? f.fn(rt, args) : f.fn(rt, ...args);
  if (result instanceof Continuation) {
    let step = result.generator.next();
    while (!step.done) {
      const [callee, ...rest] = step.value;
      step = result.generator.next(call(rt, callee, rest));
    }
    return Array.isArray(step.value) ? step.value : [step.value];
  }
  return Array.isArray(result) ? result as Value[] : [result as Value];
}

const byName = new Map<string, Builtin>([
  ...stringLibrary.map((f) => [f.name, f] as const),
  ...stringAliases,
]);

/** Replacement functions of the cases. */
const FUNCTIONS: Builtin[] = [
  variadic("nothing", () => []),
  variadic("joined", (_rt, args) => args.map((a) => typeof a === "number" ? numberToString(a) : a).join("|")),
  variadic("number", () => 12.5),
  variadic("true", () => true),
  variadic("false", () => false),
  variadic("percent", () => "%1%0"),
  variadic("table", (rt) => rt.newTable()),
];

/** Replacement tables of the cases. */
function table(rt: Runtime, n: number): LuaTable {
  const t = rt.newTable();
  const set = (key: Value, value: Value, into = t) => into.set(rt.heap, key, value);
  if (n === 0) return t;
  if (n === 1) {
    set("a", "X");
    set("b", 1);
    set("ab", false);
    set(" ", "");
    set(1, "one");
    set("", "empty");
    return t;
  }
  if (n === 2) {
    set("a", true);
    set("1", rt.newTable());
    return t;
  }
  const meta = rt.newTable();
  t.metatable = meta;
  if (n === 3) {
    set("a", "own");
    set("__index", variadic("index", (_rt, args) => args[1] === "b" ? undefined : `<${args[1]}>`), meta);
    return t;
  }
  set("__index", table(rt, 1), meta);
  return t;
}

function decode(rt: Runtime, token: string): Value {
  const rest = token.slice(1);
  switch (token.charAt(0)) {
    case "s":
      return rest;
    case "n":
      return numberOf(rest);
    case "b":
      return rest === "1";
    case "T":
      return table(rt, Number(rest));
    case "F":
      return FUNCTIONS[Number(rest)];
    default:
      return undefined;
  }
}

function numberOf(text: string): number {
  if (text === "inf") return Infinity;
  if (text === "-inf") return -Infinity;
  return text === "nan" ? NaN : Number(text);
}

/** A number as a token's text, exact; NaNs are all alike. */
export function numberToken(x: number): string {
  if (x !== x) return "nan";
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  return Object.is(x, -0) ? "-0" : String(x);
}

function encode(value: Value): string {
  switch (typeof value) {
    case "string":
      return "s" + value;
    case "number":
      return "n" + numberToken(value);
    case "boolean":
      return value ? "b1" : "b0";
    case "undefined":
      return "z";
  }
  return "o" + typeName(value);
}

/** Most matches of a gmatch case that are compared. */
const MAX_MATCHES = 40;

/** Runs a case here; the tokens of its results. */
export function runCase(rt: Runtime, name: string, tokens: readonly string[]): string[] {
  const args = tokens.map((token) => decode(rt, token));
  try {
    if (name === "tonumber") return [encode(stringToNumber(args[0] as string))];
    if (name === "tostring") return [encode(rt.basicToString(args[0]))];
    const results = call(rt, byName.get(name), args);
    if (name !== "gmatch") return results.map(encode);
    const all: string[] = [];
    for (let n = 0; n < MAX_MATCHES; n++) {
      const match = call(rt, results[0], []);
      if (match[0] === undefined) break;
      all.push("(", ...match.map(encode));
    }
    return all;
  } catch (error) {
    if (error instanceof LuaThrow) return ["e" + error.value];
    throw error;
  }
}

/** Whether two results say the same; number tokens are compared as numbers. */
export function sameResults(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((token, i) => {
    const other = b[i]!;
    if (token === other) return true;
    return token.charAt(0) === "n" && other.charAt(0) === "n" &&
      Object.is(numberOf(token.slice(1)), numberOf(other.slice(1)));
  });
}
