/**
 * What library functions and instructions on large values cost in steps: in proportion to the work, so that no
 * script does unbounded work for a bounded number of steps.
 *
 * Each operation is measured at sizes n, 2n and 4n. Its cost may have a part that does not grow; what it costs
 * more from 2n to 4n, against n to 2n, tells the power it grows with.
 */

import { assert } from "@std/assert";
import { compile, instantiate, type LuaFunction } from "../../mod.ts";

interface Operation {
  /** makes what the operation works on from `n`; ends in a function that carries it out */
  readonly source: string;
  /** the power of n the work grows with */
  readonly power: number;
  /** least additional steps for each additional unit of work at n: 1/16 is a step for 16 bytes */
  readonly least: number;
}

function linear(source: string, least = 1 / 64): Operation {
  return { source, power: 1, least };
}

const SIZE = 4096;

const TEXT = `local s = ("x"):rep(n)`;
const LIST = `local t = {} for i = 1, n do t[i] = i end`;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  // strings
  "string.rep": linear(`return function() local x = ("x"):rep(n) end`),
  "string.rep of a pair": linear(`return function() local x = ("xy"):rep(n) end`),
  "string.rep of nothing is free": { ...linear(`return function() local x = (""):rep(n) end`), power: 0 },
  "concatenation": linear(`${TEXT} return function() local x = s .. s end`),
  "concatenation of many": linear(
    `${TEXT} return function() local x = s .. "a" .. s .. "b" .. s .. 1 end`,
  ),
  "string.sub": linear(`${TEXT} return function() local x = s:sub(2) end`),
  "string.upper": linear(`${TEXT} return function() local x = s:upper() end`),
  "string.lower": linear(`${TEXT} return function() local x = s:lower() end`),
  "string.reverse": linear(`${TEXT} return function() local x = s:reverse() end`),
  "string.byte": linear(`${TEXT} return function() local x = s:byte(1, n / 4) end`),
  "string.char": linear(
    `${LIST} for i = 1, n do t[i] = 65 end return function() local x = string.char(unpack(t, 1, n / 4)) end`,
  ),
  "string.find, plain": linear(`${TEXT} return function() local x = s:find("y", 1, true) end`),
  "string.find, plain, near misses": linear(
    `local s = ("xxxxxxxz"):rep(n / 8) return function() local x = s:find("xxxxxxxy", 1, true) end`,
  ),
  "string.find, pattern": linear(`${TEXT} return function() local x = s:find("y+") end`),
  "string.find, backtracking": {
    ...linear(`${TEXT} return function() local x = s:find(".-y") end`),
    power: 2,
  },
  "string.find, greedy backtracking": {
    ...linear(`local s = ("x"):rep(n / 8) return function() local x = s:find("x*y") end`),
    power: 2,
  },
  "string.find, triple": {
    ...linear(`local s = ("x"):rep(n / 64) return function() local x = s:find(".-.-y") end`),
    power: 3,
  },
  "string.find, balance": {
    ...linear(`local s = ("("):rep(n / 8) return function() local x = s:find("%b()") end`),
    power: 2,
  },
  "string.match": linear(`${TEXT} return function() local x = s:match("^(x*)$") end`),
  "string.gmatch": linear(`${TEXT} return function() for c in s:gmatch("x") do end end`, 1),
  "string.gsub": linear(`${TEXT} return function() local x = s:gsub("x", "y") end`, 1 / 4),
  "string.gsub, nothing found": linear(`${TEXT} return function() local x = s:gsub("y", "z") end`),
  "string.gsub, long replacement": linear(
    `local r = ("y"):rep(n) return function() local x = ("aaaa"):gsub("a", r) end`,
  ),
  "string.gsub with a function": linear(
    `${TEXT} local f = function() return "y" end return function() local x = s:gsub("x", f) end`,
    1,
  ),
  "string.gsub with a table": linear(
    `${TEXT} return function() local x = s:gsub("x", { x = "y" }) end`,
    1 / 4,
  ),
  "string.format %s": linear(`${TEXT} return function() local x = ("%s%s"):format(s, s) end`),
  "string.format %q": linear(`${TEXT} return function() local x = ("%q"):format(s) end`),
  "string.format, long format": linear(
    `local f = ("%d"):rep(200) local u = {} for i = 1, 200 do u[i] = 1 end local g = ("x"):rep(n) .. f
     return function() local x = g:format(unpack(u)) end`,
  ),
  "tostring of a string is free": {
    ...linear(`${TEXT} return function() local x = tostring(s) end`),
    power: 0,
  },
  "tonumber": linear(`local s = ("9"):rep(n) return function() local x = tonumber(s) end`),
  "tonumber with a base": linear(`local s = ("1"):rep(n) return function() local x = tonumber(s, 2) end`),
  "arithmetic on a long numeral": linear(`local s = ("0"):rep(n) return function() local x = s + 1 end`),
  "equality of long strings": linear(
    `local a, b = ("x"):rep(n) .. "a", ("x"):rep(n) .. "b" return function() local x = a == b end`,
  ),
  "order of long strings": linear(
    `local a, b = ("x"):rep(n) .. "a", ("x"):rep(n) .. "b" return function() local x = a < b end`,
  ),
  "a long string as key": linear(
    `local t, i = {}, 0 return function() i = i + 1 t[("x"):rep(n) .. i] = true end`,
  ),
  // tables
  "table.concat": linear(
    `local t = {} for i = 1, n do t[i] = "ab" end return function() local x = table.concat(t) end`,
    1 / 4,
  ),
  "table.concat, long separator": linear(
    `local s = ("x"):rep(n) return function() local x = table.concat({ 1, 2, 3 }, s) end`,
  ),
  "table.concat of numbers": linear(`${LIST} return function() local x = table.concat(t, ",") end`, 1 / 4),
  "table.insert in front": linear(`${LIST} return function() table.insert(t, 1, 0) t[n + 1] = nil end`),
  "table.remove in front": linear(`${LIST} return function() table.remove(t, 1) t[n] = 1 end`),
  "table.insert at the end is constant": {
    ...linear(`${LIST} t[n + 1] = 1 return function() table.insert(t, 0) table.remove(t) end`),
    power: 0,
  },
  "table.sort of numbers": linear(
    `return function() local t = {} for i = 1, n do t[i] = i * 7919 % 10007 end table.sort(t) end`,
    2,
  ),
  "table.sort with a function": linear(
    `return function() local t = {} for i = 1, n do t[i] = i * 7919 % 10007 end table.sort(t, function(a, b) return a < b end) end`,
    10,
  ),
  "table.maxn": linear(
    `local t = {} for i = 1, n do t["k" .. i] = i end return function() local x = table.maxn(t) end`,
  ),
  "table.foreach": linear(`${LIST} local f = function() end return function() table.foreach(t, f) end`, 1),
  "table constructor": linear(
    `local f = loadstring("return {" .. ("1,"):rep(n) .. "}") return function() f() end`,
    1 / 4,
  ),
  "unpack": linear(`${LIST} return function() local x = unpack(t, 1, n / 4) end`),
  "varargs": linear(
    `${LIST} local function f(...) return select("#", ...) end return function() local x = f(unpack(t, 1, n / 4)) end`,
  ),
  "varargs in a table": linear(
    `${LIST} local function f(...) local x = { ... } end return function() f(unpack(t, 1, n / 4)) end`,
  ),
  "select": linear(
    `${LIST} local function f(...) return (select(2, ...)) end return function() f(unpack(t, 1, n / 4)) end`,
  ),
  "next over holes": linear(
    `${LIST} for i = 2, n - 1 do t[i] = nil end return function() local x = next(t, 1) end`,
  ),
  "pairs over holes": linear(
    `local t = {} for i = 1, n do t["k" .. i] = i end for i = 1, n - 1 do t["k" .. i] = nil end
     return function() for k in pairs(t) do end end`,
  ),
  "length of a list is logarithmic": { ...linear(`${LIST} return function() local x = #t end`), power: 0 },
  "a full table loses a key and gains another": {
    ...linear(
      `local t = {} local size = 1 while size < n do size = size * 2 end
       for i = 1, size do t["k" .. i] = i end local last = size
       return function() t["k" .. last] = nil last = last + 1 t["k" .. last] = 1 end`,
    ),
    power: 0,
  },
  // the rest
  "loadstring": linear(
    `local s = ("a = b "):rep(n / 8) return function() local x = loadstring(s) end`,
    1 / 8,
  ),
  "loadstring of a comment": linear(
    `local s = "--" .. ("x"):rep(n) return function() local x = loadstring(s) end`,
  ),
  "loadstring of an error": linear(
    `local s = ("a = b "):rep(n / 8) .. "=" return function() local x = loadstring(s) end`,
    1 / 8,
  ),
  "load": linear(
    `local piece = ("a = 1 "):rep(n / 8)
     return function() local p = piece return load(function() local x = p p = nil return x end) end`,
    1 / 8,
  ),
  "error with a long message": linear(`${TEXT} return function() pcall(error, s, 2) end`, 0),
  "error through deep frames": linear(
    `local function r(k) if k > 0 then local x = r(k - 1) return x end error("x") end
     return function() pcall(r, n) end`,
    1,
  ),
  "a full collection": linear(
    `keep = {} for i = 1, n do keep[i] = { i } end return function() collectgarbage() end`,
    1 / 4,
  ),
  "io.write": linear(`${TEXT} return function() io.write(s, s) end`, 1 / 64),
  "print": linear(`${TEXT} return function() print(s) end`, 1 / 64),
  "coroutines": linear(
    `local function f() end return function() for i = 1, n do coroutine.create(f) end end`,
    4,
  ),
  "a yield of many": linear(
    `${LIST} local f = coroutine.wrap(function() while true do coroutine.yield(unpack(t, 1, n / 4)) end end)
     return function() f() end`,
  ),
  "os.date": linear(`local f = ("%d"):rep(n / 8) return function() local x = os.date(f, 0) end`, 0),
  "a value for the host": linear(`${LIST} return function() host(t) end`, 1 / 4),
  "text for the host": linear(`${TEXT} return function() host(s) end`),
  "a value of the host": linear(`local k = n return function() local x = list(k) end`, 1 / 4),
};

function stepsOf(source: string, size: number): number {
  const instance = instantiate(compile(`local n = ... ${source}`), {
    limits: { memory: 256 << 20 },
    stdout: () => {},
    wallClock: () => 0,
    imports: { host: () => {}, list: (n: number) => Array.from({ length: n }, (_, i) => i) },
  });
  const operation = instance.run(size) as LuaFunction;
  operation(); // whatever is made once
  const before = instance.usage.steps;
  operation();
  return instance.usage.steps - before;
}

for (const [name, { source, power, least }] of Object.entries(OPERATIONS)) {
  Deno.test(`steps of ${name}`, () => {
    const [one, two, four] = [SIZE, 2 * SIZE, 4 * SIZE].map((size) => stepsOf(source, size)) as [
      number,
      number,
      number,
    ];
    const detail = `${one}, ${two}, ${four} steps`;
    if (power === 0) {
      // nothing, or the logarithm
      return assert(four - one <= 16, detail);
    }
    assert(two - one >= least * SIZE * 0.9, `${detail}: too few`);
    const growth = (four - two) / (two - one);
    // sorting is n log n; traces of the collector come at certain sizes
    assert(growth > 2 ** power * 0.7 && growth < 2 ** power * 1.5, `${detail}: growth ${growth}`);
  });
}
