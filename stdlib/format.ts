/**
 * `string.format` (Lua 5.1 §5.4).
 *
 * A format is taken apart once and kept in a cache. As in the reference, what is wrong with it is
 * found only when the formatting gets there: such a place becomes an item that raises the error.
 *
 * @module
 */

import { toFixed } from "../vm/decimal.ts";
import { FURTHER } from "../vm/further.ts";
import { numberToString } from "../vm/number.ts";
import { settled } from "../vm/ropes.ts";
import type { Runtime } from "../vm/runtime.ts";
import type { BuiltinResult, Value } from "../vm/value.ts";
import {
  formatCharacter,
  formatFloat,
  formatSigned,
  formatUnsigned,
  type Layout,
  padText,
} from "./format_number.ts";
import { CompiledCache } from "./compiled_cache.ts";
import { checkNumber, checkString, directVariadic } from "./lib.ts";
import { flatCopy, PORTION, sliceOf, StringBuilder } from "./string_tools.ts";

/** One conversion, or an error in its place. Literal text is a plain string. */
interface Conversion {
  /** letter of the conversion and its code, "" and 0 for an error */
  readonly letter: string;
  readonly code: number;
  readonly layout: Layout;
  /** no flag, width or precision: the fast paths apply */
  readonly bare: boolean;
  readonly error: string;
}

type Item = string | Conversion;

/** Strings at least this long ignore a width, as in the reference. */
const LONG_STRING = 100;

const formats = new CompiledCache(parseFormat);

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function parseFormat(format: string): Item[] {
  const items: Item[] = [];
  let literal = "";
  let from = 0;
  for (;;) {
    const at = format.indexOf("%", from);
    if (at < 0) break;
    literal += format.slice(from, at);
    if (format.charCodeAt(at + 1) === 37) {
      literal += "%";
      from = at + 2;
      continue;
    }
    if (literal !== "") items.push(flatCopy(literal));
    literal = "";
    const { conversion, next } = parseConversion(format, at + 1);
    items.push(conversion);
    if (conversion.letter === "") return items;
    from = next;
  }
  literal += format.slice(from);
  if (literal !== "") items.push(flatCopy(literal));
  return items;
}

const NO_LAYOUT: Layout = Object.freeze({
  left: false,
  plus: false,
  space: false,
  alternate: false,
  zero: false,
  width: 0,
  precision: -1,
});

function wrong(error: string): { conversion: Conversion; next: number } {
  return { conversion: { letter: "", code: 0, layout: NO_LAYOUT, bare: false, error }, next: 0 };
}

/** `scanformat`: reads the conversion whose `%` is just before `p`. */
function parseConversion(format: string, p: number): { conversion: Conversion; next: number } {
  const begin = p;
  let c = format.charCodeAt(p);
  let flags = "";
  while (c === 45 || c === 43 || c === 32 || c === 35 || c === 48) {
    if (flags.length === 5) return wrong("invalid format (repeated flags)");
    flags += String.fromCharCode(c);
    c = format.charCodeAt(++p);
  }
  let width = 0;
  for (let n = 0; n < 2 && isDigit(c); n++) {
    width = width * 10 + c - 48;
    c = format.charCodeAt(++p);
  }
  let precision = -1;
  if (c === 46) {
    precision = 0;
    c = format.charCodeAt(++p);
    for (let n = 0; n < 2 && isDigit(c); n++) {
      precision = precision * 10 + c - 48;
      c = format.charCodeAt(++p);
    }
  }
  if (isDigit(c)) return wrong("invalid format (width or precision too long)");
  // at the end C finds the NUL behind the string, and a NUL ends the letter in the message
  const letter = p < format.length && c !== 0 ? format.charAt(p) : "";
  if (letter === "" || !"cdioxXueEfgGqs".includes(letter)) {
    return wrong(`invalid option '%${letter}' to 'format'`);
  }
  const bare = p === begin;
  const layout: Layout = bare ? NO_LAYOUT : Object.freeze({
    left: flags.includes("-"),
    plus: flags.includes("+"),
    space: flags.includes(" "),
    alternate: flags.includes("#"),
    zero: flags.includes("0"),
    width,
    precision,
  });
  return { conversion: Object.freeze({ letter, code: c, layout, bare, error: "" }), next: p + 1 };
}

/** Chars that are escaped at a time. */
const PIECE = 1024;

/** The inside of what `%q` makes of a piece of a string: the compiler reads it back. */
function escaped(piece: string): string {
  let result = "";
  let from = 0;
  for (let i = 0; i < piece.length; i++) {
    const escape = escapeOf(piece.charCodeAt(i));
    if (escape === "") continue;
    result += piece.slice(from, i) + escape;
    from = i + 1;
  }
  return from === 0 ? piece : result + piece.slice(from);
}

/** How a char is written in a literal; "" for those that stand for themselves. */
function escapeOf(c: number): string {
  switch (c) {
    case 0:
      return "\\000";
    case 10:
      return "\\\n";
    case 13:
      return "\\r";
    case 34:
      return '\\"';
    case 92:
      return "\\\\";
  }
  return "";
}

/** `%s`. */
function formatString(text: string, layout: Layout): string {
  const precision = layout.precision;
  if (precision < 0 && text.length >= LONG_STRING) return text;
  // otherwise the reference goes through `sprintf`, for which a NUL ends the string
  const most = precision >= 0 && precision < text.length ? sliceOf(text, 0, precision) : text;
  const nul = most.indexOf("\0");
  return padText(nul < 0 ? most : sliceOf(most, 0, nul), layout);
}

function convert(rt: Runtime, item: Conversion, value: Value, n: number): string {
  const { code, layout } = item;
  switch (code) {
    case 115: { // s
      const text = checkString(rt, value, n);
      return item.bare && text.length >= LONG_STRING ? text : formatString(text, layout);
    }
    case 100: // d
    case 105: { // i
      const x = checkNumber(rt, value, n);
      if (item.bare && (x | 0) === x) return "" + (x | 0);
      rt.charge(4);
      return formatSigned(x, layout);
    }
    case 117: // u
    case 111: // o
    case 120: // x
    case 88: { // X
      const x = checkNumber(rt, value, n);
      if (item.bare && x >= 0 && (x | 0) === x) {
        if (code === 120) return x.toString(16);
        if (code === 117) return "" + (x | 0);
      }
      rt.charge(4);
      return formatUnsigned(x, item.letter, layout);
    }
    case 99: // c
      return formatCharacter(checkNumber(rt, value, n), layout);
  }
  const x = checkNumber(rt, value, n);
  rt.charge(8);
  if (layout.width === 0 && !layout.alternate && !layout.plus && !layout.space) {
    // f
    if (code === 102 && x > 0 && x < 1e21) return toFixed(x, layout.precision < 0 ? 6 : layout.precision);
    // g
    if (code === 103 && layout.precision === 14) return numberToString(x);
  }
  return formatFloat(x, item.letter, layout);
}

/** The text of a format for `count` values: those of `list` from its second on, or `a` to `e`. */
function formatted(
  rt: Runtime,
  format: Value,
  count: number,
  list: readonly Value[] | null,
  a: Value,
  b: Value,
  c: Value,
  d: Value,
  e: Value,
): string {
  const items = formats.get(rt, checkString(rt, format, 1));
  let text = "";
  let longest = 0;
  // for a result that gets longer
  let out: StringBuilder | null = null;
  let n = 0;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    let part: string;
    if (typeof item === "string") part = item;
    else {
      n++;
      if (n > count) rt.argError(n + 1, "no value");
      if (item.code === 0) rt.error(item.error);
      const value = list !== null ? list[n] : n < 3 ? n === 1 ? a : b : n === 3 ? c : n === 4 ? d : e;
      if (item.code === 113) { // q
        part = checkString(rt, value, n + 1);
        rt.charge(part.length >>> 2);
        if (part.length > PIECE) {
          out ??= new StringBuilder(rt, text, i);
          out.add('"');
          for (let i = 0; i < part.length; i += PIECE) out.add(escaped(part.slice(i, i + PIECE)));
          part = '"';
        } else part = '"' + escaped(part) + '"';
      } else part = convert(rt, item, value, n + 1);
      if (part.length > longest) longest = part.length;
    }
    if (out === null && text.length + part.length <= PORTION) text += part;
    else {
      out ??= new StringBuilder(rt, text, i);
      out.add(part);
    }
  }
  rt.charge(items.length);
  if (out !== null) return out.finish(true);
  rt.chargeString(text.length);
  return settled(text, items.length - 1, longest);
}

function format(rt: Runtime, args: Value[]): BuiltinResult {
  return formatted(rt, args[0], args.length - 1, args, undefined, undefined, undefined, undefined, undefined);
}

function formatFew(rt: Runtime, format: Value, a: Value, b: Value, c: Value, d: Value, e: Value): Value {
  FURTHER.count = 0;
  return formatted(rt, format, rt.argCount - 1, null, a, b, c, d, e);
}

/** `string.format(formatstring, e1, e2, ...)` (Lua 5.1 §5.4). */
export const stringFormat = directVariadic("format", format, undefined, formatFew);
