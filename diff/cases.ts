/**
 * Random Lua programs that print what they do, one line a case. The same seed gives the same program.
 *
 * @module
 */

import { quote, Random } from "./random.ts";
import { programCase } from "./case_programs.ts";

/** Kinds of cases that can be made. */
export const KINDS = ["patterns", "format", "expressions", "library", "syntax", "small"] as const;

/** One of {@linkcode KINDS}. */
export type Kind = (typeof KINDS)[number];

/** Prints its arguments with control and high bytes made visible, and without addresses. */
const PRELUDE = `
local function P(...)
  local n, t = select("#", ...), {...}
  for i = 1, n do
    t[i] = tostring(t[i]):gsub("0x%x+", "PTR"):gsub("[%z\\1-\\31\\127-\\255]", function(c) return "\\\\" .. c:byte() end)
  end
  print(unpack(t, 1, n))
end
`;

const CLASSES =
  "a b . %a %d %s %w %l [ab] [^a] [a-c] [%d_] %. x %u %p [^%s] 1 %x %A [%w%.] [a%-c] [^%a%d] [-b]".split(" ");

function pattern(r: Random): string {
  let text = r.chance(0.2) ? "^" : "";
  let open = 0;
  for (let n = r.integer(0, 6); n > 0; n--) {
    const kind = r.next();
    if (kind < 0.12) {
      text += "(";
      open++;
    } else if (kind < 0.22 && open > 0) {
      text += ")";
      open--;
    } else if (kind < 0.26) text += "%b" + r.pick(["()", "ab", "[]"]);
    else if (kind < 0.3) text += "%f" + r.pick(["[%w]", "[^a]", "[%z]", "[ab]"]);
    else if (kind < 0.33) text += "%" + r.pick(["1", "2", "9", "0"]);
    else if (kind < 0.36) text += "()";
    else text += r.pick(CLASSES) + r.pick(["", "", "", "*", "+", "-", "?"]);
  }
  if (r.chance(0.93)) text += ")".repeat(open);
  if (r.chance(0.2)) text += "$";
  if (r.chance(0.03)) text += r.pick(["%", "[", "[^", "[a"]);
  return text;
}

const PIECES = [
  "a",
  "b",
  "c",
  "x",
  "1",
  "2",
  " ",
  "(",
  ")",
  ".",
  "_",
  "A",
  "[",
  "]",
  "ab",
  "aab",
  "\n",
  "\0",
];

function subject(r: Random): string {
  let text = "";
  for (let n = r.integer(0, 14); n > 0; n--) text += r.pick(PIECES);
  return text;
}

function number(r: Random): string {
  switch (r.integer(0, 8)) {
    case 0:
      return String(r.integer(-20, 20));
    case 1:
      return String((r.next() - 0.5) * 2000);
    case 2:
      return `${r.next() - 0.5}e${r.integer(-320, 308)}`.replace(/e(-?\d+)e/, "e");
    case 3:
      return String(Math.floor((r.next() - 0.5) * 2 ** 53));
    case 4:
      return `2^${r.integer(-60, 80)}`;
    case 5:
      return r.pick(["1/0", "-1/0", "1e15", "1e14", "123456789012345", "0.1", "5e-324"]);
    case 6:
      return `${r.integer(-100, 100)}.5`;
    case 7:
      return `${r.integer(0, 999999)}/${r.integer(1, 999)}`;
    default:
      return String(r.integer(-(10 ** 9), 10 ** 9));
  }
}

function value(r: Random): string {
  switch (r.integer(0, 8)) {
    case 0:
      return quote(String(r.integer(-99, 99)));
    case 1:
    case 2:
      return quote(subject(r));
    case 3:
      return "nil";
    case 4:
      return "true";
    case 5:
      return "{}";
    case 6:
      return "print";
    default:
      return number(r);
  }
}

const OPERATORS = "+ - * / % ^ .. == ~= < <= > >= and or and or and or".split(" ");
const VARIABLES = ["a", "b", "t", "t.x", "t.y.z", "up", "glob", "s", "t[1]", "f()", "f", "s:len()", "t:m()"];

function expression(r: Random, depth = 0): string {
  if (depth > 3 || r.chance(0.3)) {
    switch (r.integer(0, 3)) {
      case 0:
        return number(r);
      case 1:
        return r.pick(VARIABLES);
      case 2:
        return quote(subject(r));
      default:
        return r.pick(["nil", "true", "false"]);
    }
  }
  const inner = () => expression(r, depth + 1);
  const kind = r.next();
  if (kind < 0.65) return `${inner()} ${r.pick(OPERATORS)} ${inner()}`;
  if (kind < 0.75) return r.pick(["- ", "not ", "#"]) + inner();
  if (kind < 0.85) return `(${inner()})`;
  if (kind < 0.92) return `f(${inner()}, ${inner()})`;
  return `{${inner()}, x = ${inner()}}`;
}

const FUNCTIONS = [
  ..."byte char find format gmatch len lower match rep reverse sub upper".split(" ").map((f) =>
    `string.${f}`
  ),
  ..."concat maxn remove getn sort".split(" ").map((f) => `table.${f}`),
  ..."abs ceil floor fmod frexp ldexp max min modf sqrt pow".split(" ").map((f) => `math.${f}`),
  ..."tonumber tostring type select rawget rawset rawequal unpack next assert ipairs setmetatable".split(" "),
];

const TOKENS =
  'a b = == ( ) { } [ ] local function end if then else while do for in return break nil 1 "s" .. ... + - not and , ; : . x repeat until # ~= [[l]] 1.5e3 elseif'
    .split(" ");
const STATEMENTS = [
  "local a = 1",
  "if a then b = 1 end",
  "for i = 1, 2 do end",
  "while a do break end",
  "function f(a, b, ...) return a, ... end",
  "t = {1, x = 2, [3] = 4; 5}",
  "a.b.c:d(1)",
  "return a",
  "repeat local x until x",
  "local function g() end",
  "a, b = b, a",
  'f{1}"s"',
];

function brokenSource(r: Random): string {
  if (r.chance(0.4)) return Array.from({ length: r.integer(1, 8) }, () => r.pick(TOKENS)).join(" ");
  const words = Array.from({ length: r.integer(1, 3) }, () => r.pick(STATEMENTS)).join(" ").split(" ");
  for (let n = r.integer(1, 2); n > 0; n--) {
    const at = r.integer(0, words.length - 1);
    words.splice(at, r.chance(0.6) ? 1 : 0, ...(r.chance(0.6) ? [r.pick(TOKENS)] : []));
  }
  return words.join(r.pick([" ", "\n"]));
}

function patternCase(r: Random): string {
  const s = quote(subject(r));
  const p = quote(pattern(r));
  switch (r.integer(0, 3)) {
    case 0:
      return `pcall(string.find, ${s}, ${p}, ${r.integer(-5, 6)})`;
    case 1:
      return `pcall(string.match, ${s}, ${p})`;
    case 2: {
      const replacement = r.pick([
        quote(r.pick(["x", "%0", "%1", "<%0>", "%2", "%%", "%", "", "%a"])),
        'function(...) return select("#", ...) end',
        '{a = "A", b = false, ab = 1}',
        "string.upper",
      ]);
      const count = r.pick(["", "", `, ${r.integer(-1, 3)}`]);
      return `pcall(string.gsub, ${s}, ${p}, ${replacement}${count})`;
    }
    default:
      return `pcall(function() local o = {} for a, b in string.gmatch(${s}, ${p}) do ` +
        `o[#o + 1] = tostring(a) .. ":" .. tostring(b) end return table.concat(o, "|") end)`;
  }
}

function formatCase(r: Random): string {
  const flags = ["-", "+", " ", "#", "0"].filter(() => r.chance(0.25)).join("");
  const width = r.pick(["", "", "5", "12", "30", "1"]);
  const precision = r.pick(["", "", ".0", ".1", ".3", ".10", ".14", ".17", "."]);
  const letter = r.pick([..."diuxXoeEfgGgcqs"]);
  let argument = r.chance(0.85) ? number(r) : value(r);
  // what C leaves undefined is not a case: integers out of range, bytes out of range
  if ("di".includes(letter)) argument = String(r.integer(-(10 ** 9), 10 ** 9));
  if ("uxXo".includes(letter)) argument = String(r.integer(0, 10 ** 9));
  if (letter === "c") argument = String(r.integer(0, 255));
  return `pcall(string.format, "%${flags}${width}${precision}${letter}|", ${argument})`;
}

function expressionCase(r: Random): string {
  const body = r.chance(0.5)
    ? `local function g() return ${expression(r)} end local v = g() return type(v), type(v) ~= "table" and v`
    : `local v = ${expression(r)} if ${expression(r)} then v = "then" end while ${
      expression(r)
    } do v = 1 break end ` +
      `return type(v), type(v) ~= "table" and v`;
  const source = `local a, t, f, s = 5, {x = 1, y = {}, m = function() return 2 end}, ` +
    `function(...) return ... end, "str" local up = t ${body}`;
  return `(function(f, m) if f then return pcall(f) end return m end)(loadstring(${quote(source)}, "=e"))`;
}

function libraryCase(r: Random): string {
  const f = r.pick(FUNCTIONS);
  const usual = ["1", "2", "3", '"abc"', "{1, 2, 3}", '{"x", "y"}', "-1", "0"];
  let args = Array.from({ length: r.integer(0, 4) }, () => r.chance(0.6) ? value(r) : r.pick(usual));
  if (f === "string.rep") args = [quote(subject(r)), String(r.integer(-2, 5))];
  return `pcall(${[f, ...args].join(", ")})`;
}

function syntaxCase(r: Random): string {
  return `(function(f, m) return f and "ok" or m end)(loadstring(${quote(brokenSource(r))}, "=s"))`;
}

const MAKERS: Record<Kind, (r: Random) => string> = {
  patterns: patternCase,
  format: formatCase,
  expressions: expressionCase,
  library: libraryCase,
  syntax: syntaxCase,
  small: programCase,
};

/** A program of `count` cases of a kind. */
export function generate(kind: Kind, seed: number, count: number): string {
  const r = new Random(seed * KINDS.length + KINDS.indexOf(kind) + 1);
  const lines = [PRELUDE];
  for (let i = 0; i < count; i++) {
    lines.push(`P(${i}, ${MAKERS[kind](r)})`);
    if (kind === "format") lines.push(`P(${number(r)}, tostring(${number(r)}), (${number(r)}) .. "")`);
  }
  return lines.join("\n") + "\n";
}
