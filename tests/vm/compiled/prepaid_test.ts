/**
 * Functions that take off steps before they are due: wherever the limit is met or a slice ends, and whatever is
 * called instead of what was expected, both tiers do and count the same.
 */

import { assertEquals } from "@std/assert";
import { compile, FerrousError, instantiate, LimitError, LuaError, type Module } from "../../../mod.ts";
import type { Tier } from "../../corpus_run.ts";

const FIB = "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end";

const PROGRAMS: Readonly<Record<string, string>> = {
  "two calls": `${FIB} return fib(9)`,
  "calls as arguments, tail calls, a global": `function tak(x, y, z)
      if y >= x then return z end
      return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
    end
    return tak(6, 3, 1)`,
  "a call for all results": `local function ack(m, n)
      if m == 0 then return n + 1 end
      if n == 0 then return ack(m - 1, 1) end
      return ack(m - 1, ack(m, n - 1))
    end
    return ack(2, 3)`,
  "lists of results": `local function pair(n) if n == 0 then return 1, 2, 3 end
      local a, b = pair(n - 1) return b, a, pair(n - 1) end
    return pair(4)`,
  "a loop": `local function visit(n, list)
      local sum = list[n] or 0
      for i = 1, n do sum = sum + visit(n - i, list) end
      return sum
    end
    return visit(6, { 1, 2, 3, 4, 5 })`,
  "branches that come together":
    `local function f(n) local x if n < 1 then x = 1 elseif n % 2 == 0 then x = f(n - 1)
      else x = f(n - 2) + f(n - 1) end if x > 3 then x = x - 1 end return x end
    return f(11)`,
  "an error under pcall":
    `local function f(n) if n == 0 then return nil + 1 end return f(n - 1) + f(n - 2) end
    local seen = {} for i = 1, 5 do local ok, e = pcall(f, i) seen[i] = tostring(e) end return table.concat(seen)`,
  "an error under xpcall":
    `local function f(n) if n == 0 then return nil + 1 end return 1 + f(n - 1) + f(n - 2) end
    local seen = {} for i = 1, 5 do
      local ok, e = xpcall(function() return f(i) end, function(e) return e .. string.rep("x", 100 * i) end)
      seen[i] = #e
    end return table.concat(seen, " ")`,
  "an error in a coroutine":
    `local function f(n) if n == 0 then return nil + 1 end return 1 + f(n - 1) + f(n - 2) end
    local seen = {} for i = 1, 4 do
      local co = coroutine.create(f) local ok, e = coroutine.resume(co, i) seen[i] = debug.traceback(co, e)
    end return table.concat(seen, " ")`,
  "a builtin in its place": `local calls = 0
    local f f = function(n) if n < 1 then return 1 end return f(n - 1) + f(n - 2) end
    local g = f local a = f(6) f = function(n) calls = calls + #string.rep("x", 400) return n end
    local b = g(6) f = math.floor return a + b + g(9.5) + calls`,
  "closures of one function": `local function make(h) local function f(n)
        if n < 1 then return 1 end return (h or f)(n - 1) + f(n - 2) end return f end
    local own, other = make(), make(function(n) return #string.rep("y", 300) + n end)
    local sum = 0 for i = 1, 4 do sum = sum + own(i + 3) + other(i + 3) end return sum`,
  "metamethods": `local calls = 0
    local meta = { __add = function(a, b) calls = calls + #string.rep("z", 200) return 1 end }
    local function f(n, v) if n == 0 then return v end return f(n - 1, v) + f(n - 1, v) end
    local a = f(5, 1) local v = setmetatable({}, meta) for i = 1, 6 do a = a + f(3, v) end return a + calls`,
  "fields that functions give":
    `local t = setmetatable({}, { __index = function(t, k) return #string.rep("k", 100) end })
    local function f(n, t) if n == 0 then return t.size end return f(n - 1, t) + f(n - 2 < 0 and 0 or n - 2, t) end
    return f(4, { size = 1 }) + f(5, t) + f(5, t)`,
  "deep recursion": `local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(300)`,
};

interface Observed {
  readonly result: string;
  readonly steps: number;
  readonly slices: number;
}

/** Two runs of a module in one instance, with so many steps, in slices of so many (0: in one go). */
function observe(module: Module, tier: Tier, steps: number, slice = 0): Observed[] {
  const instance = instantiate(module, { tier, profile: "trusted", limits: { steps, memory: Infinity } });
  const seen: Observed[] = [];
  for (let run = 0; run < 2; run++) {
    let result: string;
    let slices = 0;
    try {
      if (slice === 0) result = String(instance.run());
      else {
        result = "";
        for (const _ of instance.slices(slice)) slices++;
      }
    } catch (error) {
      if (!(error instanceof FerrousError)) throw error;
      result = `${error.name}: ${error.message}`;
      if (error instanceof LuaError || error instanceof LimitError) result += `\n${error.traceback}`;
    }
    seen.push({ result, steps: instance.usage.steps, slices });
  }
  return seen;
}

for (const [name, source] of Object.entries(PROGRAMS)) {
  Deno.test(`steps taken off early are those of the interpreter: ${name}`, () => {
    const module = compile(source, { name: "=t" });
    const full = observe(module, "interpreter", 1e9);
    assertEquals(observe(module, "compiled", 1e9), full);
    assertEquals(observe(module, "compiled", 1e9), full);
    const { steps } = full[0]!;
    const stride = Math.max(1, Math.floor(steps / 400));
    for (let cut = 1; cut <= steps + 1; cut += stride) {
      assertEquals(observe(module, "compiled", cut), observe(module, "interpreter", cut), `cut at ${cut}`);
    }
    for (const slice of [7, 50, 333]) {
      assertEquals(observe(module, "compiled", 1e9, slice), observe(module, "interpreter", 1e9, slice));
    }
  });
}
