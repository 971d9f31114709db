import { assert, assertEquals } from "@std/assert";
import { evaluate, makeRuntime } from "./support.ts";

Deno.test("garbage does not count against the limit", () => {
  const rt = makeRuntime({ memory: 200_000 });
  assertEquals(evaluate("for i = 1, 100000 do local t = {i, x = {}} end return 'fine'", rt), "fine");
});

Deno.test("what is live counts, and the trap cannot be caught", () => {
  for (
    const body of [
      "local t = {} for i = 1, 1e7 do t[i] = {} end",
      "local t = {} for i = 1, 1e8 do t[i] = i end",
      "local s = 'x' while true do s = s .. s end",
      "local t = {} for i = 1, 1e7 do t['k' .. i] = true end",
      "local t = {} for i = 1, 1e7 do t[i] = function() return i end end",
      "local t = {} for i = 1, 1e7 do t[i] = coroutine.create(function() end) end",
      "local function f(n) return 1 + f(n + 1) end f(1)",
      "return string.rep('x', 1e8)",
    ]
  ) {
    const rt = makeRuntime({ memory: 1_000_000, callDepth: 1e9, steps: 1e9 });
    assertEquals(evaluate(`while true do pcall(function() ${body} end) end`, rt), "limit: memory", body);
    assert(rt.heap.used < 20_000_000, `${rt.heap.used} bytes`);
  }
});

Deno.test("cycles through coroutines are found dead", () => {
  const rt = makeRuntime({ memory: 500_000 });
  const source = `for i = 1, 20000 do
    local t = {} t.co = coroutine.create(function() t.self = t coroutine.yield() end) coroutine.resume(t.co)
  end return 'fine'`;
  assertEquals(evaluate(source, rt), "fine");
});

Deno.test("weak tables lose dead entries at a collection", () => {
  const source = `
    local keys, values, both = setmetatable({}, {__mode = "k"}), setmetatable({}, {__mode = "v"}), setmetatable({}, {__mode = "kv"})
    local kept = {}
    keys[kept], values.kept, both[kept] = 1, kept, kept
    do local dead = {} keys[dead], values.dead, both[dead] = 1, dead, 1 end
    values.text, values[1] = "strings are values", 5
    collectgarbage()
    local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
    return count(keys), count(values), count(both)`;
  assertEquals(evaluate(source), "1 3 1");
});

Deno.test("the account returns to what it was once data is dropped", () => {
  const source = `collectgarbage() local before = collectgarbage("count")
    local t = {} for i = 1, 1000 do t[i] = {i} end
    local full = collectgarbage("count") t = nil collectgarbage()
    return full > before + 50, math == nil, collectgarbage("count") < before + 5`;
  assertEquals(evaluate(source), "true true true");
});
