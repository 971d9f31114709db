/**
 * Hosts that pass what they should not, and callbacks that fail: everything thrown is a documented error, and
 * the instance lives on.
 */

import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { instantiate, type InstantiateOptions, LuaError, MarshalError, UsageError } from "../../mod.ts";

const LOOP = "for i = 1, 1e5 do end return 7";
const boom = new Error("boom");

function fail(): never {
  throw boom;
}

/** Options TypeScript would not let through. */
function wrong(options: unknown): InstantiateOptions {
  return options as InstantiateOptions;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

// ---- callbacks ----------------------------------------------------------------------------------------

Deno.test("a clock that fails is a UsageError with its cause, and the instance can be run again", async () => {
  for (const after of [0, 1, 2]) {
    let calls = -Infinity;
    const clock = () => calls++ >= after ? fail() : 0;
    const instance = instantiate("pcall(function() for i = 1, 1e5 do end end) return 7", {
      clock,
      limits: { timeout: 1000 },
      slice: 1000,
    });
    const start = () => void (calls = 0);
    start();
    assertEquals(assertThrows(() => instance.run(), UsageError, "clock threw an exception").cause, boom);
    start();
    assertEquals((await assertRejects(() => instance.runAsync(), UsageError)).cause, boom);
    start();
    assertEquals(assertThrows(() => [...instance.slices(1000)], UsageError).cause, boom);
    assertEquals(instance.status, "idle");
    calls = -Infinity;
    assertEquals(instance.run(), 7);
    assertEquals(await instance.runAsync(), 7);
  }
});

Deno.test("a clock that fails before a wait ends the run", async () => {
  let calls = -Infinity;
  const instance = instantiate("pcall(wait) return 7", {
    clock: () => calls++ > 0 ? fail() : 0,
    limits: { timeout: 60_000 },
    imports: {
      wait: () => {
        calls = 1;
        return Promise.resolve();
      },
    },
  });
  await assertRejects(() => instance.runAsync(), UsageError, "clock threw");
  assertEquals(instance.status, "idle");
});

Deno.test("a clock that gives no number", () => {
  for (const value of ["5", NaN, null, undefined, 5n, {}, Symbol("x")]) {
    const options = wrong({ clock: () => value, limits: { timeout: 1000 } });
    assertThrows(() => instantiate(LOOP, options).run(), UsageError, "clock gave");
    assertThrows(
      () => instantiate("os.clock()", wrong({ clock: () => value })).run(),
      LuaError,
      "clock gave",
    );
    assertThrows(
      () => instantiate("os.time()", wrong({ wallClock: () => value })).run(),
      LuaError,
      "wallClock",
    );
    const local = wrong({ wallClock: () => 0, utcOffset: () => value });
    assertThrows(() => instantiate("os.date('%c')", local).run(), LuaError, "utcOffset gave");
  }
  const error = assertThrows(() => instantiate("os.time()", { wallClock: fail }).run(), LuaError, "boom");
  assertEquals(error.cause, boom);
});

Deno.test("onOutOfSteps that fails is a UsageError; undefined is 0", async () => {
  const limits = { steps: 1000 };
  for (const code of [LOOP, "pcall(string.rep, 'x', 1e6) " + LOOP]) {
    let broken = true;
    const instance = instantiate(code, { limits, onOutOfSteps: () => broken ? fail() : 1e9 });
    assertEquals(assertThrows(() => instance.run(), UsageError, "onOutOfSteps threw").cause, boom);
    assertEquals((await assertRejects(() => instance.runAsync(), UsageError)).cause, boom);
    broken = false;
    assertEquals(instance.run(), 7);
  }
  for (const value of ["5", 5n, {}, NaN, Symbol("x"), Promise.reject(boom)]) {
    const instance = instantiate(LOOP, wrong({ limits, onOutOfSteps: () => value }));
    assertThrows(() => instance.run(), UsageError, "onOutOfSteps gave");
  }
  const silent = wrong({ limits, onOutOfSteps: () => undefined });
  assertThrows(() => instantiate(LOOP, silent).run(), Error, "step limit exceeded");
});

Deno.test("a callback that fails in a nested run ends the outer one too", () => {
  let calls = -Infinity;
  const instance = instantiate("function f() for i = 1, 1e5 do end end pcall(g) after = true", {
    clock: () => calls++ >= 0 ? fail() : 0,
    limits: { timeout: 1000 },
    imports: {
      g: () => {
        calls = 0;
        try {
          instance.call("f");
        } catch (error) {
          assertInstanceOf(error, UsageError);
          calls = -Infinity;
        }
      },
    },
  });
  assertThrows(() => instance.run(), UsageError, "clock threw");
  assertEquals(instance.get("after"), undefined);
});

Deno.test("stdin that gives neither text nor bytes is an error", () => {
  for (const value of [5, {}, [1], true, new Uint16Array(2), Promise.reject(boom)]) {
    const instance = instantiate("return io.read('*l')", wrong({ stdin: () => value }));
    assertInstanceOf(assertThrows(() => instance.run(), LuaError, "stdin gave").cause, UsageError);
  }
});

Deno.test("errorMessage that gives no text", () => {
  const cases: [unknown, string][] = [
    ["text", "text"],
    [5, "5"],
    [true, "true"],
    [{}, "host function failed"],
    [undefined, "host function failed"],
    [Promise.reject(boom), "host function failed"],
  ];
  for (const [value, message] of cases) {
    const instance = instantiate(
      "return select(2, pcall(f))",
      wrong({ imports: { f: fail }, errorMessage: () => value }),
    );
    assertEquals(instance.run(), message);
  }
});

Deno.test("output that fails later does not end the process", async () => {
  // deno-lint-ignore require-await
  const stdout = async () => fail();
  assertEquals(instantiate("print(1) return 7", { stdout }).run(), 7);
  const bytes = wrong({ stdout: { writeSync: stdout } });
  assertThrows(() => instantiate("print(1)", bytes).run(), LuaError, "takes no more bytes");
  await new Promise((resolve) => setTimeout(resolve, 5));
});

Deno.test("host functions that throw or return what does not say what it is", async () => {
  const forged = Object.create(Promise.prototype);
  for (const value of [revoked(), new Proxy({}, { getPrototypeOf: fail }), forged]) {
    const instance = instantiate("local ok, e = pcall(thrower) thrower2 = ok return e", {
      imports: {
        thrower: () => {
          throw value;
        },
        giver: () => value,
        later: () => Promise.reject(value),
      },
    });
    assertStringIncludes(instance.run() as string, "host function failed");
    assertThrows(() => instance.load("thrower()")(), LuaError, "host function failed");
    assertInstanceOf(assertThrows(() => instance.load("giver()")(), LuaError).cause, MarshalError);
    await assertRejects(() => instance.load("later()").async(), LuaError, "host function failed");
    assertThrows(() => instance.run(value as never), MarshalError);
    assertEquals(instance.status, "idle");
  }
});
