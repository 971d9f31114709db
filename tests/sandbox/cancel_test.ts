/**
 * Time limits and abort signals: with a clock of the test's own, before a run, while it computes, between
 * slices, while it waits for a promise, and wherever in the script that is.
 */

import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { compile, instantiate, LimitError, type LuaFunction, UsageError } from "../../mod.ts";

const LOOP = compile("while true do end");

/** Steps between two looks at clock and signal. */
const QUANTUM = 10_000;

// ---- time ---------------------------------------------------------------------------------------------

Deno.test("time: the clock decides, and is asked every 10,000 steps at least", () => {
  let asked = 0;
  const instance = instantiate(LOOP, { limits: { timeout: 5 }, clock: () => asked++ });
  const error = assertThrows(() => instance.run(), LimitError);
  assertEquals([error.kind, error.message], ["time", "time limit exceeded"]);
  // once for the start, then 1, 2 ... 6: the first value past 0 + 5
  assertEquals(asked, 7);
  assert(error.usage.steps <= 6 * QUANTUM);
  assertEquals(instance.status, "idle");
  // the next run has its own time
  asked = 100;
  assertEquals(assertThrows(() => instance.run(), LimitError).kind, "time");
});

Deno.test("time: without a limit the clock is never asked", () => {
  const instance = instantiate("for i = 1, 1e6 do end", {
    clock: () => {
      throw new Error("asked");
    },
  });
  instance.run();
});

Deno.test("time: a run that ends in time is not stopped, one that is late is stopped at the next look", () => {
  let now = 0;
  const instance = instantiate("pass(...) for i = 1, 1e5 do end return 'done'", {
    limits: { timeout: 100 },
    clock: () => now,
    imports: { pass: (ms: number) => void (now += ms) },
  });
  assertEquals(instance.run(100), "done");
  const before = instance.usage.steps;
  const error = assertThrows(() => instance.run(100.5), LimitError);
  assertEquals(error.kind, "time");
  assert(error.usage.steps - before <= QUANTUM);
});

Deno.test("time: work inside library functions is looked at as well", () => {
  const sources = [
    "return (('x'):rep(1e5)):find(('x-'):rep(20) .. 'y')",
    "return (('x'):rep(3000)):find('.-.-y')",
    "local t = {} for i = 1, 1e5 do t[i] = i * 7919 % 10007 end while true do table.sort(t) end",
    "while true do local s = ('x'):rep(1e6) end",
    "local t = {} for i = 1, 1000 do t[i] = 'x' end while true do table.concat(t) end",
    "local s = ('x'):rep(1e4) while true do s:gsub('x', 'y') end",
    "local s = ('a = b '):rep(1000) while true do loadstring(s) end",
    "while true do collectgarbage() end",
  ];
  for (const source of sources) {
    let asked = 0;
    const instance = instantiate(source, { limits: { timeout: 50 }, clock: () => asked++ });
    const error = assertThrows(() => instance.run(), LimitError, undefined, source);
    assertEquals([source, error.kind, asked > 50], [source, "time", true]);
  }
});

Deno.test("time: 0 is over at once, Infinity never; fractions count", () => {
  let now = 0;
  const clock = () => now += 0.25;
  assertEquals(
    assertThrows(() => instantiate(LOOP, { limits: { timeout: 0 }, clock }).run(), LimitError).kind,
    "time",
  );
  assertEquals(instantiate("return 1", { limits: { timeout: Infinity }, clock }).run(), 1);
  const instance = instantiate(LOOP, { limits: { timeout: 0.5 }, clock });
  const steps = assertThrows(() => instance.run(), LimitError).usage.steps;
  assert(steps <= 3 * QUANTUM);
});

Deno.test("time: runs in slices and nested calls share the limit; pauses count", () => {
  let now = 0;
  const instance = instantiate("function f() return 1 end while true do end", {
    limits: { timeout: 100 },
    clock: () => now,
  });
  const slices = instance.slices(1000);
  for (let i = 0; i < 10; i++) {
    now += 10;
    assertEquals(slices.next().done, false);
  }
  assertEquals(instance.call("f"), 1);
  now += 11;
  assertEquals(assertThrows(() => slices.next(), LimitError).kind, "time");
  assertEquals(slices.next().done, true);

  now = 0;
  const nested = instantiate("call(function() pass() while true do end end)", {
    limits: { timeout: 10 },
    clock: () => now,
    imports: { call: (f: LuaFunction) => f(), pass: () => void (now = 11) },
  });
  assertEquals(assertThrows(() => nested.run(), LimitError).kind, "time");
});

Deno.test("time: without a clock option the engine's own is used, and the script has none", () => {
  const instance = instantiate("assert(not pcall(os.clock)) while true do end", { limits: { timeout: 20 } });
  const start = performance.now();
  assertEquals(assertThrows(() => instance.run(), LimitError).kind, "time");
  assert(performance.now() - start >= 19);
});

Deno.test("time: a wait for a promise ends at the limit, wherever it is", async () => {
  const never = () => new Promise<never>(() => {});
  for (const source of WAITS) {
    const instance = instantiate(source, {
      limits: { timeout: 15 },
      imports: { wait: never, escaped: () => assert(false, source) },
    });
    const error = await assertRejects(() => instance.runAsync(), LimitError, undefined, source);
    assertEquals([error.kind, instance.status], ["time", "idle"]);
  }
});

// ---- abort --------------------------------------------------------------------------------------------

/** Programs that wait for `wait()` and must not come to `escaped()`. */
const WAITS = [
  "wait() escaped()",
  "pcall(wait) escaped()",
  "xpcall(wait, escaped) escaped()",
  "coroutine.wrap(function() wait() end)() escaped()",
  "coroutine.wrap(function() coroutine.wrap(function() pcall(wait) escaped() end)() escaped() end)() escaped()",
  "coroutine.resume(coroutine.create(function() coroutine.resume(coroutine.create(function() wait() end)) escaped() end)) escaped()",
  "local t = setmetatable({}, { __index = function() wait() escaped() end }) pcall(function() return t.x end) escaped()",
  "local t = setmetatable({}, { __lt = function() wait() escaped() end }) pcall(function() return t < t end) escaped()",
  "pcall(table.sort, { 3, 2, 1 }, function(a, b) wait() escaped() end) escaped()",
  "pcall(string.gsub, 'x', '.', function() wait() escaped() end) escaped()",
  "for x in function() wait() escaped() end do end escaped()",
  "pcall(load, function() wait() escaped() end) escaped()",
  "xpcall(error, function() wait() escaped() end) escaped()",
];

Deno.test("abort: while waiting, wherever it is; the reason is the cause; what comes later is ignored", async () => {
  for (const source of WAITS) {
    for (const late of ["value", "error", "never"]) {
      const controller = new AbortController();
      const gate = Promise.withResolvers<string>();
      const instance = instantiate(source, {
        signal: controller.signal,
        imports: {
          wait: () => {
            setTimeout(() => controller.abort(gate), 0);
            return gate.promise;
          },
          escaped: () => assert(false, source),
        },
      });
      const error = await assertRejects(() => instance.runAsync(), LimitError, "run aborted", source);
      assertEquals([error.kind, instance.status], ["aborted", "idle"]);
      assertStrictEquals(error.cause, gate);
      if (late === "value") gate.resolve("late");
      else if (late === "error") gate.reject(new Error("late"));
      await Promise.resolve();
    }
  }
});

Deno.test("abort: before a run nothing of it happens", async () => {
  let ran = 0;
  const instance = instantiate("ran()", {
    signal: AbortSignal.abort("early"),
    imports: { ran: () => void ran++ },
  });
  const runs = [
    () => instance.run(),
    () => instance.call("ran"),
    () => instance.main.all(),
    () => instance.slices(5).next(),
  ];
  for (const run of runs) {
    const error = assertThrows(run, LimitError, "run aborted");
    assertEquals([error.kind, error.cause, instance.status], ["aborted", "early", "idle"]);
  }
  for (
    const run of [() => instance.runAsync(), () => instance.callAsync("ran"), () => instance.main.async()]
  ) {
    assertEquals((await assertRejects(run, LimitError)).kind, "aborted");
  }
  assertEquals([ran, instance.usage.steps], [0, 0]);
});

Deno.test("abort: between slices the next one does nothing", () => {
  const controller = new AbortController();
  let marks = 0;
  const instance = instantiate("while true do mark() end", {
    signal: controller.signal,
    imports: { mark: () => void marks++ },
  });
  const slices = instance.slices(100);
  slices.next();
  const [before, { steps }] = [marks, instance.usage];
  controller.abort();
  const error = assertThrows(() => slices.next(), LimitError);
  assertEquals([error.kind, marks, instance.usage.steps], ["aborted", before, steps]);
  assert(error.cause instanceof DOMException);
});

Deno.test("abort: from a host function the script is stopped at the next look", () => {
  const controller = new AbortController();
  const instance = instantiate("abort() while true do end", {
    signal: controller.signal,
    imports: { abort: () => controller.abort() },
  });
  const error = assertThrows(() => instance.run(), LimitError);
  assertEquals(error.kind, "aborted");
  assert(error.usage.steps <= QUANTUM);
});

Deno.test("abort: a busy asynchronous run, from a timer, within a slice", async () => {
  const controller = new AbortController();
  const instance = instantiate(LOOP, { signal: controller.signal, slice: 50_000, limits: { steps: 1e10 } });
  const run = assertRejects(() => instance.runAsync(), LimitError, "run aborted");
  setTimeout(() => controller.abort(), 10);
  assertEquals((await run).kind, "aborted");
});

Deno.test("abort: AbortSignal.timeout and AbortSignal.any work", async () => {
  const signal = AbortSignal.any([AbortSignal.timeout(10), new AbortController().signal]);
  const instance = instantiate("wait()", { signal, imports: { wait: () => new Promise<void>(() => {}) } });
  const error = await assertRejects(() => instance.runAsync(), LimitError);
  assertEquals([error.kind, (error.cause as Error).name], ["aborted", "TimeoutError"]);
});

Deno.test("abort: what ends first counts, once; no listener is left on the signal", async () => {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  Object.defineProperty(signal, "addEventListener", {
    value: (...args: Parameters<typeof add>) => (listeners++, add(...args)),
  });
  Object.defineProperty(signal, "removeEventListener", {
    value: (...args: Parameters<typeof remove>) => (listeners--, remove(...args)),
  });
  const gates: PromiseWithResolvers<number>[] = [];
  const instance = instantiate("local s = 0 for i = 1, 5 do s = s + wait() end return s", {
    signal,
    limits: { timeout: 10_000 },
    imports: {
      wait: () => {
        const gate = Promise.withResolvers<number>();
        gates.push(gate);
        setTimeout(() => gate.resolve(1), 0);
        return gate.promise;
      },
    },
  });
  assertEquals(await instance.runAsync(), 5);
  assertEquals(listeners, 0);
  // abort and result in the same turn: one end, whichever it is
  const both = instance.runAsync();
  gates.at(-1)!.resolve(1);
  controller.abort();
  await assertRejects(() => both, LimitError, "run aborted");
  assertEquals([listeners, instance.status], [0, "idle"]);
});

Deno.test("abort, time and dispose together: the first one counts and nothing is unhandled", async () => {
  for (const first of ["abort", "dispose", "value", "error"]) {
    const controller = new AbortController();
    const gate = Promise.withResolvers<number>();
    const instance = instantiate("return wait()", {
      signal: controller.signal,
      limits: { timeout: 5_000 },
      imports: { wait: () => gate.promise },
    });
    const run = instance.runAsync();
    const ends: Record<string, () => void> = {
      abort: () => controller.abort(),
      dispose: () => instance.dispose(),
      value: () => gate.resolve(7),
      error: () => gate.reject(new Error("no")),
    };
    ends[first]!();
    if (first === "value" || first === "error") await Promise.resolve();
    for (const end of Object.values(ends)) end();
    const [outcome] = await Promise.allSettled([run]);
    const what = outcome!.status === "fulfilled" ? outcome!.value : outcome!.reason;
    // the instance was disposed of before the run could go on with anything else
    assert(what instanceof UsageError, `${first}: ${what}`);
    assertEquals(instance.status, "dead");
  }
});

Deno.test("a promise that settles late does not touch the wait of a later run", async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  let now = 0;
  const instance = instantiate("wait()", {
    limits: { timeout: 60_000 },
    clock: () => now,
    imports: {
      wait: () => {
        // the first wait begins when the time is up, the second one with all of it
        if (gates.length === 0) now = 60_000;
        gates.push(Promise.withResolvers());
        return gates.at(-1)!.promise;
      },
    },
  });
  assertEquals((await assertRejects(() => instance.runAsync(), LimitError)).kind, "time");
  const second = instance.runAsync();
  gates[0]!.resolve();
  await gates[0]!.promise;
  await Promise.resolve();
  instance.dispose();
  const patience = new AbortController();
  const late = new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error("the run does not end")), 5000);
    patience.signal.onabort = () => clearTimeout(timer);
  });
  await assertRejects(() => Promise.race([second, late]), UsageError, "it was disposed");
  patience.abort();
});

Deno.test("abort: a signal is the instance's for good; another instance is not touched", () => {
  const controller = new AbortController();
  const one = instantiate("return 1", { signal: controller.signal });
  const other = instantiate("return 2");
  assertEquals([one.run(), other.run()], [1, 2]);
  controller.abort();
  for (let i = 0; i < 2; i++) assertThrows(() => one.run(), LimitError, "run aborted");
  assertEquals(other.run(), 2);
  // reading is not running
  assertEquals(typeof one.get("print"), "function");
});
