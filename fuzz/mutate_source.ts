/**
 * Lua sources that are nearly right, and some that are far from it.
 *
 * @module
 */

import { corpusSources } from "./corpus.ts";
import type { Random } from "./random.ts";

const TOKENS = [
  ..."and break do else elseif end false for function if in local nil not or repeat return then true until while"
    .split(" "),
  ..."+ - * / % ^ # == ~= <= >= < > = ( ) { } [ ] ; : , . .. ...".split(" "),
  ...["a", "b", "_ENV", "self", "arg", "goto", "0", "1e309", "0x", "0xfffffffffffffffff", "1e", "1..2", "3."],
  ...['"s"', "'", '"', '"\\', '"\\999"', "[[", "]]", "[==[", "]==]", "[=", "--[[", "--[==[x]==]", "--", "\n"],
  ...["\r\n", "\0", "\x1b", "#", "#!x\n", "\xef\xbb\xbf", "\xff", "@", "$", "!", "~", "`", "\\", "?"],
];

/** What opens a construct that nests, and what closes it. */
const NESTED: readonly (readonly [string, string])[] = [
  ["(", ")"],
  ["{", "}"],
  ["a[", "]"],
  ["f(", ")"],
  ["-", ""],
  ["not ", ""],
  ["#", ""],
  ["1+", "1"],
  ["1 .. ", "1"],
  ["2^", "2"],
  ["a.", "a"],
  ["function() return ", " end"],
  ["do ", " end"],
  ["if a then ", " end"],
  ["if a then else", " end"],
  ["while a do ", " end"],
  ["repeat ", " until a"],
  ["for i=1,2 do ", " end"],
  ["for k in a do ", " end"],
  ["local function f() ", " end"],
  ["return function(...) ", " end"],
  ["a = {b = ", "}"],
  ["local x = function(a, b) ", " end"],
  ["f{", "}"],
  ["a and ", "b"],
  ["a == ", "b"],
  ["(a or ", ")"],
];

/** A statement that is repeated until something overflows. */
const REPEATED: readonly ((i: number) => string)[] = [
  (i) => `local v${i} = ${i}\n`,
  (i) => `v${i} = ${i}.5\n`,
  (i) => `x = "s${i}"\n`,
  (i) => `a${i}, `,
  (i) => `${i}, `,
  (i) => `function f${i}() return v${i} end\n`,
  (i) => `elseif a == ${i} then `,
  () => "a.b:c(d)[e] = f; ",
  () => "\n",
  () => "-- c\n",
  (i) => `local a, b${i} = ...; `,
  (i) => `if a then b = ${i} end `,
];

function nest(r: Random): string {
  const [open, close] = r.pick(NESTED);
  const depth = r.magnitude(1, r.chance(0.05) ? 20_000 : 300);
  const middle = r.pick(["", "a", "1", "x = 1", "return", "a()", "..."]);
  const missing = r.chance(0.2) ? r.below(3) : 0;
  return (r.chance(0.4) ? r.pick(["return ", "x = ", "local a = "]) : "") + open.repeat(depth) + middle +
    close.repeat(Math.max(0, depth - missing));
}

function repetition(r: Random): string {
  const make = r.pick(REPEATED);
  const count = r.magnitude(1, r.chance(0.02) ? 20_000 : 400);
  let text = r.pick(["", "", "if a then ", "local ", "return ", "t = {", "f("]);
  for (let i = 0; i < count; i++) text += make(i);
  return text + r.pick(["", "", " end", "x", "x = 1", "}", ")"]);
}

function tokens(r: Random): string {
  const list: string[] = [];
  for (let n = r.magnitude(1, 60); n > 0; n--) list.push(r.pick(TOKENS));
  return list.join(r.pick([" ", " ", ""]));
}

/** Where the words and signs of a source are. */
function tokenSpans(source: string): [number, number][] {
  return Array.from(source.matchAll(/[A-Za-z_]\w*|\d[\w.]*|"[^"\n]*"|'[^'\n]*'|[^\s\w]/g), (match) => [
    match.index,
    match.index + match[0].length,
  ]);
}

function piece(r: Random, source: string): string {
  const from = r.below(source.length);
  return source.slice(from, from + r.magnitude(1, 300));
}

/** One change. */
function change(r: Random, source: string): string {
  const at = r.below(source.length + 1);
  const spans = r.chance(0.6) ? tokenSpans(source) : [];
  if (spans.length > 0) {
    const [from, to] = r.pick(spans);
    const [otherFrom, otherTo] = r.pick(spans);
    switch (r.below(5)) {
      case 0:
        return source.slice(0, from) + source.slice(to);
      case 1:
        return source.slice(0, from) + r.pick(TOKENS) + source.slice(to);
      case 2:
        return source.slice(0, from) + source.slice(otherFrom, otherTo) + source.slice(to);
      case 3:
        return source.slice(0, to) + " " + r.pick(TOKENS) + source.slice(to);
      default: {
        const [low, high] = from < otherFrom ? [from, otherTo] : [otherFrom, to];
        const part = source.slice(low, high).slice(0, 2000);
        return r.chance(0.5)
          ? source.slice(0, low) + source.slice(high)
          : source.slice(0, high) + " " + part +
            source.slice(high);
      }
    }
  }
  switch (r.below(8)) {
    case 0:
      return source.slice(0, at) + String.fromCharCode(r.below(256)) + source.slice(at + 1);
    case 1:
      return source.slice(0, at) + r.bytes(r.magnitude(1, 8)) + source.slice(at);
    case 2:
      return source.slice(0, at) + source.slice(at + r.magnitude(1, 100));
    case 3:
      return source.slice(0, at);
    case 4:
      return source.slice(0, at) + piece(r, r.pick(corpusSources())) + source.slice(at);
    case 5:
      return source.slice(0, at) + nest(r) + source.slice(at);
    case 6:
      return source.slice(0, at) + repetition(r) + source.slice(at);
    default: {
      const flipped = source.charCodeAt(Math.min(at, source.length - 1)) ^ (1 << r.below(8));
      return source.slice(0, at) + String.fromCharCode(flipped & 255) + source.slice(at + 1);
    }
  }
}

/** A source, one char (0-255) a byte. */
export function randomSource(r: Random): string {
  const kind = r.below(100);
  if (kind < 5) return r.bytes(r.magnitude(1, 400));
  if (kind < 15) return tokens(r);
  if (kind < 22) return nest(r);
  if (kind < 28) return repetition(r);
  let source: string = r.pick(corpusSources());
  // a part is as good as the whole, and faster
  if (source.length > 1500 && r.chance(0.8)) {
    const lines = source.split("\n");
    const from = r.below(lines.length);
    source = lines.slice(from, from + r.magnitude(1, 40)).join("\n");
  }
  for (let n = r.magnitude(1, 6); n > 0; n--) source = change(r, source);
  return source;
}
