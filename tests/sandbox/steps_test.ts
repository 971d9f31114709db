/**
 * Steps are counted exactly: the same in every run, in slices of any size and in every tier, and what a limit
 * of n steps lets happen is what happens in the first n steps of a run without a limit.
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { compile, instantiate, LimitError, type Module } from "../../mod.ts";
import { STEP_PROGRAMS } from "./step_programs.ts";

/** How a run is driven: in one go, or in slices of so many steps. */
type Manner = "whole" | number;

const TIERS = ["interpreter", "compiled", "auto"] as const;

/** What a run did, and when. */
interface Run {
  /** what `mark` was called with, and the steps used by then */
  readonly events: readonly (readonly [what: unknown, steps: number])[];
  readonly outcome: string;
  readonly steps: number;
}

function runOf(module: Module, manner: Manner, steps = Infinity, tier: typeof TIERS[number] = "auto"): Run {
  const events: [unknown, number][] = [];
  const instance = instantiate(module, {
    tier,
    limits: { steps },
    imports: { mark: (what: unknown) => void events.push([what, instance.usage.steps]) },
  });
  let outcome: string;
  try {
    let result: unknown;
    if (manner === "whole") result = instance.run();
    else {
      const slices = instance.slices(manner);
      let next = slices.next();
      let before = 0;
      for (; next.done !== true; next = slices.next()) {
        // exact between slices: what is reported is what is used
        assertEquals(instance.usage.steps, next.value.steps);
        assert(next.value.steps - before >= manner, `a slice of ${next.value.steps - before}`);
        before = next.value.steps;
      }
      result = next.value;
    }
    outcome = `result ${String(result)}`;
  } catch (error) {
    assert(error instanceof LimitError, String(error));
    assertEquals(error.usage.steps, steps);
    outcome = `${error.kind} ${error.message}`;
  }
  return { events, outcome, steps: instance.usage.steps };
}

for (const [name, source] of Object.entries(STEP_PROGRAMS)) {
  Deno.test(`${name}: the count is the same every time, in every slicing and tier`, () => {
    const once = runOf(compile(source), "whole");
    assert(once.outcome.startsWith("result"));
    assert(once.events.length > 1 && once.steps > 20, JSON.stringify(once));
    const module = compile(source);
    for (const manner of ["whole", 1, 7, 1000, 1e9, "whole"] as const) {
      for (const tier of TIERS) assertEquals(runOf(module, manner, Infinity, tier), once);
    }
  });

  Deno.test(`${name}: n steps do what the first n steps do, n suffice and n - 1 do not`, () => {
    const module = compile(source);
    const all = runOf(module, "whole");
    assertEquals(runOf(module, "whole", all.steps), all);
    // the moments right at an event, right before it, and moments in between
    const limits = new Set([0, 1, 2, all.steps - 1]);
    for (const [, steps] of all.events) limits.add(steps).add(steps - 1);
    for (let i = 1; i < 20; i++) limits.add(Math.floor(all.steps * i / 20));
    for (const limit of limits) {
      const manners: Manner[] = ["whole", 7];
      for (const manner of manners) {
        const cut = runOf(module, manner, limit);
        assertEquals(cut.outcome, "steps step limit exceeded");
        assertEquals(cut.steps, limit);
        assertEquals(cut.events, all.events.filter(([, steps]) => steps <= limit), `limit ${limit}`);
      }
    }
  });
}

Deno.test("every limit from 0 up to the end stops at its own instruction", () => {
  const module = compile(
    `for i = 1, 5 do mark(i) end local t = setmetatable({}, { __index = mark }) mark(t.x)`,
  );
  const all = runOf(module, "whole");
  for (let limit = 0; limit < all.steps; limit++) {
    for (const manner of ["whole", 1, 3] as const) {
      const cut = runOf(module, manner, limit);
      assertEquals([cut.steps, cut.outcome], [limit, "steps step limit exceeded"]);
      assertEquals(cut.events, all.events.filter(([, steps]) => steps <= limit));
    }
  }
  assertEquals(runOf(module, "whole", all.steps).outcome, all.outcome);
});

Deno.test("each run has its own budget; usage.steps adds them up", () => {
  const instance = instantiate("function f() for i = 1, 10 do end end", { limits: { steps: 100 } });
  instance.run();
  const first = instance.usage.steps;
  instance.call("f");
  const each = instance.usage.steps - first;
  for (let i = 0; i < 20; i++) instance.call("f");
  assertEquals(instance.usage.steps, first + 21 * each);
  assert(21 * each > 100);
});

Deno.test("a fraction of a step is none", () => {
  const loop = compile("while true do end");
  for (const steps of [10.5, 10.999]) {
    const instance = instantiate(loop, { limits: { steps } });
    const error = assertThrows(() => instance.run(), LimitError);
    assertEquals([error.kind, error.usage.steps, instance.usage.steps], ["steps", 10, 10]);
  }
  const instance = instantiate(loop, { limits: { steps: 1000 } });
  const used: number[] = [];
  const slices = instance.slices(30.7);
  for (let next = slices.next(); used.length < 3; next = slices.next()) {
    used.push((next.value as { steps: number }).steps);
  }
  assertEquals(used, [30, 60, 90]);
  slices.return(undefined);
  let asked = 0;
  const more = instantiate(loop, { limits: { steps: 10 }, onOutOfSteps: () => ++asked < 1000 ? 0.5 : 0 });
  assertEquals(assertThrows(() => more.run(), LimitError).usage.steps, 10);
  assertEquals(asked, 1);
});

Deno.test("after the steps are used up: data is kept, what was running is over, the next run is whole", () => {
  const instance = instantiate(
    `
      log = {}
      co = coroutine.create(function() log[#log + 1] = "began" while true do end end)
      function burn() done = 1 coroutine.resume(co) done = 2 end
      function status() return coroutine.status(co), select(2, coroutine.resume(co)) end
    `,
    { limits: { steps: 5000 } },
  );
  instance.run();
  const error = assertThrows(() => instance.call("burn"), LimitError);
  assertEquals([error.kind, error.message, instance.status], ["steps", "step limit exceeded", "idle"]);
  assertEquals([instance.get("done"), instance.get("log")], [1, ["began"]]);
  const status = instance.get("status") as { all(): unknown[] };
  assertEquals(status.all(), ["dead", "cannot resume dead coroutine"]);
  // the coroutine cannot go on, so this run ends; it began with a budget of its own
  instance.call("burn");
  assertEquals([instance.get("done"), instance.usage.steps > 5000], [2, true]);
});
