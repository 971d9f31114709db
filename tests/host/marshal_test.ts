import { assert, assertEquals, assertStrictEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type Instance,
  instantiate,
  type InstantiateOptions,
  LinkError,
  LuaError,
  type LuaFunction,
  type LuaOutput,
  MarshalError,
  multiple,
} from "../../mod.ts";
import { cjson } from "../../libraries.ts";

/** Result of a chunk. */
function lua(source: string, options: InstantiateOptions = {}): unknown {
  return instantiate(source, options).run();
}

/** What Lua makes of a JS value: `type` and, where it says something, `tostring`. */
function seen(value: unknown): unknown {
  return instantiate("local v = ... return type(v) .. ' ' .. tostring(v)").run(value);
}

/** Passes a value through Lua. */
function echo(value: unknown, options: InstantiateOptions = {}): unknown {
  return instantiate("return ...", options).run(value);
}

// ---- scalars ----------------------------------------------------------------------------------------

Deno.test("nil, booleans and numbers cross unchanged", () => {
  assertEquals(seen(undefined), "nil nil");
  assertEquals(seen(null), "nil nil");
  assertEquals(seen(true), "boolean true");
  assertEquals(seen(0.5), "number 0.5");
  for (const x of [0, -0, 1.5, NaN, Infinity, -Infinity, 2 ** 53, 5e-324]) assertStrictEquals(echo(x), x);
  assertEquals(echo(null), undefined);
});

Deno.test("strings cross as UTF-8", () => {
  assertEquals(instantiate("return #..., (...)").main.all("é€😀"), [9, "é€😀"]);
  assertEquals(lua(`return "caf\\195\\169"`), "café");
  assertEquals(echo("\ud800"), "\ufffd", "a lone surrogate");
  assertEquals(echo("\ufeffbom"), "\ufeffbom");
  assertEquals(echo("a\0b"), "a\0b");
  const long = "äöü".repeat(10_000);
  assertStrictEquals(echo(long), long);
});

Deno.test("strings that are not UTF-8 arrive as bytes and go back as they were", () => {
  const bytes = lua(`return "\\255\\0\\1"`);
  assertEquals(bytes, new Uint8Array([255, 0, 1]));
  assertEquals(instantiate("local s = ... return #s, s:byte(1, -1)").main.all(bytes), [3, 255, 0, 1]);
});

Deno.test("option strings: bytes gives arrays always, latin1 gives chars", () => {
  assertEquals(lua(`return "abc"`, { convert: { strings: "bytes" } }), new Uint8Array([97, 98, 99]));
  assertEquals(lua(`return "\\233\\255"`, { convert: { strings: "latin1" } }), "éÿ");
  assertEquals(instantiate("return #...", { convert: { strings: "latin1" } }).run("é"), 1);
  const error = assertThrows(() => echo("€", { convert: { strings: "latin1" } }), MarshalError);
  assertStringIncludes(error.message, "argument 1: a string with chars above 255");
});

Deno.test("a Uint8Array is copied, subclasses and views included", () => {
  const whole = new Uint8Array([1, 2, 3, 4]);
  const instance = instantiate("kept = ... return #kept");
  assertEquals(instance.run(whole.subarray(1, 3)), 2);
  whole.fill(9);
  assertEquals(instance.get("kept"), "\x02\x03");
  class Mine extends Uint8Array {
    override get length(): number {
      throw new Error("must not be read");
    }
  }
  assertEquals(echo(new Mine([65, 66])), "AB");
});

// ---- JS to Lua ----------------------------------------------------------------------------------------

Deno.test("arrays, objects and maps become tables", () => {
  const script = instantiate(`
    local t = ...
    return #t.list, t.list[2], t.nested.deep.value, t.map[1], t.map[true], t.none, t["a b"]
  `);
  const value = {
    list: [10, 20, 30],
    nested: { deep: { value: "x" } },
    map: new Map<unknown, unknown>([[1, "one"], [true, "yes"]]),
    none: null,
    "a b": 5,
  };
  assertEquals(script.main.all(value), [3, 20, "x", "one", "yes", undefined, 5]);
});

Deno.test("objects are copied: neither side sees the other's changes", () => {
  const value = { list: [1, 2] };
  const instance = instantiate("kept = ... kept.list[1] = 'lua'");
  instance.run(value);
  value.list[1] = 99;
  assertEquals(value.list, [1, 99]);
  assertEquals(instance.get("kept"), record({ list: ["lua", 2] }));
});

Deno.test("null-prototype objects and objects of other realms are plain", () => {
  const value = Object.assign(Object.create(null), { a: 1 });
  assertEquals(instantiate("return (...).a").run(value), 1);
  // an object whose prototype looks like another realm's Object.prototype
  const foreign = Object.create(Object.create(null, { isPrototypeOf: { value: () => false } }));
  foreign.a = 2;
  assertEquals(instantiate("return (...).a").run(foreign), 2);
});

Deno.test("holes, null and undefined in arrays are nil", () => {
  assertEquals(instantiate("local t = ... return t[1], t[2], t[3], t[4]").main.all([, null, undefined, 4]), [
    undefined,
    undefined,
    undefined,
    4,
  ]);
});

Deno.test("cyclic and shared JS data keeps its form", () => {
  const cyclic: Record<string, unknown> = { name: "root" };
  cyclic.self = cyclic;
  const shared = { x: 1 };
  assertEquals(
    instantiate("local t, l = ... return t.self.self == t, l[1] == l[2]").main.all(cyclic, [shared, shared]),
    [true, true],
  );
});

Deno.test("very deep JS data crosses without JS recursion", () => {
  let deep: unknown = "end";
  for (let i = 0; i < 200_000; i++) deep = { next: deep };
  const count = instantiate(
    "local t, n = ..., 0 while type(t) == 'table' do t = t.next n = n + 1 end return n",
  );
  assertEquals(count.run(deep), 200_000);
});

Deno.test("values Lua does not have are refused, with their place", () => {
  class Point {
    x = 1;
  }
  const cases: [unknown, string][] = [
    [10n, "argument 1: a bigint"],
    [Symbol("s"), "argument 1: a symbol"],
    [{ a: { b: [1, new Point()] } }, "argument 1.a.b[1]: an instance of Point"],
    [new Date(0), "argument 1: an instance of Date"],
    [/x/, "argument 1: an instance of RegExp"],
    [new Set([1]), "argument 1: an instance of Set"],
    [new Error("x"), "argument 1: an instance of Error"],
    [Promise.resolve(1), "argument 1: a promise"],
    [new Uint16Array(2), "argument 1: an instance of Uint16Array"],
    [Object(1), "argument 1: an instance of Number"],
    [new Map([[NaN, 1]]), "argument 1[?]: NaN as a key".replace("?", "NaN")],
    [new Map([[null, 1]]), "nil as a key"],
  ];
  for (const [value, message] of cases) {
    const error = assertThrows(() => echo(value), MarshalError);
    assertStringIncludes(error.message, message);
  }
});

Deno.test("accessors are refused and never run", () => {
  let calls = 0;
  const hostile = {
    get secret() {
      calls++;
      return 1;
    },
  };
  const array: unknown[] = [1];
  Object.defineProperty(array, 1, { enumerable: true, get: () => calls++ });
  for (const value of [hostile, { deep: [hostile] }, array]) {
    const error = assertThrows(() => echo(value), MarshalError);
    assertStringIncludes(error.message, "an accessor property");
  }
  assertEquals(calls, 0);
  const error = assertThrows(() => instantiate("", { imports: { hostile } }), LinkError);
  assertStringIncludes(error.message, "import hostile.secret: an accessor property");
});

Deno.test("objects that lie about themselves are not believed", () => {
  class Fake {
    get [Symbol.toStringTag]() {
      return "Uint8Array";
    }
    toJSON() {
      throw new Error("must not be called");
    }
    valueOf() {
      throw new Error("must not be called");
    }
    [Symbol.iterator]() {
      throw new Error("must not be called");
    }
  }
  assertStringIncludes(assertThrows(() => echo(new Fake()), MarshalError).message, "an instance of Fake");
  // a map whose methods were replaced is read through the engine's own
  const map = new Map([["a", 1]]);
  Object.defineProperty(map, "forEach", { value: () => assert(false) });
  Object.defineProperty(map, "entries", { value: () => assert(false) });
  assertEquals(echo(map), record({ a: 1 }));
});

Deno.test("a proxy whose traps throw gives an error and leaves the instance usable", () => {
  const proxy = new Proxy({ a: 1 }, {
    getOwnPropertyDescriptor() {
      throw new TypeError("trap");
    },
  });
  const instance = instantiate("return 1");
  const error = assertThrows(
    () => instance.run({ p: proxy }),
    MarshalError,
    "argument 1.p: reading it failed",
  );
  assertEquals((error.cause as Error).message, "trap");
  assertEquals(instance.run(), 1);
});

Deno.test("symbol keys, inherited and hidden properties stay behind", () => {
  const value = Object.defineProperty({ a: 1, [Symbol("s")]: 2 }, "hidden", { value: 3 });
  assertEquals(echo(value), record({ a: 1 }));
});

// ---- Lua to JS ----------------------------------------------------------------------------------------

/** An object as records are: without a prototype. */
function record(entries: Record<string, unknown>): unknown {
  return Object.assign(Object.create(null), entries);
}

Deno.test("tables become arrays, records or maps by their keys", () => {
  assertEquals(lua("return {1, 2, 3}"), [1, 2, 3]);
  assertEquals(lua("local t = {} for i = 5, 1, -1 do t[i] = i end return t"), [1, 2, 3, 4, 5]);
  assertEquals(lua("return {a = 1, b = {2}}"), record({ a: 1, b: [2] }));
  assertEquals(lua("return {1, 2, n = 2}"), new Map<unknown, unknown>([[1, 1], [2, 2], ["n", 2]]));
  assertEquals(lua("return {1, nil, 3}"), new Map([[1, 1], [3, 3]]));
  assertEquals(lua("return {[0] = 'z'}"), new Map([[0, "z"]]));
  assertEquals(lua("return {[1.5] = true, [true] = 1}"), new Map<unknown, unknown>([[1.5, true], [true, 1]]));
  assertEquals(lua(`return {["\\255"] = 1}`), new Map([[new Uint8Array([255]), 1]]));
  assertEquals(lua("local t = {1, 2, 3} t[3] = nil return t"), [1, 2]);
});

Deno.test("an empty table is an array, or an object where asked for", () => {
  assertEquals(lua("return {}"), []);
  assertEquals(lua("return {}", { convert: { emptyTable: "object" } }), record({}));
});

Deno.test("records have no prototype: every key is data", () => {
  const value = lua(`
    return { __proto__ = { polluted = true }, constructor = 1, prototype = 2, toString = 3,
      hasOwnProperty = 4, valueOf = 5, toJSON = 6, ["then"] = "text" }
  `) as Record<string, unknown>;
  assertStrictEquals(Object.getPrototypeOf(value), null);
  assertEquals(Object.keys(value).sort(), [
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "prototype",
    "then",
    "toJSON",
    "toString",
    "valueOf",
  ]);
  assertEquals(Object.getOwnPropertyDescriptor(value, "__proto__")?.value, record({ polluted: true }));
  assertEquals(value.constructor as unknown, 1);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("data of JS with such keys arrives as data", () => {
  const value = JSON.parse(`{"__proto__": {"polluted": 1}, "constructor": 2}`);
  assertEquals(
    instantiate("local t = ... return rawget(t, '__proto__').polluted, t.constructor").main.all(value),
    [1, 2],
  );
});

Deno.test("thenables are never adopted", async () => {
  const source = `
    local called = 0
    local t = { value = 5 }
    t["then"] = function() called = called + 1 end
    function trap() return t end
    function calls() return called end
    return t
  `;
  const instance = instantiate(source);
  const result = await instance.runAsync();
  assert(result instanceof Map);
  assertEquals(result.get("value"), 5);
  assert(typeof result.get("then") === "function");
  assert((await instance.callAsync("trap")) instanceof Map);
  assert((await (instance.get("trap") as LuaFunction).async()) instanceof Map);
  // nor when a synchronous result is returned from an async function
  const through = await (async () => await Promise.resolve(instance.call("trap")))();
  assert(through instanceof Map);
  // nor nested, nor in an error value
  const nested = lua("return { { ['then'] = function() end } }") as unknown[];
  assert(nested[0] instanceof Map);
  const error = assertThrows(() => lua("error({ ['then'] = print })"), LuaError);
  assert(error.value instanceof Map);
  await Promise.resolve(error.value);
  assertEquals(instance.call("calls"), 0);
});

Deno.test("a thenable passed to or returned by a host function is not awaited", async () => {
  const seen: unknown[] = [];
  const imports = {
    take: (value: unknown) => void seen.push(value),
    give: () => Promise.resolve({ then: "data" }),
  };
  const source = "take({ ['then'] = function() error('called') end }) return give()['then']";
  assertEquals(await instantiate(source, { imports }).runAsync(), "data");
  assert(seen[0] instanceof Map);
});

Deno.test("metatables are not consulted", () => {
  const source = `
    return setmetatable({ a = 1 }, {
      __index = function() error("called") end,
      __tostring = function() error("called") end,
      __len = function() error("called") end,
      __metatable = "locked",
    })
  `;
  assertEquals(lua(source), record({ a: 1 }));
});

Deno.test("a table that contains itself is an error by default", () => {
  const cases: [string, string][] = [
    ["local t = {} t.self = t return t", "result.self: a table that contains itself"],
    ["local t = { a = { {} } } t.a[1].up = t return t", "result.a[1].up: a table that contains itself"],
  ];
  for (const [source, message] of cases) {
    assertStringIncludes(assertThrows(() => lua(source), MarshalError).message, message);
  }
});

Deno.test("option cycles: preserve gives a cyclic structure", () => {
  const value = lua("local t = { n = 1 } t.self = t return t", { convert: { cycles: "preserve" } }) as {
    self: unknown;
  };
  assertStrictEquals(value.self, value);
});

Deno.test("shared tables are copied once", () => {
  const [a, b] = lua("local s = { 1 } return { s, s }") as unknown[];
  assertStrictEquals(a, b);
  // 2^40 paths, 41 tables
  const dag = lua("local t = {} for _ = 1, 40 do t = { t, t } end return t") as unknown[];
  assertStrictEquals(dag[0], dag[1]);
});

Deno.test("tables used as keys are copied, and may be shared with values", () => {
  const value = lua("local k = { 7 } return { [k] = k }") as Map<unknown, unknown>;
  const [[key, at]] = [...value] as [[unknown, unknown]];
  assertEquals(key, [7]);
  assertStrictEquals(key, at);
});

Deno.test("depth is bounded, along every path", () => {
  const nest = "local t = {} for _ = 1, ... do t = { t } end return t";
  const run = (n: number, maxDepth?: number) =>
    instantiate(nest, maxDepth === undefined ? {} : { convert: { maxDepth } }).run(n);
  run(199);
  assertStringIncludes(assertThrows(() => run(200), MarshalError).message, "nested deeper than 200");
  run(100_000, 200_000);
  // each table is met first near the top; the path through the last one is long all the same
  const ladder = "local all, t = {}, {} for i = 1, 300 do all[i] = t t = { t } end all[301] = t return all";
  assertThrows(() => lua(ladder), MarshalError, "nested deeper");
  const short = ladder.replace("300", "100").replace("301", "101");
  assertEquals((lua(short) as unknown[]).length, 101);
});

Deno.test("what a conversion costs is charged to the script", () => {
  const instance = instantiate("t = {} for i = 1, 1000 do t[i] = i end function f() return t end");
  instance.run();
  const before = instance.usage.steps;
  instance.call("f");
  assert(instance.usage.steps - before > 200);
});

Deno.test("arguments are charged to the instance's memory", () => {
  const instance = instantiate("kept = ...", { limits: { memory: 1 << 20 } });
  const error = assertThrows(() => instance.run("x".repeat(4 << 20)));
  assertEquals((error as Error).name, "LimitError");
  const big = instantiate("kept = ...", { limits: { memory: 1 << 20 } });
  assertEquals(
    (assertThrows(() => big.run(Array.from({ length: 100_000 }, (_, i) => ({ i })))) as Error).name,
    "LimitError",
  );
});

// ---- functions ----------------------------------------------------------------------------------------

Deno.test("Lua functions are callables that go back as the same function", () => {
  const instance = instantiate(`
    function f(...) return select("#", ...), ... end
    function same(g) return rawequal(f, g) end
  `);
  instance.run();
  const f = instance.get("f") as LuaFunction;
  assertEquals(f(1, 2), 2);
  assertEquals(f.all("a", null), [2, "a", undefined]);
  assertEquals(instance.call("same", f), true);
  assertStrictEquals(instance.get("f"), f);
  assertEquals(String(f), "[Lua function]");
  assertStrictEquals(Object.isExtensible(Object.getPrototypeOf(f)), false);
});

Deno.test("host functions go to Lua and come back as themselves", () => {
  const host = (x: number) => x + 1;
  const instance = instantiate("h = ... return h(1), h", {});
  assertEquals(instance.main.all(host), [2, host]);
  assertStrictEquals(instance.get("h"), host);
  assertEquals(instantiate("local a, b = ... return a == b").run(host, host), true);
});

Deno.test("a released callable is refused", () => {
  const instance = instantiate("function f() return 1 end");
  instance.run();
  const f = instance.get("f") as LuaFunction;
  f.release();
  assertThrows(() => f(), Error, "the Lua value was released");
  assertThrows(() => instance.set("g", f), MarshalError, "it was released");
  const again = instance.get("f") as LuaFunction;
  assertEquals(again(), 1);
  {
    using scoped = again;
    assertEquals(scoped(), 1);
  }
  assertThrows(() => again());
});

Deno.test("values of another instance are refused", () => {
  const make = () => {
    const instance = instantiate(
      "function f() return 1 end co = coroutine.create(f) u = newproxy() function take(x) return x end",
    );
    instance.run();
    return instance;
  };
  const [a, b] = [make(), make()] as [Instance, Instance];
  for (const name of ["f", "co", "u"]) {
    const value = a.get(name);
    assertThrows(() => b.call("take", value), MarshalError, "another instance");
    assertThrows(() => b.set("x", { deep: [value] }), MarshalError, "another instance");
    assertStrictEquals(a.call("take", value), value);
  }
});

Deno.test("coroutines and userdata are opaque", () => {
  const instance = instantiate(`
    co = coroutine.create(function() coroutine.yield(5) end)
    function resume(c) return select(2, coroutine.resume(c)) end
    return co, newproxy()
  `);
  const [co, proxy] = instance.main.all() as { type: string }[];
  assertEquals(co?.type, "thread");
  assertEquals(proxy?.type, "userdata");
  assertEquals(instance.call("resume", co), 5);
  assertEquals(String(co), "[Lua thread]");
});

Deno.test("what JS holds counts as live, and no longer once released", () => {
  const instance = instantiate("local big = ('x'):rep(100000) return function() return #big end");
  const f = instance.run() as LuaFunction;
  const held = instance.usage.memory;
  assert(held > 100_000, String(held));
  assertEquals(f(), 100_000);
  f.release();
  assert(instance.usage.memory < held - 90_000);
});

Deno.test("host functions return several values with multiple", () => {
  const imports = { pair: () => multiple(1, "two", null, [4]), none: () => multiple() };
  assertEquals(
    instantiate("return select('#', pair()), select('#', none()), (pair())", { imports }).main.all(),
    [4, 0, 1],
  );
});

Deno.test("host functions are called without this, with as many arguments as given", () => {
  let got: unknown;
  const imports = {
    // deno-lint-ignore no-explicit-any
    f(this: any, ...args: unknown[]) {
      got = [this, args];
    },
  };
  instantiate("f(nil, 1, nil)", { imports }).run();
  assertEquals(got, [undefined, [undefined, 1, undefined]]);
});

Deno.test("imports are globals, and add to libraries of the same name", () => {
  const imports = {
    config: { debug: true },
    string: { shout: (s: string) => s.toUpperCase() + "!" },
    answer: 42,
  };
  const source = "return config.debug, ('hi'):shout(), string.len('abc'), answer";
  assertEquals(instantiate(source, { imports }).main.all(), [true, "HI!", 3, 42]);
  assertEquals(instantiate("return answer", { imports: new Map([["answer", 7]]) }).run(), 7);
  // the library tables of other instances are untouched
  assertEquals(instantiate("return string.shout").run(), undefined);
});

// ---- the null of cjson ------------------------------------------------------------------------------

Deno.test("cjson.null is null in JS", () => {
  const source = `local t = cjson.decode('{"a":null,"b":[1,null]}') return t.a, t`;
  const [value, table] = instantiate(source, { libs: ["base", cjson] }).main.all() as LuaOutput[];
  assertStrictEquals(value, null);
  assertEquals(JSON.stringify(table), '{"a":null,"b":[1,null]}');
});
