/**
 * The literals and awkward values that generated programs are made of.
 *
 * @module
 */

import { quote, type Random } from "../random.ts";

/** What an expression is meant to be; programs mostly keep to it, so that they get somewhere. */
export type Type = "number" | "string" | "boolean" | "nil" | "table" | "function" | "object" | "any";

const NUMBERS = [
  "0 1 2 3 4 5 7 10 -1 -2 -3 0.5 -0.5 1.5 2.5 0.1 1e15 1e14 123456789012345 1e16 2^53 2^31 2^32 -2^31 2^63",
  "1e308 -1e308 1e-320 5e-324 (1/0) (-1/0) (0/0) -0 (-0) 1e100 255 256 0x10 0xff 3.14 100 99.99 -1e15",
  "4294967295 2147483647 2147483648 -2147483649 .5 3. 1e+2 1E-2",
].join(" ").split(" ");

/** Strings as Lua literals. */
const STRINGS = [
  ..."'' 'a' 'b' 'abc' '10' '0x10' '1e1' '-3' '%d' '%' '[' 'k' 'x' 'n' 'tag'".split(" "),
  '" 5 "',
  '"\\0"',
  '"a\\0b"',
  '"\\255\\254"',
  '"\\n"',
  '"x y z"',
  '"hello world"',
  "[[long]]",
  "[==[\nlo]]ng]==]",
  '"tab\\tquote\\"\\\\ \\065\\9"',
  '"key=value, k2=v2"',
  '"(a(b)c)"',
  '"1 2 3"',
  '"nan"',
  '"inf"',
  '"0x"',
  '"1e"',
  '"' + "long ".repeat(14) + '"',
];

/** A number, edge cases often. */
export function numberLiteral(r: Random): string {
  if (r.chance(0.5)) return String(r.integer(-3, 12));
  if (r.chance(0.1)) return String((r.next() - 0.5) * 10 ** r.integer(-6, 20));
  return r.pick(NUMBERS);
}

/** A string, edge cases often. */
export function stringLiteral(r: Random): string {
  if (r.chance(0.15)) {
    return quote(
      Array.from({ length: r.integer(0, 8) }, () => String.fromCharCode(r.integer(0, 255))).join(""),
    );
  }
  return r.pick(STRINGS);
}

/** A literal of a type; `any` is one of all. */
export function literal(r: Random, type: Type): string {
  switch (type) {
    case "number":
      return r.chance(0.06) ? r.pick(['"10"', '"0x1F"', '" 7 "', '"1e2"']) : numberLiteral(r);
    case "string":
      return r.chance(0.08) ? numberLiteral(r) : stringLiteral(r);
    case "boolean":
      return r.pick(["true", "false"]);
    case "nil":
      return "nil";
    case "table":
      return r.pick([
        "{}",
        "{1, 2, 3}",
        "{'a', 'b', n = 2}",
        "{x = 1}",
        "{[1] = 'one', [3] = 'three'}",
        "{5, nil, 7}",
        "{{1}, {2}}",
        "{3, 1, 2}",
        "{'b', 'a', 'c'}",
        "{1, 'x', true}",
        "{n = 5}",
        "{k = {k = {k = 1}}}",
        "{nil, nil, 3}",
        "{[0] = 0, 1}",
        "{[1.5] = 1, [-1] = 2}",
      ]);
    case "function":
      return r.pick([
        "function() end",
        "function(...) return ... end",
        "function(a) return a end",
        "function(a, b) return b, a end",
        "tostring",
        "type",
        "string.upper",
        "math.max",
        "print",
        "error",
        "function(a, b) return a < b end",
        "function() return nil end",
        "function(k, v) return v end",
      ]);
    case "object":
      return r.pick(["O1", "O2", "O3", "U1"]);
    default:
      return literal(
        r,
        r.pick<Type>([
          "number",
          "number",
          "string",
          "string",
          "boolean",
          "nil",
          "table",
          "function",
          "object",
        ]),
      );
  }
}
