import { assert, assertEquals } from "@std/assert";
import { LimitTrap, LuaThrow } from "../../vm/errors.ts";
import type { Value } from "../../vm/value.ts";
import { stringLibrary } from "../../stdlib/string.ts";
import { call, newRuntime, type RecordedCase, runCase, sameResults } from "./string_support.ts";

const named = new Map(stringLibrary.map((f) => [f.name, f]));

function run(rt: ReturnType<typeof newRuntime>, name: string, ...args: Value[]): Value[] {
  return call(rt, named.get(name), args);
}

function stepsOf(rt: ReturnType<typeof newRuntime>, body: () => unknown): number {
  const before = rt.meter.used;
  body();
  return rt.meter.used - before;
}

function trapOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof LimitTrap) return error.kind;
    if (error instanceof LuaThrow) return String(error.value);
    throw error;
  }
  return "no trap";
}

Deno.test("random patterns give what lua5.1 gives, errors included", async () => {
  const url = new URL("./data/string_patterns.json", import.meta.url);
  const cases = JSON.parse(await Deno.readTextFile(url)) as RecordedCase[];
  const rt = newRuntime();
  for (const [name, args, expected] of cases) {
    const got = runCase(rt, name, args);
    assert(
      sameResults(got, expected),
      `${name} ${JSON.stringify(args)}: ${JSON.stringify(got)} != ${expected}`,
    );
  }
});

Deno.test("patterns that take exponential time end at the step limit", () => {
  const subject = "a".repeat(200);
  for (
    const pattern of [
      "a*".repeat(30) + "b",
      "a?".repeat(100) + "a-".repeat(20) + "b",
      "(.-)".repeat(20) + "%1b",
    ]
  ) {
    const rt = newRuntime({ steps: 200_000 });
    assertEquals(trapOf(() => run(rt, "find", subject, pattern)), "steps", pattern);
    assert(rt.meter.used < 220_000);
  }
});

Deno.test("a single long scan is charged by its length", () => {
  for (
    const [name, pattern] of [
      ["find", "^.-b"],
      ["find", "^a*b"],
      ["find", "^%bab"],
      ["find", "b"],
      ["find", "b+"],
      ["find", "aaaaaaaaaaaaaaaaaaaaaaaaaaaab"],
    ] as const
  ) {
    const cost = (n: number) => {
      const rt = newRuntime();
      return stepsOf(rt, () => run(rt, name, "a".repeat(n), pattern));
    };
    const growth = (cost(200_000) - cost(1000)) / (cost(20_000) - cost(1000));
    assert(growth > 9.5, `${pattern}: ${growth}`);
  }
});

Deno.test("long patterns neither recurse nor stay cached", () => {
  const rt = newRuntime();
  const n = 200_000;
  assertEquals(run(rt, "find", "a".repeat(n), "a".repeat(n) + "$"), [1, n]);
  assertEquals(run(rt, "find", "a".repeat(n), "a?".repeat(n) + "$"), [1, n]);
  assertEquals(run(rt, "find", "a".repeat(1000), "^" + "a-".repeat(n) + "$"), [1, 1000]);
  assertEquals(run(rt, "match", "b", "[" + "a".repeat(n) + "b]"), ["b"]);
  assertEquals(run(rt, "find", "(".repeat(n) + ")".repeat(n), "%b()"), [1, 2 * n]);
});

Deno.test("long patterns are charged to the heap", () => {
  const rt = newRuntime({ memory: 1 << 20 });
  let pressed = false;
  rt.heap.onPressure = () => {
    pressed = true;
    throw new LimitTrap("memory", "memory limit exceeded");
  };
  assertEquals(trapOf(() => run(rt, "find", "x", "[a]".repeat(100_000))), "memory");
  assert(pressed);
});

Deno.test("steps do not depend on what other instances compiled", () => {
  const pattern = "steps(%d+)do[^n]ot";
  const once = (rt: ReturnType<typeof newRuntime>) =>
    stepsOf(rt, () => run(rt, "find", "steps12do_ot", pattern));
  const first = newRuntime();
  const second = newRuntime();
  const cold = once(first);
  const warm = once(first);
  assert(warm < cold);
  assertEquals([once(second), once(second)], [cold, warm]);
});

Deno.test("the cache of patterns is bounded", () => {
  const rt = newRuntime();
  for (let i = 0; i < 2000; i++) assertEquals(run(rt, "match", `x${i}y`, `x(${i})y`), [`${i}`]);
  for (const cache of rt.state.values()) assert((cache as Map<string, unknown>).size <= 256);
});

Deno.test("repetitions that are filtered give back characters where they must", () => {
  const rt = newRuntime();
  // follows: a literal of the repeated set, the end, an optional item, a capture, a back-reference
  assertEquals(run(rt, "match", "aaab", "^(a*)a"), ["aa"]);
  assertEquals(run(rt, "match", "abab", "^(.*)ab$"), ["ab"]);
  assertEquals(run(rt, "match", "aab", "^(a*)a?b$"), ["aa"]);
  assertEquals(run(rt, "match", "xyxy", "^(.+)%1$"), ["xy"]);
  assertEquals(run(rt, "match", "key  ", "^(.-)%s*$"), ["key"]);
  assertEquals(run(rt, "match", "a,b", "^(.*)(),"), ["a", 2]);
  assertEquals(run(rt, "match", "THE END", "(%a+)%f[%z]"), ["END"]);
});

Deno.test("plain searches for long texts find every place", () => {
  const rt = newRuntime();
  const needle = "a".repeat(40) + "b";
  assertEquals(run(rt, "find", "a".repeat(100) + "b", needle), [61, 101]);
  assertEquals(run(rt, "find", "a".repeat(100), needle), [undefined]);
  assertEquals(run(rt, "find", needle + needle, needle, 2, true), [42, 82]);
});

Deno.test("gmatch with a long pattern works from step to step", () => {
  const rt = newRuntime();
  const [next] = run(rt, "gmatch", "ab ab", "[" + "x".repeat(200) + "a]b");
  assertEquals([call(rt, next, []), call(rt, next, []), call(rt, next, [])], [["ab"], ["ab"], []]);
});
