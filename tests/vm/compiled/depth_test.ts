/**
 * Recursion deeper than the JS stack: both tiers give the same results and count the same steps, whatever the
 * frames look like that are on it.
 */

import { assertEquals } from "@std/assert";
import { compile, instantiate } from "../../../mod.ts";
import type { Tier } from "../../corpus_run.ts";

const sixty = Array.from({ length: 60 }, (_, i) => `local a${i} = n + ${i}`).join(" ");
const numbers = Array.from({ length: 45 }, (_, i) => i).join(",");

const PROGRAMS: Readonly<Record<string, string>> = {
  "small frames": "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(15000)",
  "many arguments": `local function f(a,b,c,d,e,g,h,i,j,k)
    if a == 0 then return 1 end local x = f(a-1,b,c,d,e,g,h,i,j,k) return x end return f(9000,2,3,4,5,6,7,8,9,10)`,
  "many registers below the call": `local function f(n)
    if n == 0 then return 0 end ${sixty} local t = f(n - 1) return t + a1 + a59 end return f(4000)`,
  "many registers above the call": `local function f(n)
    if n == 0 then return 0 end local t = f(n - 1) ${sixty} return t + a1 + a59 end return f(4000)`,
  "lists of arguments": `local function f(n, ...)
    if n == 0 then return 0 end return 1 + f(n - 1, ...) end return f(5000, ${numbers})`,
  "tail calls": `local g local function f(n) if n == 0 then return 0 end return g(n - 1) end
    g = function(n) if n == 0 then return 1 end return f(n - 1) end return f(100000)`,
  "metamethods": `local t = setmetatable({}, { __index = function(t, k)
    if k == 0 then return 0 end return t[k - 1] + 1 end }) return t[150]`,
  "protected calls": `local function f(n) if n == 0 then return 0 end
    local ok, v = pcall(f, n - 1) return v + 1 end return f(180)`,
  "calls above protected calls": `local function f(n, m) if n == 0 then return 0 end
    if m > 0 then local ok, v = pcall(f, n - 1, m - 1) return v end return f(n - 1, 0) + 1 end return f(10000, 150)`,
  "coroutines": `local function f(n) if n == 0 then return 0 end
    return coroutine.wrap(function()
      local function g(k) if k == 0 then return f(n - 1) end return g(k - 1) + 0 end return g(100)
    end)() + 1 end return f(100)`,
  "the call depth limit": `local function f(n) return 1 + f(n + 1) end return (select(2, pcall(f, 1)))`,
};

/** Results and steps of three runs in one instance. */
function observe(source: string, tier: Tier): unknown[] {
  const instance = instantiate(compile(source, { name: "=t" }), { tier, limits: { memory: Infinity } });
  const seen: unknown[] = [];
  for (let run = 0; run < 3; run++) seen.push(instance.run(), instance.usage.steps);
  return seen;
}

for (const [name, source] of Object.entries(PROGRAMS)) {
  Deno.test(`tiers agree on deep recursion: ${name}`, () => {
    const expected = observe(source, "interpreter");
    assertEquals(observe(source, "compiled"), expected);
    assertEquals(observe(source, "auto"), expected);
  });
}
