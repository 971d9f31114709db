import { assert, assertEquals } from "@std/assert";
import { checkFile, makeInstance } from "./golden.ts";

Deno.test("sort: every program prints what the reference prints", () => {
  const { failures } = checkFile("sort.lua");
  assertEquals(failures.join("\n"), "");
});

/** Steps that sorting `n` elements made by `element` takes. */
function steps(n: number, element: string, comparator = ""): number {
  const instance = makeInstance({ steps: Infinity });
  instance.run(`t = {} for i = 1, ${n} do t[i] = ${element} end`);
  const before = instance.rt.meter.used;
  instance.run(`table.sort(t${comparator})`);
  return instance.rt.meter.used - before;
}

Deno.test("sort: charges n log n, with a native sort and without", () => {
  for (
    const [element, comparator] of [
      ["math.random(1e9)", ""],
      ["tostring(math.random(1e9))", ""],
      ["math.random(1e9)", ", function(a, b) return a < b end"],
      ["i == 1 and 0/0 or math.random(1e9)", ""],
    ] as const
  ) {
    const small = steps(1000, element, comparator);
    const large = steps(16_000, element, comparator);
    assert(small >= 9000, `${element}: ${small} steps`);
    assert(large > 15 * small && large < 40 * small, `${element}: ${small} and ${large} steps`);
  }
});

Deno.test("sort: comparing long strings is paid for", () => {
  const long = steps(100, "('x'):rep(100000) .. i");
  assert(long > 100 * 100_000 / 64);
});

Deno.test("sort: quadratic inputs are charged quadratically", () => {
  // all elements equal but one NaN keeps the native sort away
  const few = steps(200, "i == 1 and 0/0 or 1", ", function(a, b) return rawequal(a, b) and false end");
  assert(few > 1000);
});

Deno.test("sort: a comparison function may yield", () => {
  const source = "local co = coroutine.create(function() local t = {3, 1, 2} " +
    "table.sort(t, function(a, b) coroutine.yield() return a < b end) return table.concat(t, ' ') end) " +
    "local ok, r repeat ok, r = coroutine.resume(co) until coroutine.status(co) == 'dead' return r";
  assertEquals(makeInstance().run(source), ["1 2 3"]);
});

Deno.test("sort: agrees with a plain sort on random arrays", () => {
  const source =
    "for n = 0, 300, 7 do local t, u = {}, {} for i = 1, n do t[i] = math.random(n) u[i] = t[i] end " +
    "table.sort(t) table.sort(u, function(a, b) return a < b end) " +
    "for i = 1, n do assert(t[i] == u[i]) assert(i == 1 or t[i - 1] <= t[i]) end end";
  makeInstance().run(source);
});
