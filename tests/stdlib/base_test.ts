import { assert, assertEquals } from "@std/assert";
import { LimitTrap } from "../../vm/errors.ts";
import { checkFile, makeInstance } from "./golden.ts";

Deno.test("base: every program prints what the reference prints", () => {
  const { failures } = checkFile("base.lua");
  assertEquals(failures.join("\n"), "");
});

Deno.test("base: print is one write of the whole line", () => {
  const writes: string[] = [];
  const instance = makeInstance({ services: { stdout: (bytes) => void writes.push(bytes) } });
  instance.run(
    "print(1, 'a', nil, true) print() print(setmetatable({}, {__tostring = function() return 'x' end}))",
  );
  assertEquals(writes, ["1\ta\tnil\ttrue\n", "\n", "x\n"]);
});

Deno.test("base: next pays for the empty entries it skips", () => {
  const instance = makeInstance();
  instance.run("t = {} for i = 1, 100000 do t['k' .. i] = i end for k in pairs(t) do t[k] = nil end");
  const before = instance.rt.meter.used;
  instance.run("for i = 1, 100 do assert(next(t) == nil) end");
  assert(instance.rt.meter.used - before > 100 * 100000 / 8);
});

Deno.test("base: collectgarbage pays for the size of what it traces", () => {
  const instance = makeInstance();
  instance.run("t = {} for i = 1, 100000 do t[i] = {} end");
  const before = instance.rt.meter.used;
  instance.run("collectgarbage()");
  assert(instance.rt.meter.used - before > 100000);
});

Deno.test("base: collectgarbage('count') is the instance's account", () => {
  const instance = makeInstance();
  const [small, large] = instance.run(
    "collectgarbage() local a = collectgarbage('count') x = ('x'):rep(1e6) collectgarbage() " +
      "return a, collectgarbage('count')",
  ) as number[];
  assert(large! - small! > 970 && large! - small! < 990);
});

Deno.test("base: without a compiler loadstring gives a message", () => {
  const instance = makeInstance({ services: { compile: undefined } });
  assertEquals(instance.run("return loadstring('return 1')"), [undefined, "this instance has no compiler"]);
});

Deno.test("base: loading code pays a step a byte", () => {
  const instance = makeInstance({ steps: 50_000 });
  const error = assertTrap(() => instance.run("local s = ('x = 1 '):rep(10000) loadstring(s)"));
  assertEquals(error.kind, "steps");
});

Deno.test("base: a reader that never ends runs out of memory, not of the host's", () => {
  const instance = makeInstance({ memory: 4 << 20 });
  const error = assertTrap(() => instance.run("local s = ('x'):rep(100000) load(function() return s end)"));
  assertEquals(error.kind, "memory");
});

function assertTrap(fn: () => unknown): LimitTrap {
  try {
    fn();
  } catch (error) {
    if (error instanceof LimitTrap) return error;
    throw error;
  }
  throw new Error("no limit was reached");
}
