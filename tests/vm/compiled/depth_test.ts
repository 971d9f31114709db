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
  // again and again, so that what the JS stack has room for beyond the frames counted is asked for
  "there and back": `local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end
    local sum = 0 for i = 1, 40 do sum = sum + f(i * 150) end return sum`,
  "large frames where small ones were":
    `local function small(n) if n == 0 then return 0 end return 1 + small(n - 1) end
    local function large(n) if n == 0 then return 0 end ${sixty} local t = large(n - 1) return t + a1 + a59 end
    local function both(n, m) if n == 0 then return small(m) + large(m) + small(m) end return 1 + both(n - 1, m) end
    local sum = 0 for i = 1, 12 do sum = sum + small(4000) + both(i * 300, 1500) + large(3000) end return sum`,
  "lists where small frames were":
    `local function small(n) if n == 0 then return 0 end return 1 + small(n - 1) end
    local function list(n, ...) if n == 0 then return (select("#", ...)) end return 1 + list(n - 1, ...) end
    local function all(n, ...) if n == 0 then return ... end return all(n - 1, n, ...) end
    local function twice(n) if n == 0 then return 1, 2 end local a, b = twice(n - 1) return b + 1, a end
    local sum = 0
    for i = 1, 25 do
      local a, b = twice(i * 200)
      sum = sum + small(i * 170) + list(i * 160, ${numbers}) + select("#", all(20)) + a * b
    end
    return sum`,
  "errors from far above": `local function f(n) if n == 0 then error("here") end return 1 + f(n - 1) end
    local function g(n) if n == 0 then local t = nil return t.x end return 1 + g(n - 1) end
    local seen = 0
    for i = 1, 25 do
      local ok, e = pcall(f, i * 200) local ok2, e2 = pcall(g, i * 200)
      seen = seen + #e + #e2
    end
    return seen`,
  "coroutines that yield from far above":
    `local function f(n) if n == 0 then return coroutine.yield(1) end return 1 + f(n - 1) end
    local sum = 0
    for i = 1, 25 do
      local resume = coroutine.wrap(f) sum = sum + resume(i * 200) + resume(i)
    end
    return sum`,
  "builtins that call back far above": `local function f(n, t) if n == 0 then
      table.sort(t, function(a, b) return a < b end)
      return (string.gsub("abc", "%w", function(c) return c .. c end))
    end local r = f(n - 1, t) return r end
    local s = "" for i = 1, 25 do s = s .. f(i * 200, { 3, 1, 2, i }) end return s`,
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
