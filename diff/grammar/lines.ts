/**
 * Statements of fixed form: yields, files, recursion.
 *
 * @module
 */

import type { Random } from "../random.ts";
import { literal } from "./values.ts";

/** A yield of `values`, from where 5.1 allows it and from where it does not. */
export function yieldLine(r: Random, values: string): string {
  return r.pick([
    `P("y", coroutine.yield(${values}))`,
    `P("y", coroutine.yield(${values}))`,
    "P(coroutine.yield())",
    `P("y", pcall(coroutine.yield, ${values}))`,
    `P("y", pcall(function() return coroutine.yield(${values}) end))`,
    `P("y", xpcall(function() return coroutine.yield(${values}) end, debug.traceback))`,
    `P(O2 + coroutine.yield(${values}))`,
    "P(coroutine.running() == nil)",
    "for i = 1, 2 do T() coroutine.yield(i) end",
    "table.sort({3, 1, 2}, function(a, b) coroutine.yield(a) return a < b end)",
    'P(string.gsub("ab", ".", function(c) return coroutine.yield(c) end))',
    "for a in coroutine.yield do T() if a == nil then break end end",
    'for a in function() return coroutine.yield("it") end do T() P(a) end',
    'P(loadstring("return coroutine.yield(...)")(1))',
    'P(load(function() return coroutine.yield("ld") end))',
    'P(setmetatable({}, {__index = function() return coroutine.yield("ix") end}).x)',
    'P(setmetatable({}, {__lt = function() return coroutine.yield("lt") end}) < O1)',
    'P(tostring(setmetatable({}, {__tostring = function() return coroutine.yield("ts") end})))',
    "P(setmetatable({}, {__call = function(self, a) return coroutine.yield(a) end})(7))",
    `return coroutine.yield(${values})`,
  ]).replace(/^return .*/, (text) => `do ${text} end`);
}

/** Writes a file, and reads it in several ways. */
export function fileLines(r: Random): string[] {
  const lines: string[] = [];
  const mode = r.pick(["r", "r+", "a+", "rb"]);
  const formats = r.pick([
    '"*l"',
    '"*n"',
    '"*a"',
    "3",
    "0",
    '"*n", "*n", "*l"',
    '"*l", "*l", "*l"',
    "1, 100",
  ]);
  lines.push('do local f = assert(io.open("t.txt", "w"))');
  lines.push(
    `  P(f:write(${literal(r, "string")}, ${literal(r, "number")}, "\\n", "12 0x1F -1.5e1x\\nlast"))`,
  );
  lines.push("  P(io.type(f), f:close(), io.type(f), pcall(f.write, f, 1))");
  lines.push("end");
  lines.push(`for line in io.lines("t.txt") do T() P(line) end`);
  lines.push(`do local f = assert(io.open("t.txt", "${mode}"))`);
  lines.push(
    `  P(f:seek(${
      r.pick(['"set", 2', '"end"', '"cur"', '"end", -3', '"set", -1', '"set", 100', "", '"x"'])
    }), f:read(${formats}))`,
  );
  if (r.chance(0.5)) lines.push(`  P(f:write("more"), f:seek("set"), f:read("*a"))`);
  lines.push("  P(f:close(), tostring(f))");
  lines.push("end");

  return lines;
}

/** A function called `name` that calls itself; `value` is any expression, `text` one that is a string. */
export function recursionLine(r: Random, name: string, value: string, text: string): string {
  return r.pick([
    `do local function ${name}(n) T() if n == 0 then return ${value} end return ${name}(n - 1) end P(pcall(${name}, 5)) end`,
    `do local function ${name}(n) T() if n == 0 then error(${value}) end return 1 + ${name}(n - 1) end P(pcall(${name}, 5)) end`,
    `do local function ${name}(n) if n == 0 then return debug.traceback(${text}, ${
      r.integer(0, 3)
    }) end local v = ${name}(n - 1) return v end P(${name}(${r.pick(["1", "3", "30"])})) end`,
    `do local function ${name}(n) if n == 0 then return debug.traceback() end return ${name}(n - 1) end P(${name}(${
      r.pick(["1", "3", "30"])
    })) end`,
    r.chance(0.8)
      ? `do local ${name} = ${value} P(${name} == ${name}, ${name} ~= nil, not ${name}, ${name} and 1) end`
      : `do local function ${name}() return ${name}() + 1 end P((select(2, pcall(${name}))):match("stack overflow")) end`,
    `do local ${name} ${name} = function(n) T() if n > 0 then return pcall(${name}, n - 1) end return ${value} end P(${name}(4)) end`,
  ]);
}
