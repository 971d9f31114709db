/**
 * Compares the string library with the installed `lua5.1`, live, and records cases for the tests.
 *
 *     deno run -A tools/record_string.ts fuzz [pairs] [seed]     random patterns and subjects
 *     deno run -A tools/record_string.ts numbers [count] [seed]  random doubles through format and back
 *     deno run -A tools/record_string.ts record                  writes tests/stdlib/data/string_*.json
 *
 * Cases and tokens are described in tests/stdlib/string_support.ts.
 */

import {
  newRuntime,
  numberToken,
  type RecordedCase,
  runCase,
  sameResults,
} from "../tests/stdlib/string_support.ts";
import { FIXED_CASES } from "./string_cases.ts";

const DRIVER = String.raw`
local functions = {
  [0] = function() end,
  function(...) return table.concat({...}, "|") end,
  function() return 12.5 end,
  function() return true end,
  function() return false end,
  function() return "%1%0" end,
  function() return {} end,
}
local one = {a = "X", b = 1, ab = false, [" "] = "", [1] = "one", [""] = "empty"}
local tables = {
  [0] = {},
  one,
  {a = true, ["1"] = {}},
  setmetatable({a = "own"}, {__index = function(_, k) if k ~= "b" then return "<" .. k .. ">" end end}),
  setmetatable({}, {__index = one}),
}
local function unhex(h) return (h:gsub("..", function(x) return string.char(tonumber(x, 16)) end)) end
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
local decoders = {
  s = function(x) return x end,
  n = function(x) if x == "nan" then return 0/0 end return tonumber(x) end,
  b = function(x) return x == "1" end,
  z = function() return nil end,
  T = function(x) return tables[tonumber(x)] end,
  F = function(x) return functions[tonumber(x)] end,
}
local function encode(v)
  local t = type(v)
  if t == "string" then return "s" .. v end
  if t == "boolean" then return v and "b1" or "b0" end
  if t == "nil" then return "z" end
  if t ~= "number" then return "o" .. t end
  if v ~= v then return "nnan" end
  return "n" .. ("%.17g"):format(v)
end
local function pack(...) return select("#", ...), {...} end
for line in io.lines(arg[1]) do
  local name, rest = line:match("^(%S+)(.*)$")
  local args, n = {}, 0
  for token in rest:gmatch("%S+") do
    token = unhex(token)
    n = n + 1
    args[n] = decoders[token:sub(1, 1)](token:sub(2))
  end
  local f = string[name] or _G[name]
  local count, r = pack(pcall(f, unpack(args, 1, n)))
  local out = {}
  if not r[1] then out[1] = "e" .. tostring(r[2])
  elseif name == "gmatch" then
    for i = 1, 40 do
      local count, m = pack(pcall(r[2]))
      if not m[1] then out = {"e" .. m[2]} break end
      if m[2] == nil then break end
      out[#out + 1] = "("
      for j = 2, count do out[#out + 1] = encode(m[j]) end
    end
  else
    for i = 2, count do out[#out + 1] = encode(r[i]) end
  end
  for i = 1, #out do out[i] = hex(out[i]) end
  io.write(table.concat(out, " "), "\n")
end
`;

function toHex(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i++) out += text.charCodeAt(i).toString(16).padStart(2, "0");
  return out;
}

function fromHex(hex: string): string {
  return hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
}

type Case = readonly [name: string, args: readonly string[]];

/** Runs cases with the reference. */
async function reference(cases: readonly Case[]): Promise<string[][]> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(folder + "/driver.lua", DRIVER);
    const lines = cases.map(([name, args]) => [name, ...args.map(toHex)].join(" "));
    await Deno.writeTextFile(folder + "/cases", lines.join("\n") + "\n");
    const command = new Deno.Command("lua5.1", { args: [folder + "/driver.lua", folder + "/cases"] });
    const { stdout, stderr, success } = await command.output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const answers = new TextDecoder().decode(stdout).split("\n").slice(0, cases.length);
    return answers.map((line) => line === "" ? [] : line.split(" ").map(fromHex));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A small reproducible generator (mulberry32). */
function generator(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (n: number) => next() % n;
  const pick = <T>(items: ArrayLike<T>): T => items[below(items.length)]!;
  return { next, below, pick };
}

type Random = ReturnType<typeof generator>;

const SUBJECT = "aaabbb1  A.,()-xZ9_\n\0\xff%]^$";
const LITERALS = "aaabb1 A.,-x_]^$\n";
const ESCAPES = "acdlpsuwxzACDLPSUWXZ.%()[]-q9";

function randomSubject(r: Random): string {
  let text = "";
  const length = r.below(18);
  const alphabet = r.below(2) === 0 ? SUBJECT : SUBJECT.slice(0, 8);
  for (let i = 0; i < length; i++) text += r.pick(alphabet);
  return text;
}

function randomSet(r: Random): string {
  let text = r.below(3) === 0 ? "[^" : "[";
  const n = 1 + r.below(3);
  for (let i = 0; i < n; i++) {
    switch (r.below(6)) {
      case 0:
        text += "%" + r.pick(ESCAPES);
        break;
      case 1:
        text += r.pick("a0A!%]-") + "-" + r.pick("z9Z~%]-");
        break;
      default:
        text += r.pick(LITERALS);
    }
  }
  return r.below(25) === 0 ? text : text + "]";
}

function randomPattern(r: Random): string {
  if (r.below(12) === 0) {
    // no structure at all
    let text = "";
    for (let n = r.below(8); n > 0; n--) text += r.pick("ab%[]()^$*+-?.fb1z\0");
    return text;
  }
  let text = r.below(5) === 0 ? "^" : "";
  const items = r.below(6);
  let open = 0;
  let repeats = 0;
  for (let i = 0; i <= items; i++) {
    switch (r.below(16)) {
      case 0:
      case 1:
        text += "(";
        open++;
        break;
      case 2:
        text += "()";
        break;
      case 3:
        text += "%b" + r.pick(["()", "ab", "aa", "xy", "("]);
        break;
      case 4:
        text += "%f" + (r.below(20) === 0 ? "a" : randomSet(r));
        break;
      case 5:
        text += "%" + r.pick("1123" + "0");
        break;
      default: {
        const kind = r.below(8);
        text += kind < 3
          ? r.pick(LITERALS)
          : kind < 4
          ? "."
          : kind < 6
          ? "%" + r.pick(ESCAPES)
          : randomSet(r);
        if (repeats < 4 && r.below(2) === 0) {
          repeats++;
          text += r.pick("*+-?");
        }
      }
    }
    if (open > 0 && r.below(3) === 0) {
      text += ")";
      open--;
    }
  }
  if (r.below(8) > 0) { for (; open > 0; open--) text += ")"; }
  if (r.below(5) === 0) text += "$";
  if (r.below(60) === 0) text += r.pick(["%", "[", "[^", ")", "\0a", "%b", "%f"]);
  return text;
}

/** A pattern over two letters: most of them match, after much backtracking. */
function densePattern(r: Random): string {
  let text = r.below(4) === 0 ? "^" : "";
  let open = 0;
  let closed = 0;
  let repeats = 0;
  for (let items = 1 + r.below(7); items > 0; items--) {
    const kind = r.below(20);
    if (kind < 3) {
      text += "(";
      open++;
      closed++;
    } else if (kind === 3) {
      text += "()";
      closed++;
    } else if (kind === 4) text += r.pick(["%bab", "%bba", "%f[a]", "%f[^a]", "%f[%z]"]);
    else if (kind < 7 && open === 0 && closed > 0) text += "%" + (1 + r.below(Math.min(closed, 9)));
    else {
      text += r.pick(["a", "b", ".", "%a", "[ab]", "[^a]", "[^b]", "ab", "ba"]);
      if (repeats < 5 && r.below(5) < 3) {
        repeats++;
        text += r.pick("*+-?");
      }
    }
    if (open > 0 && r.below(2) === 0) {
      text += ")";
      open--;
    }
  }
  return text + ")".repeat(open) + (r.below(4) === 0 ? "$" : "");
}

/** A subject and a long pattern that is made from it, item by item, and probably matches. */
function longCase(r: Random): Case {
  let subject = "";
  let pattern = r.below(2) === 0 ? "^" : "";
  let repeats = 0;
  let captures = 0;
  for (let n = 20 + r.below(150); n > 0; n--) {
    const c = r.pick("ab1 ");
    const cls = c === "1" ? "%d" : c === " " ? "%s" : "%l";
    let item = r.pick([c, c, ".", cls, `[${c}x]`, `[^${c === "a" ? "b" : "a"}]`]);
    const kind = r.below(200);
    if (kind < 4 && repeats < 3) {
      repeats++;
      item += r.pick("*+-?");
    } else if (kind < 10 && captures < 31) {
      captures++;
      item = `(${item})`;
    }
    subject += c;
    pattern += item;
  }
  return [r.pick(["find", "match", "gmatch"]), [
    "s" + subject,
    "s" + pattern + (r.below(2) === 0 ? "$" : ""),
  ]];
}

const REPLACEMENTS = ["sx", "s", "s%0", "s<%1>", "s%2%1", "s%%", "s%", "s%a.", "n7", "n0.5"];

function randomPatternCase(r: Random): Case {
  if (r.below(40) === 0) return longCase(r);
  const dense = r.below(2) === 0;
  const letters = Array.from({ length: r.below(16) }, () => r.pick("ab")).join("");
  const subject = "s" + (dense ? letters : randomSubject(r));
  const pattern = "s" + (dense ? densePattern(r) : randomPattern(r));
  switch (r.below(5)) {
    case 0:
    case 1: {
      const args = [subject, pattern];
      if (r.below(4) === 0) args.push("n" + (r.below(24) - 8));
      if (args.length === 3 && r.below(6) === 0) args.push("b1");
      return ["find", args];
    }
    case 2: {
      const args = [subject, pattern];
      if (r.below(4) === 0) args.push("n" + (r.below(24) - 8));
      return ["match", args];
    }
    case 3:
      return ["gmatch", [subject, pattern]];
    default: {
      const kind = r.below(4);
      const replacement = kind < 2 ? r.pick(REPLACEMENTS) : kind === 2 ? "F" + r.below(7) : "T" + r.below(5);
      const args = [subject, pattern, replacement];
      if (r.below(6) === 0) args.push("n" + (r.below(5) - 1));
      return ["gsub", args];
    }
  }
}

const bits = new DataView(new ArrayBuffer(8));

function randomDouble(r: Random): number {
  switch (r.below(8)) {
    case 0:
      return r.below(2000) - 1000;
    case 1: // ties of short decimals
      return (r.below(4000) - 2000) / 2 ** r.below(12);
    case 2: // ties far before the point
      return (r.below(1 << 20) * 2 + 1) * 5 ** r.below(12) * 2 ** r.below(24);
    case 3: // ties at the 14th or 17th digit
      return (r.below(1 << 30) * 2 ** 20 + r.below(1 << 20)) / 2 ** (1 + r.below(50));
    case 4: // short decimals
      return Number(`${r.below(100000)}e${r.below(40) - 20}`) * (r.below(2) === 0 ? 1 : -1);
    case 5: // about the ends of the integers
      return (2 ** (30 + r.below(36)) + r.below(4096) - 2048) * (r.below(2) === 0 ? 1 : -1);
    case 6:
      return r.pick([
        0,
        -0,
        Infinity,
        -Infinity,
        5e-324,
        1.7976931348623157e308,
        0.5,
        1.5,
        2.5,
        1e15,
        1e21,
        1e22,
      ]);
    default: {
      bits.setUint32(0, r.next());
      bits.setUint32(4, r.next());
      const x = bits.getFloat64(0);
      return x === x ? x : 1;
    }
  }
}

function randomFormat(r: Random): string {
  let flags = "";
  for (let n = r.below(4); n > 0; n--) flags += r.pick("-+ #0");
  const width = r.below(3) === 0 ? "" : String(r.below(25));
  const precision = r.below(3) === 0
    ? ""
    : "." + (r.below(5) === 0 ? "" : String(r.below(r.below(6) === 0 ? 99 : 20)));
  return "%" + flags + width + precision + r.pick("cdiouxXeEfgGs");
}

/** A format of any characters, with arguments that may not fit. */
function randomFormatCall(r: Random): Case {
  let text = "";
  for (let n = r.below(10); n > 0; n--) text += r.pick("%%%%-+ #0511.dixXsqqcgefoua\0");
  const args = ["s" + text];
  for (let n = r.below(4); n > 0; n--) {
    args.push(
      r.pick([
        "n65",
        "n-7.5",
        "n0",
        "sab",
        "s12",
        's"\\\n\r\0',
        "s" + "y".repeat(99 + r.below(3)),
        "z",
        "b1",
      ]),
    );
  }
  return ["format", args];
}

const PLAIN_FORMATS = [
  "%.14g",
  "%.17g",
  "%e",
  "%f",
  "%g",
  "%d",
  "%x",
  "%.3f",
  "%.0f",
  "%5.1f",
  "%o",
  "%u",
  "%s",
];

function randomNumberCase(r: Random): Case {
  const x = randomDouble(r);
  switch (r.below(9)) {
    case 8:
      return randomFormatCall(r);
    case 0:
      return ["tostring", ["n" + numberToken(x)]];
    case 1: {
      const kind = r.below(6);
      const text = kind === 0
        ? String(x)
        : kind === 1
        ? x.toPrecision(1 + r.below(30))
        : kind === 2
        ? " " + x.toFixed(r.below(20)) + " "
        : kind === 3
        ? "0x" + r.next().toString(16) + (r.below(2) ? "." + r.next().toString(16) : "") +
          (r.below(2) ? "p" + (r.below(2200) - 1100) : "")
        : kind === 4
        ? String(x).replace("e", r.pick(["E", "e0", "", "e+", "."])) +
          r.pick(["", " ", "x", "\0", "\0x", "\v"])
        : Array.from({ length: r.below(8) }, () => r.pick("01.eE+-xXpP inf\tnA")).join("");
      return ["tonumber", ["s" + text]];
    }
    case 2:
    case 3:
    case 4:
      return ["format", ["s" + randomFormat(r), "n" + numberToken(x)]];
    default:
      return ["format", ["s" + r.pick(PLAIN_FORMATS), "n" + numberToken(x)]];
  }
}

/** Compares cases with the reference; prints differences and returns their number. */
async function compare(cases: readonly Case[]): Promise<number> {
  const expected = await reference(cases);
  const rt = newRuntime();
  let wrong = 0;
  for (let i = 0; i < cases.length; i++) {
    const [name, args] = cases[i]!;
    const got = runCase(rt, name, args);
    if (sameResults(got, expected[i]!)) continue;
    if (++wrong <= 20) {
      console.log(
        `${name} ${JSON.stringify(args)}\n  is ${JSON.stringify(got)}\n  not ${JSON.stringify(expected[i])}`,
      );
    }
  }
  return wrong;
}

async function runLive(make: (r: Random) => Case, count: number, seed: number): Promise<void> {
  const r = generator(seed);
  let wrong = 0;
  for (let done = 0; done < count; done += 50_000) {
    const cases = Array.from({ length: Math.min(50_000, count - done) }, () => make(r));
    wrong += await compare(cases);
  }
  console.log(`${count} cases, seed ${seed}: ${wrong} differences`);
  if (wrong > 0) Deno.exit(1);
}

async function record(file: string, cases: readonly Case[]): Promise<void> {
  const expected = await reference(cases);
  const lines = cases.map(([name, args], i): RecordedCase => [name, args, expected[i]!]).map((c) =>
    JSON.stringify(c)
  );
  const target = new URL(`../tests/stdlib/data/${file}`, import.meta.url);
  await Deno.writeTextFile(target, "[\n" + lines.join(",\n") + "\n]\n");
  console.log(`${file}: ${cases.length} cases, ${await compare(cases)} differences`);
}

const [mode, count = "200000", seed = "1"] = Deno.args;
if (mode === "fuzz") await runLive(randomPatternCase, Number(count), Number(seed));
else if (mode === "numbers") await runLive(randomNumberCase, Number(count), Number(seed));
else if (mode === "record") {
  const r = generator(51);
  await record("string_fixed.json", FIXED_CASES);
  await record("string_patterns.json", Array.from({ length: 3000 }, () => randomPatternCase(r)));
  await record("string_numbers.json", Array.from({ length: 2000 }, () => randomNumberCase(r)));
} else {
  console.error("usage: record_string.ts fuzz|numbers|record [count] [seed]");
  Deno.exit(2);
}
