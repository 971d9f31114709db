/**
 * Random Lua programs: valid, reaching every library function and every construct, and careless of how long
 * they run, how deep they call and how much they build. Limits are what ends them.
 *
 * @module
 */

import { generate, KINDS } from "../diff/cases.ts";
import type { Random } from "./random.ts";

/** What every program starts with: functions that accept anything, and handles for what is made later. */
const SETTING = `local T, S, n, f, co, o = {1, 2, "x", k = "v"}, "abc", 0, nil, nil, nil
local function show(v) local t = type(v) if t == "table" or t == "function" or t == "thread" then return t end return tostring(v) end
local function out(...) for i = 1, select("#", ...) do io.write(show((select(i, ...))), " ") end end
f = function(...) n = n + 1 return ... end
co = coroutine.create(function(...) while true do coroutine.yield(...) end end)
o = setmetatable({}, {__index = function(t, k) return k end, __call = function(s, ...) return ... end})
`;

const NAMES = ["T", "S", "n", "f", "co", "o", "a", "b", "c", "g", "_G", "arg", "data"];
const FIELDS = ["k", "x", "n", "len", "y", "__index", "first"];
const BINARY = "+ - * / % ^ .. == ~= < <= > >= and or".split(" ");
const EVENTS =
  "__index __newindex __call __add __sub __mul __div __mod __pow __unm __concat __len __eq __lt __le __tostring __metatable __mode __gc"
    .split(" ");
const NUMBERS =
  "0 1 -1 2 3 7 10 0.5 -0.5 100 1000 1e5 1e9 2^31 2^53 -2^31 1e308 1/0 -1/0 0/0 0x7fffffff 5e-324".split(" ");
const STRINGS = [
  ...["", "a", "abc", "10", "0x10", " 7 ", "1e2", "x y", "%d", "%s%5.2f", "%q", "k", "v", "kv", "return n"],
  ...[
    "\\0\\255",
    "a,b;c",
    "(%w+)",
    "%b()",
    "^.-$",
    "[%a_]*",
    "%f[%w]%w+",
    "*t",
    "!%c",
    "n",
    "collect",
    "count",
  ],
];

/** Library functions with the kinds of argument they take; see {@linkcode Writer.argument}. */
const CALLS: readonly (readonly [name: string, kinds: string])[] = [
  ["string.rep", "sc"],
  ["string.sub", "snn"],
  ["string.byte", "snn"],
  ["string.char", "bb"],
  ["string.format", "see"],
  ["string.find", "ssn"],
  ["string.match", "ss"],
  ["string.gsub", "ssh"],
  ["string.gsub", "ssf"],
  ["string.gmatch", "ss"],
  ["string.upper", "s"],
  ["string.reverse", "s"],
  ["string.len", "s"],
  ["string.dump", "f"],
  ["table.concat", "tsnn"],
  ["table.insert", "te"],
  ["table.insert", "tne"],
  ["table.remove", "tn"],
  ["table.sort", "t"],
  ["table.sort", "tf"],
  ["table.maxn", "t"],
  ["table.foreach", "tf"],
  ["table.foreachi", "tf"],
  ["table.getn", "t"],
  ["unpack", "tnc"],
  ["select", "nee"],
  ["next", "te"],
  ["pairs", "t"],
  ["ipairs", "t"],
  ["rawget", "te"],
  ["rawset", "tee"],
  ["rawequal", "ee"],
  ["setmetatable", "tm"],
  ["getmetatable", "e"],
  ["tostring", "e"],
  ["tonumber", "sn"],
  ["type", "e"],
  ["assert", "ee"],
  ["error", "en"],
  ["pcall", "fee"],
  ["xpcall", "ff"],
  ["loadstring", "p"],
  ["loadstring", "s"],
  ["load", "f"],
  ["setfenv", "ft"],
  ["getfenv", "f"],
  ["newproxy", "e"],
  ["collectgarbage", "s"],
  ["collectgarbage", ""],
  ["gcinfo", ""],
  ["coroutine.create", "f"],
  ["coroutine.wrap", "f"],
  ["coroutine.resume", "oee"],
  ["coroutine.yield", "ee"],
  ["coroutine.status", "o"],
  ["coroutine.running", ""],
  ["math.random", "nn"],
  ["math.floor", "n"],
  ["math.fmod", "nn"],
  ["math.max", "nn"],
  ["math.ldexp", "nn"],
  ["os.date", "sn"],
  ["os.time", "t"],
  ["io.read", "s"],
  ["debug.getinfo", "ns"],
  ["debug.getinfo", "f"],
  ["debug.getlocal", "nn"],
  ["debug.setlocal", "nne"],
  ["debug.getupvalue", "fn"],
  ["debug.setupvalue", "fne"],
  ["debug.setmetatable", "em"],
  ["debug.sethook", "fhn"],
  ["debug.sethook", ""],
  ["debug.traceback", "sn"],
  ["debug.getregistry", ""],
  ["call", "fee"],
  ["swallow", "fe"],
  ["echo", "ee"],
  ["fail", "s"],
  ["out", "ee"],
];

class Writer {
  readonly #r: Random;
  #locals: string[] = [];
  #loops = 0;
  #varargs = true;
  /** statements and expressions that may still be written */
  #budget: number;

  constructor(r: Random, budget: number) {
    this.#r = r;
    this.#budget = budget;
  }

  #name(): string {
    const r = this.#r;
    return this.#locals.length > 0 && r.chance(0.5) ? r.pick(this.#locals) : r.pick(NAMES);
  }

  #literal(): string {
    const r = this.#r;
    const kind = r.below(10);
    if (kind < 4) return r.pick(NUMBERS);
    if (kind < 8) return `"${r.pick(STRINGS)}"`;
    return r.pick(["nil", "true", "false"]);
  }

  expression(depth = 0): string {
    const r = this.#r;
    this.#budget--;
    if (depth > 4 || this.#budget < 0 || r.chance(0.35)) {
      return r.chance(0.5) ? this.#name() : this.#literal();
    }
    const inner = () => this.expression(depth + 1);
    switch (r.below(16)) {
      case 0:
      case 1:
      case 2:
        return `(${inner()} ${r.pick(BINARY)} ${inner()})`;
      case 3:
        return r.pick(["-(", "not (", "#("]) + inner() + ")";
      case 4:
        return this.#table(depth + 1);
      case 5:
        return this.#function(depth + 1);
      case 6:
        return `T[${inner()}]`;
      case 7:
        return `(${this.#name()}).${r.pick(FIELDS)}`;
      case 8:
        return `S:${r.pick(["rep", "sub", "len", "upper", "byte", "find", "gsub"])}(${inner()}, ${inner()})`;
      case 9:
        return this.#varargs ? r.pick(["...", "(...)", "select('#', ...)"]) : this.#name();
      case 10:
        return `f(${inner()}, ${inner()})`;
      case 11:
        return `(function(...) return ... end)(${inner()})`;
      default:
        return this.#call(depth + 1);
    }
  }

  #table(depth: number): string {
    const r = this.#r;
    const parts: string[] = [];
    for (let n = r.below(4); n > 0; n--) {
      const value = this.expression(depth + 1);
      parts.push(
        r.pick([value, value, `${r.pick(FIELDS)} = ${value}`, `[${this.#literal()} or 1] = ${value}`]),
      );
    }
    return `{${parts.join(r.pick([", ", "; "]))}}`;
  }

  #metatable(depth: number): string {
    const r = this.#r;
    const parts: string[] = [];
    for (let n = 1 + r.below(3); n > 0; n--) {
      const event = r.pick(EVENTS);
      const value = event === "__mode"
        ? r.pick(['"k"', '"v"', '"kv"'])
        : r.chance(0.8)
        ? this.#function(depth + 1)
        : this.expression(depth + 1);
      parts.push(`${event} = ${value}`);
    }
    return `{${parts.join(", ")}}`;
  }

  #function(depth: number): string {
    const r = this.#r;
    const locals = this.#locals;
    const loops = this.#loops;
    const varargs = this.#varargs;
    const parameters = ["a", "b", "c"].slice(0, r.below(4));
    this.#varargs = r.chance(0.5);
    if (this.#varargs) parameters.push("...");
    this.#locals = [...locals, ...parameters.filter((name) => name !== "...")];
    this.#loops = 0;
    const text = `function(${parameters.join(", ")}) ${this.block(depth + 1, r.below(3))} ${
      this.#return(depth)
    } end`;
    this.#locals = locals;
    this.#loops = loops;
    this.#varargs = varargs;
    return text;
  }

  #return(depth: number): string {
    const r = this.#r;
    switch (r.below(5)) {
      case 0:
        return "";
      case 1:
        return `return f(${this.expression(depth + 2)})`;
      case 2:
        return `return ${this.#varargs ? "..." : "n"}`;
      default:
        return `return ${this.expression(depth + 2)}, ${this.expression(depth + 3)}`;
    }
  }

  #argument(kind: string, depth: number): string {
    const r = this.#r;
    if (r.chance(0.12)) return this.expression(depth);
    switch (kind) {
      case "n":
        return r.chance(0.8) ? r.pick(NUMBERS) : r.pick(["n", "#T", "#S", "i"]);
      case "c":
        return String(r.magnitude(1, r.chance(0.1) ? 1e9 : 5000));
      case "b":
        return String(r.below(256));
      case "s":
        return r.chance(0.7) ? `"${r.pick(STRINGS)}"` : r.pick(["S", "tostring(n)", "S .. S", "S:rep(9)"]);
      case "t":
        return r.chance(0.6) ? r.pick(["T", "o", "data", "_G", "arg", "{3, 1, 2}"]) : this.#table(depth);
      case "f":
        return r.chance(0.4)
          ? r.pick(["f", "print", "o", "show", "next", "tostring", "error"])
          : this.#function(depth);
      case "m":
        return this.#metatable(depth);
      case "o":
        return r.chance(0.7)
          ? r.pick(["co", "coroutine.running()"])
          : `coroutine.create(${this.#function(depth)})`;
      case "h":
        return r.pick(['"c"', '"r"', '"l"', '"crl"', '"%0%1"', '"%%"', "T", "{a = 'b'}"]);
      case "p":
        return `[=[${
          r.pick(["return ", "local a, b = ", "return function() return 1, "])
        }${this.#literal()} ${r.pick(["", "", "end", "; return"])}]=]`;
    }
    return this.expression(depth);
  }

  #call(depth: number): string {
    const [name, kinds] = this.#r.pick(CALLS);
    const args: string[] = [];
    for (const kind of kinds) {
      if (this.#r.chance(0.1)) break;
      args.push(this.#argument(kind, depth + 1));
    }
    return `${name}(${args.join(", ")})`;
  }

  block(depth: number, count: number): string {
    const locals = this.#locals;
    this.#locals = [...locals];
    const parts: string[] = [];
    for (let i = 0; i < count && this.#budget > 0; i++) parts.push(this.statement(depth));
    this.#locals = locals;
    return parts.join(" ");
  }

  #loop(head: string, names: readonly string[], depth: number, tail = "end"): string {
    const locals = this.#locals;
    this.#locals = [...locals, ...names];
    this.#loops++;
    const leave = this.#r.chance(0.3) ? `if ${this.expression(depth + 2)} then break end ` : "";
    const body = this.block(depth + 1, 1 + this.#r.below(3));
    this.#loops--;
    this.#locals = locals;
    return `${head} ${body} ${leave}${tail}`;
  }

  statement(depth: number): string {
    const r = this.#r;
    this.#budget--;
    const kind = r.below(depth > 4 ? 9 : 21);
    switch (kind) {
      case 0: {
        const names = ["a", "b", "c"].slice(0, 1 + r.below(3));
        const values = names.slice(0, 1 + r.below(3)).map(() => this.expression(depth));
        if (this.#locals.length < 80) this.#locals.push(...names);
        return `local ${names.join(", ")} = ${values.join(", ")};`;
      }
      case 1:
        return `${this.#name()} = ${this.expression(depth)};`;
      case 2:
        return `T[${this.expression(depth + 2)}] = ${this.expression(depth)};`;
      case 3:
        return `T.${r.pick(FIELDS)}, S, n = ${this.expression(depth)}, S .. "${r.pick(STRINGS)}", n + 1;`;
      case 4:
        return `T[#T + 1] = ${this.expression(depth)};`;
      case 5:
        return r.pick([
          "S = S .. S;",
          "T = {T, T};",
          "f = function(...) return f(...) end;",
          "S = S:rep(3);",
        ]);
      case 6:
      case 7:
        return `out(pcall(${this.#function(depth + 1)}, ${this.expression(depth + 1)}));`;
      case 8:
        return `${this.#call(depth)};`;
      case 9:
        return `if ${this.expression(depth)} then ${this.block(depth + 1, 2)} else ${
          this.block(depth + 1, 1)
        } end`;
      case 10:
        return this.#loop(`while ${this.expression(depth)} do`, [], depth);
      case 11:
        return this.#loop("repeat", [], depth, `until ${this.expression(depth + 1)}`);
      case 12: {
        const step = r.pick(["", "", ", 2", ", -1", ", 0.1", ", 0"]);
        return this.#loop(`for i = ${r.pick(NUMBERS)}, ${r.pick(NUMBERS)}${step} do`, ["i"], depth);
      }
      case 13:
        return this.#loop(`for i, v in ${r.pick(["pairs(T)", "ipairs(T)", "next, T", "pairs(_G)"])} do`, [
          "i",
          "v",
        ], depth);
      case 14:
        return this.#loop(
          `for w in ${r.pick(["S:gmatch('.')", "coroutine.wrap(f)", "f", "o"])} do`,
          ["w"],
          depth,
        );
      case 15:
        return `local function g(a, ...) if n > ${r.magnitude(1, 2000)} then return a end n = n + 1; ` +
          `${
            r.pick([
              "return g(a, ...)",
              "return 1 + g(a)",
              "local x = g(a, a, ...) return x",
              "return {g(a)}",
            ])
          } end ` +
          `out(g(${this.expression(depth + 1)}));`;
      case 16:
        return `o = setmetatable({${this.expression(depth + 1)}}, ${this.#metatable(depth)});`;
      case 17:
        return `co = coroutine.${r.pick(["create", "wrap"])}(${this.#function(depth + 1)}); ` +
          `out(pcall(coroutine.resume, co, ${this.expression(depth + 2)}));`;
      case 18:
        return `do ${this.block(depth + 1, 3)} end`;
      case 19:
        return this.#loops > 0 && r.chance(0.5)
          ? "if n > 50 then break end n = n + 1;"
          : `f(${this.expression(depth)});`;
      default:
        return `out(${this.expression(depth)});`;
    }
  }
}

/** Programs that go straight for one limit; `N` stands for a count. */
const HOGS = [
  "while true do end",
  "local s = 'x' while true do s = s .. s end",
  "local s = 'x' while true do s = s .. 'yy' T[#T + 1] = s end",
  "local t = {} for i = 1, N do t[i] = {i} end return #t",
  "local t = {} for i = 1, N do t['k' .. i] = i end for k in pairs(t) do t[k] = nil end return next(t)",
  "local t = {} for i = 1, N do t[i * 7919] = true end return #t",
  "local function r(x) return r(x) end return r(1)",
  "local function r(x) return 1 + r(x) end return r(1)",
  "local function r(...) return r(1, ...) end return r()",
  "local function r() return pcall(r) end return r()",
  "local function r() local c = coroutine.wrap(r) return c() end return r()",
  "local t = {} for i = 1, N do t[i] = coroutine.create(f) coroutine.resume(t[i]) end return #t",
  "local t = {} for i = 1, N do local x = i t[i] = function() x = x + 1 return x end end return t[1]()",
  "return #string.rep('x', N * 1000)",
  "return #table.concat({string.rep('x', N), string.rep('y', N)}, ',')",
  "return #string.format('%s%s', string.rep('x', N), string.rep('y', N))",
  "return (string.gsub(string.rep('a', N), 'a', string.rep('b', 100)))",
  "return string.find(string.rep('a', N), string.rep('a?', 20) .. string.rep('a', 20))",
  "return string.find(string.rep('a', N), '.-.-.-.-b')",
  "return select('#', unpack({}, 1, N))",
  "local t = {} for i = 1, N do t[i] = (i * 7919) % N end table.sort(t) return t[1]",
  "local t = {} for i = 1, N do t[i] = i end table.sort(t, function() return true end) return 1",
  "local t = setmetatable({}, {__mode = 'k'}) for i = 1, N do t[{}] = i end collectgarbage() return next(t)",
  "local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x",
  "local t = {} for i = 1, N do t = {t} end return tostring(t):sub(1, 5)",
  "local t = {} for i = 1, N do t = setmetatable({}, {__index = t}) end return t.x",
  "local s = string.rep('x = {', 150) .. string.rep('}', 150) return loadstring(s)",
  "return loadstring('return ' .. string.rep('1,', N) .. '1')",
  "return loadstring(string.rep('-', N) .. 'x = 1')",
  "for i = 1, N do call(function() return i end) end return n",
  "local function r() return call(r) end return r()",
  "local function r() return swallow(r) end return r()",
  "return swallow(function() while true do end end)",
  "return pcall(swallow, function() local s = 'x' while true do s = s .. s end end)",
  "while true do pcall(error, {}) end",
  "return xpcall(function() return nil + 1 end, function(m) while true do m = m .. m end end)",
  "debug.sethook(function() n = n + 1 end, 'crl', 1) for i = 1, N do f(i) end return n",
  "local function h() debug.sethook(h, 'l') end h() for i = 1, N do f(i) end return n",
  "for i = 1, N do debug.traceback('x') end return debug.traceback()",
  "for i = 1, N do out(i) end",
  "local t = {} for i = 1, N do t[i] = math.random(i) end return table.concat(t, ',')",
  "local p for i = 1, N do p = newproxy(true) getmetatable(p).__gc = f end return type(p)",
  "local t = {} for i = 1, N do table.insert(t, 1, i) end return #t",
  "local t = echo(T) for i = 1, N do t = echo({t}) end return type(t)",
  "return T, T",
  "local t = {} t.t = t return t",
  "local e = setmetatable({}, {__index = _G}) setfenv(1, e) for i = 1, N do x = i end return x",
];

/** A valid program. */
export function randomProgram(r: Random): string {
  const kind = r.below(10);
  if (kind === 0) return generate(r.pick(KINDS), r.below(1 << 20), 1 + r.below(3));
  if (kind < 3) {
    const hog = r.pick(HOGS).replaceAll("N", String(r.magnitude(1, r.chance(0.2) ? 100_000 : 1000)));
    return `${SETTING}${r.chance(0.3) ? `out(pcall(function() ${hog} end))` : `do ${hog} end`}\n`;
  }
  const writer = new Writer(r, r.magnitude(5, 250));
  const lines: string[] = [];
  for (let n = r.magnitude(1, 12); n > 0; n--) lines.push(writer.statement(0));
  return `${SETTING}${lines.join("\n")}\nreturn ${writer.expression(3)}\n`;
}
