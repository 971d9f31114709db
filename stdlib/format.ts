/**
 * `string.format` (Lua 5.1 §5.4).
 *
 * A format is taken apart once and kept in a cache. As in the reference, what is wrong with it is
 * found only when the formatting gets there: such a place becomes an item that raises the error.
 *
 * @module
 */

import { toFixed } from "../vm/decimal.ts";
import { numberToString } from "../vm/number.ts";
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
import { flatCopy, sliceOf, StringBuilder } from "./string_tools.ts";

/** One conversion, or an error in its place. Literal text is a plain string. */
interface Conversion {
  /** letter of the conversion, "" for an error */
  readonly letter: string;
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
  return { conversion: { letter: "", layout: NO_LAYOUT, bare: false, error }, next: 0 };
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
  return { conversion: Object.freeze({ letter, layout, bare, error: "" }), next: p + 1 };
}

/** `%q`: a string as a literal that the compiler reads back. */
function quote(out: StringBuilder, text: string): void {
  out.add('"');
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c !== 34 && c !== 92 && c !== 10 && c !== 13 && c !== 0) continue;
    if (i > from) out.add(text.slice(from, i));
    out.add(c === 13 ? "\\r" : c === 0 ? "\\000" : c === 34 ? '\\"' : c === 92 ? "\\\\" : "\\\n");
    from = i + 1;
  }
  if (from < text.length) out.add(text.slice(from));
  out.add('"');
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
  const { letter, layout } = item;
  switch (letter) {
    case "s": {
      const text = checkString(rt, value, n);
      return item.bare && text.length >= LONG_STRING ? text : formatString(text, layout);
    }
    case "d":
    case "i": {
      const x = checkNumber(rt, value, n);
      if (item.bare && (x | 0) === x) return "" + (x | 0);
      rt.charge(4);
      return formatSigned(x, layout);
    }
    case "u":
    case "o":
    case "x":
    case "X": {
      const x = checkNumber(rt, value, n);
      if (item.bare && x >= 0 && (x | 0) === x) {
        if (letter === "x") return x.toString(16);
        if (letter === "u") return "" + (x | 0);
      }
      rt.charge(4);
      return formatUnsigned(x, letter, layout);
    }
    case "c":
      return formatCharacter(checkNumber(rt, value, n), layout);
    default: {
      const x = checkNumber(rt, value, n);
      rt.charge(8);
      if (letter === "f" && x > 0 && x < 1e21 && layout.width === 0 && !layout.alternate && !layout.plus) {
        if (!layout.space) return toFixed(x, layout.precision < 0 ? 6 : layout.precision);
      }
      if (letter === "g" && layout.precision === 14 && layout.width === 0) {
        if (!layout.alternate && !layout.plus && !layout.space) return numberToString(x);
      }
      return formatFloat(x, letter, layout);
    }
  }
}

function format(rt: Runtime, args: Value[]): BuiltinResult {
  const text = checkString(rt, args[0], 1);
  const items = formats.get(rt, text);
  const out = new StringBuilder(rt);
  let n = 1;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    if (typeof item === "string") {
      out.add(item);
      continue;
    }
    n++;
    if (n > args.length) rt.argError(n, "no value");
    if (item.letter === "") rt.error(item.error);
    if (item.letter === "q") {
      const text = checkString(rt, args[n - 1], n);
      rt.charge(text.length >>> 2);
      quote(out, text);
    } else out.add(convert(rt, item, args[n - 1], n));
  }
  rt.charge(items.length);
  return out.finish(true);
}

/** `string.format(formatstring, e1, e2, ...)` (Lua 5.1 §5.4). */
export const stringFormat = directVariadic("format", format);
