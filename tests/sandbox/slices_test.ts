/**
 * Runs that go on after their steps are used up: slices, `onOutOfSteps`, `addSteps`.
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  compile,
  instantiate,
  LimitError,
  LuaError,
  type LuaFunction,
  type Usage,
  UsageError,
} from "../../mod.ts";
import { STEP_PROGRAMS } from "./step_programs.ts";

const COUNT = compile("local n = 0 for i = 1, 1000 do n = n + i end return n");

/** Steps and result of a run without a limit. */
function whole(): [unknown, number] {
  const instance = instantiate(COUNT);
  return [instance.run(), instance.usage.steps];
}

Deno.test("onOutOfSteps: however few steps are added at a time, the run is the same", () => {
  const [result, steps] = whole();
  for (const portion of [1, 2, 7, 100, 1e6, Infinity]) {
    const asked: Usage[] = [];
    const instance = instantiate(COUNT, {
      limits: { steps: 10 },
      onOutOfSteps: (usage) => {
        asked.push(usage);
        return portion;
      },
    });
    assertEquals([instance.run(), instance.usage.steps], [result, steps]);
    assertEquals(asked.length, Math.ceil((steps - 10) / portion) || 1);
    asked.forEach((usage, i) => assertEquals(usage.steps, 10 + i * portion || 10));
  }
});

Deno.test("onOutOfSteps: programs of every kind, one step at a time", () => {
  for (const [name, source] of Object.entries(STEP_PROGRAMS)) {
    const module = compile(source);
    const events: unknown[][] = [[], []];
    const steps = [0, 1].map((steps, i) => {
      const instance = instantiate(module, {
        limits: { steps: i === 0 ? Infinity : steps },
        onOutOfSteps: () => 1,
        imports: { mark: (what: unknown) => void events[i]!.push([what, instance.usage.steps]) },
      });
      instance.run();
      return instance.usage.steps;
    });
    assertEquals([name, steps[1], events[1]], [name, steps[0], events[0]]);
  }
});

Deno.test("onOutOfSteps: 0, nothing and negative numbers stop the run; what is no number is the host's fault", () => {
  for (const answer of [0, -1, undefined, -Infinity]) {
    const instance = instantiate(COUNT, { limits: { steps: 10 }, onOutOfSteps: () => answer as number });
    const error = assertThrows(() => instance.run(), LimitError);
    assertEquals([error.kind, error.usage.steps, instance.status], ["steps", 10, "idle"]);
  }
  for (const answer of [NaN, "5", {}, null, Promise.resolve(5)]) {
    const instance = instantiate(COUNT, { limits: { steps: 10 }, onOutOfSteps: () => answer as number });
    assertThrows(() => instance.run(), UsageError, "onOutOfSteps gave");
    assertEquals(instance.status, "idle");
  }
});

Deno.test("onOutOfSteps may use the instance: its usage, addSteps; not run it", () => {
  let tried: unknown;
  const instance = instantiate(COUNT, {
    limits: { steps: 10 },
    onOutOfSteps: (usage) => {
      assertEquals(instance.usage.steps, usage.steps);
      try {
        instance.call("print");
      } catch (error) {
        tried = error;
      }
      instance.addSteps(1e6);
      return 0;
    },
  });
  // what counts is what is returned
  assertEquals(assertThrows(() => instance.run(), LimitError).kind, "steps");
  assert(tried instanceof UsageError);
});

Deno.test("onOutOfSteps serves charges larger than what is left: it is asked until they fit", () => {
  const asked: number[] = [];
  const instance = instantiate("return #string.rep('x', 160000)", {
    limits: { steps: 100 },
    onOutOfSteps: (usage) => {
      asked.push(usage.steps);
      return 3000;
    },
  });
  assertEquals(instance.run(), 160_000);
  assertEquals(asked, [100, 3100, 6100, 9100]);
  assert(instance.usage.steps > 10_000 && instance.usage.steps < 10_050);
});

Deno.test("onOutOfSteps in nested calls, coroutines, slices and asynchronous runs", async () => {
  const source = `
    local function work() local n = 0 for i = 1, 100 do n = n + i end return n end
    return call(work) + coroutine.wrap(function() return call(function() return coroutine.wrap(work)() end) end)()`;
  const imports = { call: (f: LuaFunction) => f() };
  const module = compile(source);
  let asked = 0;
  const make = () => {
    asked = 0;
    return instantiate(module, { imports, limits: { steps: 5 }, onOutOfSteps: () => (asked++, 5) });
  };
  const plain = instantiate(module, { imports });
  assertEquals(plain.run(), 10_100);
  const { steps } = plain.usage;
  const one = make();
  assertEquals([one.run(), one.usage.steps], [10_100, steps]);
  const times = asked;
  assert(times > steps / 5 - 2);
  const two = make();
  let last: IteratorResult<Usage, unknown>;
  const slices = two.slices(13);
  do last = slices.next(); while (last.done !== true);
  assertEquals([last.value, two.usage.steps, asked], [10_100, steps, times]);
  const three = make();
  assertEquals([await three.runAsync(), three.usage.steps, asked], [10_100, steps, times]);
});

Deno.test("addSteps: from a host function, and between slices", () => {
  const instance = instantiate("for i = 1, 1e9 do more() end", {
    limits: { steps: 50 },
    imports: { more: () => instance.usage.steps < 5000 && instance.addSteps(20) },
  });
  const error = assertThrows(() => instance.run(), LimitError);
  assert(error.usage.steps > 5000 && error.usage.steps < 50_000);

  const sliced = instantiate(COUNT, { limits: { steps: 100 } });
  let slices = 0;
  for (const usage of sliced.slices(40)) {
    slices++;
    if (usage.steps % 80 === 0) sliced.addSteps(80);
  }
  assertEquals(sliced.usage.steps, whole()[1]);
  assertEquals(slices, Math.ceil(whole()[1] / 40) - 1);
  for (const steps of [-1, NaN, "5", undefined, 1n]) {
    assertThrows(() => sliced.addSteps(steps as number), UsageError, "steps is a number");
  }
});

Deno.test("addSteps while nothing runs is of no use to the next run", () => {
  const instance = instantiate("while true do end", { limits: { steps: 100 } });
  instance.addSteps(1e6);
  assertEquals(assertThrows(() => instance.run(), LimitError).usage.steps, 100);
});

Deno.test("a slice pauses at the instruction after its last step, wherever that is", () => {
  const places = {
    "main chunk": "for i = 1, 60 do end",
    pcall: "pcall(function() for i = 1, 60 do end end)",
    coroutine: "coroutine.wrap(function() for i = 1, 60 do end end)()",
    metamethod: "local t = setmetatable({}, { __add = function() for i = 1, 60 do end end }) local x = t + t",
    comparator: "table.sort({ 2, 1 }, function(a, b) for i = 1, 60 do end return a < b end)",
    callback: "(('x'):gsub('.', function() for i = 1, 60 do end end))",
    iterator: "for x in function() for i = 1, 60 do end end do end",
    handler: "xpcall(error, function() for i = 1, 60 do end end)",
    reader: "load(function() for i = 1, 60 do end end)",
  };
  for (const [name, source] of Object.entries(places)) {
    const text = source.startsWith("(") ? `local _ = ${source}` : source;
    const instance = instantiate(`${text} return "end"`);
    const used: number[] = [];
    const slices = instance.slices(10);
    let next = slices.next();
    for (; next.done !== true; next = slices.next()) {
      assertEquals(instance.status, "suspended");
      used.push(next.value.steps);
    }
    assertEquals(next.value, "end");
    assert(used.length >= 6, name);
    // only work of library functions goes past the end of a slice
    let exact = 0;
    used.forEach((steps, i) => exact += steps - (used[i - 1] ?? 0) === 10 ? 1 : 0);
    assert(exact >= used.length - 3, `${name}: ${used}`);
  }
});

Deno.test("errors and limits come out of the slice they happen in", () => {
  const failing = instantiate("for i = 1, 100 do end error({ code = 5 })");
  const slices = failing.slices(50);
  assertEquals(slices.next().done, false);
  const error = assertThrows(() => {
    while (slices.next().done !== true);
  }, LuaError);
  assertEquals({ ...(error.value as object) }, { code: 5 });
  assertEquals([failing.status, slices.next().done], ["idle", true]);

  const limited = instantiate("while true do end", { limits: { steps: 95 } });
  const used: number[] = [];
  const limit = assertThrows(() => {
    for (const usage of limited.slices(30)) used.push(usage.steps);
  }, LimitError);
  assertEquals([used, limit.kind, limit.usage.steps], [[30, 60, 90], "steps", 95]);
});

Deno.test("slices: left early, begun twice, disposed of, used from within", () => {
  const instance = instantiate("n = (n or 0) + 1 while true do end");
  const first = instance.slices(100);
  assertEquals(instance.status, "idle"); // nothing happens before it is asked
  first.next();
  assertThrows(() => instance.slices(100).next(), UsageError, "the instance has a run that is not over");
  // calls in between are part of the same run
  assertEquals(instance.get("n"), 1);
  first.return(undefined);
  assertEquals([instance.status, first.next().done], ["idle", true]);
  for (const _ of instance.slices(100)) break;
  assertEquals([instance.get("n"), instance.status], [2, "idle"]);
  const thrown = instance.slices(100);
  thrown.next();
  const reason = new RangeError("the host's own");
  assertEquals(assertThrows(() => thrown.throw(reason)), reason);
  assertEquals([instance.get("n"), instance.status, thrown.next().done], [3, "idle", true]);
  const last = instance.slices(100);
  last.next();
  instance.dispose();
  assertThrows(() => last.next(), UsageError, "the instance is dead: it was disposed");
  assertEquals(instance.status, "dead");
  for (const steps of [0, -1, NaN, 0.5, "7"]) {
    assertThrows(
      () => instantiate(COUNT).slices(steps as number),
      UsageError,
      "a slice has at least one step",
    );
  }
  // a generator that resumes itself through a host function
  const own = instantiate("return resume()", { imports: { resume: () => void again.next() } });
  const again = own.slices(10);
  assertThrows(() => again.next(), LuaError, "already");
});

Deno.test("a thousand instances in slices on one thread: all end right beside endless ones", () => {
  const finite = compile("local n = ... local s = 0 for i = 1, n do s = s + i end return s");
  const endless = [
    "while true do end",
    "local function f() return f() end f()",
    "while true do pcall(error) end",
  ]
    .map((source) => compile(source));
  const runs = Array.from({ length: 1000 }, (_, i) => {
    const instance = instantiate(i % 100 === 7 ? endless[i % 3]! : finite, { limits: { memory: 1 << 20 } });
    return { i, run: instance.slices(200, i), result: undefined as unknown };
  });
  let waiting = new Set(runs);
  for (let round = 0; round < 100 && waiting.size > 10; round++) {
    for (const one of waiting) {
      const next = one.run.next();
      if (next.done !== true) continue;
      one.result = next.value;
      waiting.delete(one);
    }
  }
  assertEquals(waiting.size, 10);
  for (const { i, result } of runs) if (i % 100 !== 7) assertEquals(result, i * (i + 1) / 2);
  for (const { run } of waiting) run.return(undefined);
  waiting = new Set();
});

Deno.test("a synchronous call in between slices shares the run's limits", () => {
  const instance = instantiate("function spin() while true do end end while true do end", {
    limits: { steps: 1000 },
  });
  const slices = instance.slices(100);
  slices.next();
  assertEquals(assertThrows(() => instance.call("spin"), LimitError).usage.steps, 1000);
  const error = assertThrows(() => slices.next(), LimitError);
  assertEquals([error.kind, error.usage.steps], ["steps", 1000]);
  assertEquals(instance.status, "idle");
});

Deno.test("asynchronous runs give others a turn after every slice and take the same steps", async () => {
  const [result, steps] = whole();
  for (const slice of [20, 50, 1e6]) {
    const instance = instantiate(COUNT, { slice });
    let over = false;
    let turns = 0;
    const watch = (): void => {
      if (over) return;
      turns++;
      setTimeout(watch, 0);
    };
    const run = instance.runAsync().finally(() => over = true);
    watch();
    assertEquals([await run, instance.usage.steps], [result, steps]);
    if (slice === 50) assert(turns >= steps / 50 / 2, `${turns} turns`);
  }
  const endless = instantiate("while true do end", { limits: { steps: 100_000 }, slice: 1000 });
  assertEquals((await assertRejects(() => endless.runAsync(), LimitError)).usage.steps, 100_000);
});
