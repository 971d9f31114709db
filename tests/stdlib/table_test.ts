import { assert, assertEquals } from "@std/assert";
import { LimitTrap } from "../../vm/errors.ts";
import { checkFile, makeInstance } from "./golden.ts";

Deno.test("table: every program prints what the reference prints", () => {
  const { failures } = checkFile("table.lua");
  assertEquals(failures.join("\n"), "");
});

/** Steps and milliseconds that `source` takes. */
function cost(source: string): number {
  const instance = makeInstance({ steps: Infinity });
  const before = instance.rt.meter.used;
  instance.run(source);
  return instance.rt.meter.used - before;
}

Deno.test("table: functions charge in proportion to the elements they visit", () => {
  const fill = "local t = {} for i = 1, N do t[i] = 'x' end ";
  for (
    const work of [
      "table.concat(t)",
      "table.concat(t, ', ')",
      "table.insert(t, 1, 'y')",
      "table.remove(t, 1)",
      "table.maxn(t)",
      "table.insert(t, -1, 'y')",
    ]
  ) {
    const extra = (n: number) =>
      cost((fill + work).replace("N", String(n))) - cost(fill.replace("N", String(n)));
    const small = extra(10_001);
    const large = extra(160_001);
    assert(large > 8 * small && large < 40 * small, `${work}: ${small} and ${large} steps`);
  }
});

Deno.test("table: a gap opened far below the table stops at the step limit", () => {
  const instance = makeInstance({ steps: 1_000_000 });
  assertThrowsTrap(() => instance.run("table.insert({1, 2}, -2^31, 0)"), "steps");
});

Deno.test("table: concat asks for memory before it builds", () => {
  const instance = makeInstance({ memory: 8 << 20 });
  const source =
    "local s = ('x'):rep(1e6) local t = {} for i = 1, 100 do t[i] = s end return #table.concat(t)";
  assertThrowsTrap(() => instance.run(source), "memory");
});

Deno.test("table: foreach lets a coroutine yield from its callback", () => {
  const source =
    "local co = coroutine.wrap(function() table.foreach({1, 2}, coroutine.yield) return 'end' end) " +
    "return table.concat({select(2, co()), select(2, co()), co()}, ' ')";
  assertEquals(makeInstance().run(source), ["1 2 end"]);
});

function assertThrowsTrap(fn: () => unknown, kind: string): void {
  try {
    fn();
  } catch (error) {
    assert(error instanceof LimitTrap);
    assertEquals(error.kind, kind);
    return;
  }
  throw new Error("no limit was reached");
}
