/**
 * Memory limits in builtins that call back, and where much is asked for at once: every tier traces at the same
 * places, so that a script ends at the same step with the same account in all of them, whatever the limit.
 */

import { assertEquals } from "@std/assert";
import { compile, instantiate, type Module } from "../../mod.ts";
import type { Tier } from "../corpus_run.ts";

const PROGRAMS: Readonly<Record<string, string>> = {
  "gsub with a function": `local keep = {}
    for i = 1, 1e6 do keep[i] = string.gsub("abc", "%w", function(c) return c .. i end) end`,
  "gsub with a function, results joined":
    `local f = function(c) return c .. "long string here" end local keep = {}
    for i = 1, 1e6 do keep[i] = string.gsub("abc", "%w", f) .. i end`,
  "gsub with a function, large results": `local big = ("y"):rep(5000) local function f(c) return big end
    for i = 1, 300 do local r = string.gsub("abcdefgh", "%w", f) end`,
  "gsub under pcall": `local n = 0 local f = function(c) return c .. ("long string here"):rep(n) end
    for i = 1, 2000 do n = i local ok, e = pcall(string.gsub, "abcdefghijklm", "%w", f) end`,
  "gsub with __index": `local mt = { __index = function(t, k) return k .. k end } local keep = {}
    for i = 1, 1e6 do keep[i] = string.gsub("abc" .. i, "%w", setmetatable({}, mt)) end`,
  "sort with a function": `local keep = {} for i = 1, 1e6 do local t = { 3, 2, 1, i }
    table.sort(t, function(a, b) return a < b end) keep[i] = t end`,
  "sort with a function that allocates": `local keep = {} for i = 1, 1e6 do local t = { 3, 2, 1, i }
    table.sort(t, function(a, b) local x = { a, b } return x[1] < x[2] end) keep[i] = t end`,
  "foreach": `local keep = {} for i = 1, 1e6 do keep[i] = 1
    table.foreach({ 1, 2, i }, function(k, v) keep[i] = k .. v end) end`,
  "constructors with many nils": `local keep = {} for i = 1, 300 do keep[i] = { ${
    "nil, ".repeat(700)
  } i } end`,
  "load with a function": `local keep = {} for i = 1, 1e6 do local n = 0
    keep[i] = load(function() n = n + 1 return n < 4 and "local a = 1 " or nil end) end`,
};

function observe(module: Module, tier: Tier, memory: number): unknown[] {
  const instance = instantiate(module, { tier, profile: "trusted", limits: { steps: 2e6, memory } });
  let end = "done";
  try {
    instance.run();
  } catch (error) {
    end = `${error} ${(error as { traceback?: string }).traceback}`;
  }
  return [end, instance.usage.steps, instance.usage.memory];
}

for (const [name, source] of Object.entries(PROGRAMS)) {
  Deno.test(`tiers agree on where the memory limit is reached: ${name}`, () => {
    const modules = new Map(
      (["auto", "compiled"] as const).map((tier) => [tier, compile(source, { name: "=m" })]),
    );
    const plain = compile(source, { name: "=m" });
    for (let memory = 40_000; memory < 600_000; memory = Math.floor(memory * 1.29) + 13) {
      const expected = observe(plain, "interpreter", memory);
      for (const [tier, module] of modules) {
        assertEquals(observe(module, tier, memory), expected, `${tier}, ${memory} bytes`);
      }
    }
  });
}
