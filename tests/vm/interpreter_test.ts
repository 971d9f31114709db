import { assert, assertEquals } from "@std/assert";
import { OPCODES } from "../../compiler/opcodes.ts";
import { RunStatus } from "../../vm/entry.ts";
import { resumeRun } from "../../vm/entry.ts";
import { begin, evaluate, makeRuntime, show } from "./support.ts";

/** `case 12: // ADD` and `const OP_ADD = 12;` of a source file, as [number, name]. */
function labels(file: string): [number, string][] {
  const text = Deno.readTextFileSync(new URL(`../../vm/${file}`, import.meta.url));
  const found: [number, string][] = [];
  for (const match of text.matchAll(/^ +case (\d+):(?: \{)? \/\/ ([A-Z0-9]+)/gm)) {
    found.push([Number(match[1]), match[2]!]);
  }
  for (const match of text.matchAll(/^const OP_([A-Z0-9]+) = (\d+);/gm)) {
    found.push([Number(match[2]), match[1]!]);
  }
  return found;
}

Deno.test("case labels of the loop are the numbers of the opcode table", () => {
  const found = labels("interpreter.ts");
  assertEquals(found.map(([number]) => number), OPCODES.map((_, number) => number));
  for (const [number, name] of found) assertEquals(OPCODES[number]!.name, name);
});

for (const file of ["debug_info.ts", "hooks.ts"]) {
  Deno.test(`opcode constants of ${file} are those of the opcode table`, () => {
    const found = labels(file);
    assert(found.length > 0);
    for (const [number, name] of found) assertEquals(OPCODES[number]!.name, name);
  });
}

Deno.test("run paused after every step gives the same result and step count", () => {
  const source = `
    local log = {}
    local mt = {__index = function(t, k) return k .. "!" end, __lt = function(a, b) return a.v < b.v end,
      __concat = function(a, b) return "cat" end, __eq = function() return true end}
    local t = setmetatable({v = 1}, mt)
    local u = setmetatable({v = 2}, mt)
    local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
    local sum = 0
    for i in gen(4) do sum = sum + i end
    log[1] = tostring(pcall(error, "x")) .. t.foo .. tostring(t < u) .. ("a" .. t .. "b") .. tostring(t == u)
    log[2] = string.gsub("abc", "%a", function(c) return c:upper() end)
    local s = {3, 1, 2}
    table.sort(s, function(a, b) return a > b end)
    log[3] = table.concat(s, ",")
    return sum, table.concat(log, ";"), select("#", unpack(s))`;
  const whole = makeRuntime();
  const expected = evaluate(source, whole);
  const sliced = makeRuntime();
  begin(sliced, source);
  for (let pauses = 0;; pauses++) {
    sliced.meter.interrupt();
    sliced.meter.sliceEnd = sliced.meter.used + 1;
    const results = resumeRun(sliced);
    if (results === RunStatus.Paused) continue;
    assert(Array.isArray(results));
    assertEquals(show(sliced, results), expected);
    assert(pauses > 100);
    break;
  }
  assertEquals(sliced.meter.used, whole.meter.used);
});

Deno.test("step limit stops at the same instruction every time and cannot be caught", () => {
  const source = `local n = 0; while true do pcall(function() while true do n = n + 1 end end) end`;
  for (const steps of [1, 10, 1000, 12_345]) {
    const rt = makeRuntime({ steps });
    const before = rt.meter.used;
    assertEquals(evaluate(source, rt), "limit: steps");
    assertEquals(rt.meter.used - before, steps);
  }
});

Deno.test("a million tail calls run in constant memory", () => {
  const rt = makeRuntime({ memory: 1 << 20 });
  assertEquals(
    evaluate("local function f(n) if n == 0 then return 'end' end return f(n - 1) end return f(1e6)", rt),
    "end",
  );
});

Deno.test("recursion is limited by depth, not by the JS stack", () => {
  const deep =
    "local d = 0; local function f() d = d + 1; return 1 + f() end; local ok, m = pcall(f); return ok, m, d";
  assertEquals(evaluate(deep, makeRuntime({ callDepth: 1000 })), "false t:1: stack overflow 998");
  assertEquals(
    evaluate(
      "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(150000)",
      makeRuntime({ callDepth: 200_000 }),
    ),
    "150000",
  );
});

Deno.test("recursion goes as deep again after a trace has dropped the frames", () => {
  const source = `
    local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
    local sum = 0
    for i = 1, 500 do
      sum = sum + deep(100)
      local kept = {}
      for j = 1, 100 do kept[j] = {j, j, j, j, j, j, j, j, j, j, j, j, j, j, j, j} end
    end
    return sum`;
  assertEquals(evaluate(source, makeRuntime({ memory: 1 << 21 })), "50000");
});
