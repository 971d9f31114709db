import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { instantiate, LimitError, LuaError, type LuaFunction, multiple, UsageError } from "../../mod.ts";

const sleep = (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms));

/** A promise with its handles. */
function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => [resolve, reject] = [yes, no]);
  return { promise, resolve, reject };
}

Deno.test("a script waits for promises of host functions", async () => {
  const instance = instantiate("local a = sleep(1) local b = sleep(2) return a + b, ...", {
    imports: { sleep },
  });
  assertEquals(await instance.main.allAsync("x"), [3, "x"]);
  assertEquals(await instance.runAsync(), 3);
});

Deno.test("waits work anywhere: coroutines, pcall, metamethods, iterators, sort, gsub", async () => {
  const id = <T>(value: T) => Promise.resolve(value);
  const source = `
    local co = coroutine.wrap(function() coroutine.yield(id(1)) return id(2) end)
    local ok, caught = pcall(function() return id("in pcall") end)
    local t = setmetatable({}, { __index = function(_, k) return id(k .. "!") end, __add = function() return id(9) end })
    local seen = {}
    for k, v in function(_, i) i = (i or 0) + 1 if i < 4 then return id(i), id(i * 10) end end do seen[k] = v end
    local list = { 3, 1, 2 }
    table.sort(list, function(a, b) return id(a < b) end)
    local text = ("abc"):gsub("%a", function(c) return id(c:upper()) end)
    return co(), co(), ok, caught, t.key, t + 1, seen[3], table.concat(list), text
  `;
  assertEquals(await instantiate(source, { imports: { id } }).main.allAsync(), [
    1,
    2,
    true,
    "in pcall",
    "key!",
    9,
    30,
    "123",
    "ABC",
  ]);
});

Deno.test("instances run while others wait", async () => {
  const order: string[] = [];
  const make = (name: string, ms: number) =>
    instantiate("for i = 1, 3 do note(name .. i) sleep(ms) end return name", {
      imports: { sleep, name, ms, note: (text: string) => void order.push(text) },
    });
  const results = await Promise.all([make("a", 20).runAsync(), make("b", 20).runAsync()]);
  assertEquals(results, ["a", "b"]);
  assertEquals(order.slice(0, 2), ["a1", "b1"]);
  assertEquals(order.slice(0, 4).sort(), ["a1", "a2", "b1", "b2"]);
});

Deno.test("a busy asynchronous run lets other work go on", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const instance = instantiate("for i = 1, 3e6 do end return 'done'", { slice: 100_000 });
  assertEquals(await instance.runAsync(), "done");
  clearInterval(timer);
  assert(ticks > 2, String(ticks));
});

Deno.test("slices do not change the number of steps", async () => {
  const source = "local s = 0 for i = 1, 5e4 do s = s + #tostring(i) end return s";
  const plain = instantiate(source);
  plain.run();
  for (const slice of [1, 7, 1000]) {
    const sliced = instantiate(source);
    let yields = 0;
    if (slice > 1) { for (const _ of sliced.slices(slice)) yields++; }
    else {
      const stepped = instantiate("local s = 0 for i = 1, 100 do s = s + i end return s");
      for (const _ of stepped.slices(1)) yields++;
      assert(yields >= 100);
      continue;
    }
    assert(yields > 10);
    assertEquals(sliced.usage.steps, plain.usage.steps);
  }
  const asynchronous = instantiate(source, { slice: 5000 });
  await asynchronous.runAsync();
  assertEquals(asynchronous.usage.steps, plain.usage.steps);
});

Deno.test("rejections are Lua errors at the place of the call", async () => {
  const fail = () => Promise.reject(new Error("not found: /srv/data/x"));
  const instance = instantiate("\nlocal ok, e = pcall(function() fail() end) return ok, e", {
    imports: { fail },
  });
  assertEquals(await instance.main.allAsync(), [false, "script:2: not found: (path)"]);
  const error = await assertRejects(
    () => instantiate("\n\nfail()", { imports: { fail } }).runAsync(),
    LuaError,
    "script:3: not found",
  );
  assertEquals((error.cause as Error).message, "not found: /srv/data/x");
});

Deno.test("promises may give several values, tables, or values Lua does not have", async () => {
  const imports = {
    pair: () => Promise.resolve(multiple(null, "why")),
    data: () => Promise.resolve({ list: [1, 2] }),
    bad: () => Promise.resolve(new Date(0)),
  };
  const source =
    "local a, b = pair() local ok, e = pcall(function() bad() end) return a, b, data().list[2], e";
  const results = await instantiate(source, { imports }).main.allAsync();
  assertEquals(results.slice(0, 3), [undefined, "why", 2]);
  assertStringIncludes(String(results[3]), "script:1: host function: result: an instance of Date");
});

Deno.test("a synchronous run that would have to wait is a clear error", () => {
  const rejected = () => Promise.reject(new Error("ignored"));
  const instance = instantiate("rejected()", { imports: { rejected } });
  assertThrows(() => instance.run(), LuaError, "use runAsync or callAsync");
  assertEquals(instance.status, "idle");
});

Deno.test("a second asynchronous run is refused; synchronous calls may come in between", async () => {
  const gate = deferred<string>();
  const instance = instantiate(
    "n = 0 function bump() n = n + 1 return n end function wait() local v = gate() return v .. n end",
    { imports: { gate: () => gate.promise } },
  );
  instance.run();
  const waiting = instance.callAsync("wait");
  assertEquals(instance.status, "suspended");
  await assertRejects(() => instance.callAsync("wait"), UsageError, "has a run that is not over");
  await assertRejects(() => instance.runAsync(), UsageError);
  assertEquals(instance.call("bump"), 1);
  assertEquals(instance.call("bump"), 2);
  assertThrows(() => instance.call("wait"), LuaError, "use runAsync");
  gate.resolve("n is ");
  assertEquals(await waiting, "n is 2");
  assertEquals(instance.status, "idle");
});

Deno.test("host functions may call back into the script that called them", () => {
  const imports = {
    each: (list: number[], f: LuaFunction) => list.map((x) => f(x)),
    again: (): unknown => instance.call("inner", 20),
  };
  const instance = instantiate(
    "function inner(x) return x + 1 end local l = each({1, 2, 3}, function(x) return x * inner(0) * 2 end) " +
      "return l[1] + l[3] + again()",
    { imports },
  );
  assertEquals(instance.run(), 29);
});

Deno.test("a nested call cannot start an asynchronous run, and the main one goes on", async () => {
  let refused = "";
  const imports = {
    nest: async () => {
      await instance.runAsync().catch((error) => refused = error.message);
      return "ok";
    },
  };
  const instance = instantiate("return nest()", { imports });
  assertEquals(await instance.runAsync(), "ok");
  assertStringIncludes(refused, "a host function cannot start an asynchronous run");
});

Deno.test("output callbacks may not call in", () => {
  let error: unknown;
  const instance = instantiate("print('x') return 1", {
    stdout: () => {
      try {
        instance.run();
      } catch (caught) {
        error = caught;
      }
    },
  });
  assertEquals(instance.run(), 1);
  assertStringIncludes((error as Error).message, "the instance is running");
});

Deno.test("abort ends a wait, and what comes later is ignored", async () => {
  const controller = new AbortController();
  const gate = deferred<string>();
  const instance = instantiate("pcall(gate) return 'not reached'", {
    imports: { gate: () => gate.promise },
    signal: controller.signal,
  });
  const run = instance.runAsync();
  controller.abort(new Error("user left"));
  const error = await assertRejects(() => run, LimitError);
  assertEquals(error.kind, "aborted");
  assertEquals((error.cause as Error).message, "user left");
  // the late result finds nobody; nor is a late rejection an unhandled one
  gate.reject(new Error("late"));
  await sleep(1);
  await assertRejects(() => instance.runAsync(), LimitError, "aborted");
});

Deno.test("abort ends a busy run", async () => {
  const controller = new AbortController();
  const instance = instantiate("while true do end", { signal: controller.signal, slice: 50_000 });
  setTimeout(() => controller.abort(), 5);
  assertEquals((await assertRejects(() => instance.runAsync(), LimitError)).kind, "aborted");
});

Deno.test("the time limit holds while waiting", async () => {
  const never = () => new Promise(() => {});
  const instance = instantiate("never()", { imports: { never }, limits: { timeout: 20 } });
  assertEquals((await assertRejects(() => instance.runAsync(), LimitError)).kind, "time");
  assertEquals(instance.status, "idle");
});

Deno.test("dispose ends a wait and every later use", async () => {
  const gate = deferred<string>();
  const instance = instantiate("function f() end return gate()", { imports: { gate: () => gate.promise } });
  const run = instance.runAsync();
  instance.dispose();
  await assertRejects(() => run, UsageError, "the instance is dead: it was disposed");
  gate.resolve("late");
  await sleep(1);
  assertThrows(() => instance.run(), UsageError, "disposed");
  assertThrows(() => instance.call("f"), UsageError, "disposed");
  await assertRejects(() => instance.runAsync(), UsageError, "disposed");
  instance.dispose();
});

Deno.test("a host function may dispose of its instance", () => {
  const instance = instantiate("pcall(stop) return 'not reached'", {
    imports: { stop: () => instance.dispose() },
  });
  assertThrows(() => instance.run(), LimitError, "disposed");
  assertEquals(instance.status, "dead");
});

Deno.test("using disposes", () => {
  let outer;
  {
    using instance = instantiate("return 1");
    outer = instance;
    assertEquals(instance.run(), 1);
  }
  assertEquals(outer.status, "dead");
});

Deno.test("a limit hit by a call made while the run waits ends the run", async () => {
  const gate = deferred<string>();
  const instance = instantiate("function spin() while true do end end return gate()", {
    imports: { gate: () => gate.promise },
    limits: { steps: 20_000 },
  });
  const run = instance.runAsync();
  assertThrows(() => instance.call("spin"), LimitError);
  gate.resolve("too late");
  assertEquals((await assertRejects(() => run, LimitError)).kind, "steps");
  assertEquals(instance.status, "idle");
});

Deno.test("leaving slices early ends the run and frees the instance", () => {
  const instance = instantiate("if ... then return 'again' end while true do end");
  for (const usage of instance.slices(1000)) if (usage.steps > 5000) break;
  assertEquals(instance.status, "idle");
  assertEquals(instance.run(true), "again");
});

Deno.test("slices interleave many instances", () => {
  const runs = Array.from({ length: 100 }, (_, i) => {
    const source = i % 10 === 0
      ? "while true do end"
      : "local s = 0 for i = 1, 1000 do s = s + i end return s";
    return {
      run: instantiate(source, { limits: { steps: 50_000 } }).slices(500),
      result: undefined as unknown,
    };
  });
  for (let live = runs.length; live > 0;) {
    live = 0;
    for (const entry of runs) {
      if (entry.result !== undefined) continue;
      try {
        const step = entry.run.next();
        if (step.done) entry.result = step.value;
        else live++;
      } catch (error) {
        entry.result = (error as LimitError).kind;
      }
    }
  }
  assertEquals(runs.map((entry) => entry.result), runs.map((_, i) => i % 10 === 0 ? "steps" : 500500));
});

Deno.test("coroutines do not yield across the host boundary", () => {
  const imports = { call: (f: LuaFunction) => f() };
  const source =
    "local co = coroutine.create(function() call(coroutine.yield) end) return coroutine.resume(co)";
  const [ok, message] = instantiate(source, { imports }).main.all();
  assertEquals(ok, false);
  assertStringIncludes(String(message), "attempt to yield across metamethod/C-call boundary");
});
