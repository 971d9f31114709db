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
import {
  compile,
  FerrousError,
  instantiate,
  type InstantiateOptions,
  LinkError,
  LuaError,
  MarshalError,
  MemoryFiles,
  UsageError,
  validate,
} from "../../mod.ts";

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

// ---- options ------------------------------------------------------------------------------------------

Deno.test("null options are the defaults, anything else that is no object is refused", () => {
  assertEquals(compile("return 1", null as never).name, "script");
  assertEquals(validate("return 1", null as never), null);
  assertEquals(instantiate("return 1", null as never).run(), 1);
  for (const options of [5, "x", true, Symbol("x"), 5n, fail]) {
    assertThrows(() => instantiate("", wrong(options)), UsageError, "options are an object");
    assertThrows(() => compile("", options as never), UsageError, "options are an object");
  }
  assertThrows(() => compile("", { name: Symbol("x") as never }), UsageError, "name is a string");
});

Deno.test("names of globals are strings; a number stands for its digits", async () => {
  const instance = instantiate("");
  for (const name of [Symbol("x"), {}, null, undefined, true] as never[]) {
    assertThrows(() => instance.call(name), UsageError, "the name of a global");
    assertThrows(() => instance.get(name), UsageError, "the name of a global");
    assertThrows(() => instance.set(name, 1), UsageError, "the name of a global");
    await assertRejects(() => instance.callAsync(name), UsageError, "the name of a global");
  }
  instance.set(5 as never, 1);
  assertEquals([instance.get(5 as never), instance.get("5")], [1, 1]);
  assertEquals(instance.load("return _G['5'], _G[5]").all(), [1, undefined]);
  for (const steps of [Symbol("x"), 5n, "5", NaN] as never[]) {
    assertThrows(() => instance.slices(steps), UsageError);
    assertThrows(() => instance.addSteps(steps), UsageError);
  }
});

Deno.test("every option is checked when the instance is made", () => {
  const bad: [string, unknown[]][] = [
    ["profile", [5, {}, Symbol("x")]],
    ["libs", ["base", 5, null, {}, [5], [Symbol("x")]]],
    ["imports", [5, null, "x", fail]],
    ["limits", [5, null, { steps: Symbol("x") }, { steps: Object.create(null) }, { stepz: 1 }]],
    ["slice", ["5", 5n, Object.create(null)]],
    ["signal", [{}, null, { aborted: false }, Object.create(AbortSignal.prototype)]],
    ["stdout", [5, null, {}, { writeSync: 1 }, "x"]],
    ["stderr", [5, null, {}]],
    ["random", ["5", 5n, NaN, null]],
    ["modules", [5, null, "x"]],
    ["files", [5, null, {}, { open: fail }, fail]],
    ["packagePath", [5, null]],
    ["load", [0, null, "false"]],
    ["binaryChunks", [1]],
    ["strictGlobals", [1]],
    ["strictYield", [1]],
    ["tier", [5, null, 5n, Object.create(null)]],
    ["convert", [5, null, { strings: 5n }, { maxDepth: Symbol("x") }, { depth: 1 }]],
    ["name", [5, Symbol("x")]],
  ];
  for (const name of ["stdin", "clock", "wallClock", "utcOffset", "onOutOfSteps", "errorMessage"]) {
    bad.push([name, [5, null, {}, "x"]]);
  }
  for (const [name, values] of bad) {
    for (const value of values) {
      assertThrows(() => instantiate("", wrong({ [name]: value })), UsageError, name);
    }
  }
  assertThrows(() => instantiate("", wrong({ stdot: fail })), UsageError, 'there is no option "stdot"');
  assertThrows(() => instantiate("", wrong({ limits: { stepz: 1 } })), UsageError, '"limits.stepz"');
});

Deno.test("options of every kind pass, undefined ones and those of classes included", () => {
  class Settings {
    written = "";
    get random() {
      return 5;
    }
    wallClock() {
      return 1000;
    }
  }
  const { written: _, ...rest } = new Settings();
  assertEquals(rest, {});
  const settings = Object.assign(Object.create(Settings.prototype), { stdout: () => {} });
  assertEquals(instantiate("return os.time()", settings).run(), 1);
  const all: InstantiateOptions = {
    profile: "trusted",
    libs: ["base", "io", "os"],
    imports: new Map([["x", 1]]),
    limits: { steps: 1e6, memory: undefined },
    signal: new AbortController().signal,
    slice: 100,
    stdout: { writeSync: (bytes) => bytes.length },
    stderr: undefined,
    random: 7,
    modules: { m: "return 1" },
    files: new MemoryFiles(),
    convert: { maxDepth: 5 },
    tier: "auto",
    name: "=x",
  };
  assertEquals(instantiate("return x + require('m')", all).run(), 2);
});

Deno.test("getters and proxies that throw, in options and imports", () => {
  const traps = ["ownKeys", "getPrototypeOf", "get", "getOwnPropertyDescriptor", "has"] as const;
  const proxies = traps.map((trap) => new Proxy({ limits: 1 }, { [trap]: fail }));
  for (const hostile of [revoked(), ...proxies]) {
    for (
      const options of [
        hostile,
        { imports: hostile },
        { imports: { x: hostile } },
        { limits: hostile },
        { convert: hostile },
        { signal: hostile },
        { files: hostile },
        { stdout: hostile },
        { libs: hostile },
        { modules: hostile },
      ]
    ) {
      try {
        instantiate("return 1", wrong(options));
      } catch (error) {
        assertInstanceOf(error, FerrousError);
        assertEquals(["UsageError", "LinkError"].includes(error.name), true, String(error));
      }
    }
    assertThrows(() => instantiate(hostile as never), UsageError, "a Lua source is");
    assertThrows(() => compile(hostile as never), UsageError, "a Lua source is");
  }
  const getter = Object.defineProperty({}, "name", { get: fail, enumerable: true });
  assertEquals(assertThrows(() => instantiate("", getter), UsageError, "reading the options").cause, boom);
  assertEquals(assertThrows(() => compile("", getter), UsageError, "reading the options").cause, boom);
  const imports = new Proxy({}, { ownKeys: fail });
  assertEquals(
    assertThrows(() => instantiate("", { imports }), LinkError, "reading the imports").cause,
    boom,
  );
  const symbols = new Map([[Symbol("x"), 1]]) as never;
  assertThrows(() => instantiate("", { imports: symbols }), LinkError, "name of an import");
});
