/**
 * The limits that count something other than steps and memory: output, host calls, nested calls, length of
 * strings. Each stops at its exact boundary.
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { instantiate, LimitError, LuaError, type LuaFunction, UsageError } from "../../mod.ts";

Deno.test("output: as many bytes as the limit, of both streams together; what does not fit is not written", () => {
  const out: string[] = [];
  const err: string[] = [];
  const instance = instantiate(
    "io.write('12345') io.stderr:write('678') print('9') io.write('') marks = 1 io.write('x') marks = 2",
    { limits: { output: 10 }, stdout: (text) => void out.push(text), stderr: (text) => void err.push(text) },
  );
  const error = assertThrows(() => instance.run(), LimitError);
  assertEquals([error.kind, error.message], ["output", "output limit exceeded"]);
  assertEquals([out.join(""), err.join(""), instance.get("marks")], ["123459\n", "678", 1]);
  // each run has its own
  assertThrows(() => instance.run(), LimitError, "output");
  assertEquals(instance.status, "idle");
});

Deno.test("output: bytes are counted, not characters; sinks of bytes and text alike", () => {
  for (const kind of ["text", "bytes"]) {
    let text = "";
    const decoder = new TextDecoder();
    const stdout = kind === "text" ? (piece: string) => void (text += piece) : {
      writeSync: (bytes: Uint8Array) => {
        text += decoder.decode(bytes, { stream: true });
        return bytes.length;
      },
    };
    const instance = instantiate("for i = 1, 100 do io.write('é') end", { limits: { output: 7 }, stdout });
    assertEquals(assertThrows(() => instance.run(), LimitError).kind, "output");
    assertEquals(text, "ééé");
  }
});

Deno.test("output: 0 allows none, and what nobody receives is not counted", () => {
  const none = instantiate("print()", { limits: { output: 0 }, stdout: () => {} });
  assertEquals(assertThrows(() => none.run(), LimitError).kind, "output");
  instantiate("for i = 1, 100 do print(i) end", { limits: { output: 0 } }).run();
});

Deno.test("hostCalls: as many calls as the limit, whatever way a function came", () => {
  let calls = 0;
  const f = () => {
    calls++;
    return f;
  };
  const imports = { f, lib: { f }, list: [f], set: null };
  const sources = [
    "f()",
    "lib.f()",
    "list[1]()",
    "pcall(f)",
    "local g = f() g()",
    "table.sort({ 3, 2, 1 }, f)",
    "(('x'):gsub('x', function() f() end))",
    "local t = setmetatable({}, { __index = f }) local x = t.y",
    "coroutine.wrap(function() f() end)()",
  ];
  for (const source of sources) {
    calls = 0;
    const text = source.startsWith("(") ? `local _ = ${source}` : source;
    const instance = instantiate(`while true do ${text} end`, {
      limits: { hostCalls: 10, steps: 1e6 },
      imports,
    });
    const error = assertThrows(() => instance.run(), LimitError, undefined, source);
    assertEquals([source, error.kind, error.message, calls], [
      source,
      "hostCalls",
      "host call limit exceeded",
      10,
    ]);
    calls = 0;
    assertThrows(() => instance.run(), LimitError);
    assertEquals(calls, 10);
  }
});

Deno.test("hostCalls: calls of nested runs count for the outer one", () => {
  let calls = 0;
  const imports = { call: (f: LuaFunction) => (calls++, f()), leaf: () => void calls++ };
  const instance = instantiate("while true do call(function() leaf() leaf() end) end", {
    limits: { hostCalls: 8 },
    imports,
  });
  assertEquals(assertThrows(() => instance.run(), LimitError).kind, "hostCalls");
  assertEquals(calls, 8);
});

/** How many calls of itself a Lua function can make. */
const DEPTH = "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return pcall(f, ...)";

Deno.test("callDepth: the boundary is exact, the error is Lua's own and can be caught", () => {
  for (const callDepth of [10, 50, 1000]) {
    const instance = instantiate(DEPTH, { limits: { callDepth } });
    let most = 0;
    while (instance.main.all(most + 1)[0] === true) most++;
    assert(most <= callDepth && most >= callDepth - 5, `${most} of ${callDepth}`);
    assertEquals(instance.main.all(most), [true, most]);
    assertEquals(instance.main.all(most + 1), [false, "script:1: stack overflow"]);
    assertEquals(instance.main.all(1e9), [false, "script:1: stack overflow"]);
  }
});

Deno.test("callDepth: each coroutine has its own; tail calls need none; catching it does not raise it", () => {
  const instance = instantiate(
    `
      local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
      assert(deep(90) == 90)
      assert(coroutine.wrap(deep)(90) == 90)
      local function again(n) if n == 0 then return "tail" end return again(n - 1) end
      assert(again(100000) == "tail")
      for i = 1, 50 do assert(not pcall(deep, 1000)) end
      local function handler(m) return m .. "!" end
      return select(2, xpcall(function() return deep(1000) end, handler))
    `,
    { limits: { callDepth: 100 } },
  );
  assertEquals(instance.run(), "script:2: stack overflow!");
});

Deno.test("callDepth: what nests without Lua calls is bounded too, with Lua's message", () => {
  const programs: Record<string, string> = {
    "pcall(string.rep)": "local function f() return pcall(f) end return f()",
    "coroutines":
      "local function f() return (coroutine.wrap(f)()) end local ok, m = pcall(f) return m:sub(-16)",
    "host functions": "local function f() return call(f) end return select(2, pcall(f))",
    "metamethods":
      "local t = setmetatable({}, { __index = function(t, k) return t[k] end }) return select(2, pcall(function() return t.x end)):sub(-16)",
  };
  for (const [name, source] of Object.entries(programs)) {
    const instance = instantiate(source, { imports: { call: (f: LuaFunction) => f() } });
    const results = instance.main.all();
    assertEquals([name, results.at(-1)], [name, "C stack overflow"]);
  }
});

Deno.test("stringLength: no string becomes longer, by any way; the error is Lua's and can be caught", () => {
  const ways = [
    "('x'):rep(101)",
    "('x'):rep(60) .. ('y'):rep(60)",
    "table.concat({ ('x'):rep(60), ('y'):rep(60) })",
    "table.concat({ 'x', 'y', 'z' }, ('-'):rep(60))",
    "('x'):rep(60):gsub('x', 'yy')",
    "('%s%s'):format(('x'):rep(60), ('y'):rep(60))",
    "('%q'):format(('\"'):rep(60))",
    "('x'):rep(60):gsub('x', function() return 'yy' end)",
    "big()",
    "('%99d'):format(1) .. 'xx'",
  ];
  for (const way of ways) {
    const instance = instantiate(`return pcall(function() local s = ${way} return #s end)`, {
      limits: { stringLength: 100 },
      imports: { big: () => "x".repeat(101) },
    });
    const [ok, message] = instance.main.all();
    assertEquals([way, ok], [way, false]);
    assert(
      /string length overflow|string slice too long|resulting string too large|too long/.test(
        String(message),
      ),
      `${way}: ${message}`,
    );
  }
  const fits = instantiate(
    "return #('x'):rep(100), #(('x'):rep(50) .. ('y'):rep(50)), #table.concat({ ('x'):rep(99), 1 })",
    {
      limits: { stringLength: 100 },
    },
  );
  assertEquals(fits.main.all(), [100, 100, 100]);
});

Deno.test("stringLength: the engine's own limit is never reached", () => {
  for (
    const limits of [{ stringLength: Infinity, memory: Infinity }, { stringLength: 2 ** 40, memory: 2 ** 40 }]
  ) {
    const instance = instantiate(
      "local s = ('x'):rep(1e6) local ok, m = pcall(function() return s:rep(1e6) end) return ok, m",
      { limits: { ...limits, steps: 1e12 } },
    );
    assertEquals(instance.main.all(), [false, "script:1: string length overflow"]);
  }
});

Deno.test("limits that are no numbers are refused", () => {
  const names = ["steps", "memory", "callDepth", "timeout", "stringLength", "output", "hostCalls"];
  for (const name of names) {
    for (const value of [-1, NaN, "5", null, 5n, {}]) {
      assertThrows(
        () => instantiate("", { limits: { [name]: value } }),
        UsageError,
        `limits.${name} is a number`,
      );
    }
    if (name !== "memory" && name !== "stringLength") instantiate("", { limits: { [name]: 0 } });
    instantiate("", { limits: { [name]: Infinity } });
    instantiate("", { limits: { [name]: undefined } });
  }
  assertThrows(
    () => instantiate("", { limits: { step: 5 } as never }),
    UsageError,
    'no option "limits.step"',
  );
});

Deno.test("a LimitError says which limit, where, and what was used", () => {
  const instance = instantiate(
    "local function inner() while true do end end\nfunction outer() inner() end\nouter()",
    {
      name: "where.lua",
      limits: { steps: 1000 },
    },
  );
  const error = assertThrows(() => instance.run(), LimitError);
  assertEquals([error.name, error.kind, error.message], ["LimitError", "steps", "step limit exceeded"]);
  assertEquals(error.usage.steps, 1000);
  assert(error.usage.memory > 0 && error.usage.peakMemory >= error.usage.memory);
  assertEquals(
    error.traceback.split("\n").slice(0, 4).map((line) => line.trim()),
    [
      "stack traceback:",
      "where.lua:1: in function 'inner'",
      "where.lua:2: in function 'outer'",
      "where.lua:3: in main chunk",
    ],
  );
  assert(!(error instanceof LuaError));
});
