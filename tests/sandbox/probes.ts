/**
 * Ways in which other embeddings of scripting languages were broken through their host, each as a function that
 * throws when it works here. They need nothing but the API they are given, so that the same probes test the
 * sources and the bundle, under every runtime.
 *
 * @module
 */

import type * as Api from "../../mod.ts";

/** One attempt: throws, or rejects, if it succeeds. */
export type Probe = (api: typeof Api) => void | Promise<void>;

function fail(message: string): never {
  throw new Error(message);
}

function same(actual: unknown, expected: unknown, what = "result"): void {
  const [a, b] = [shown(actual), shown(expected)];
  if (a !== b) fail(`${what}: ${a} instead of ${b}`);
}

function shown(value: unknown): string {
  if (value instanceof Map) return `Map${shown([...value])}`;
  if (value instanceof Uint8Array) return `bytes[${value.join()}]`;
  return JSON.stringify(value) ?? String(value);
}

/** The error that `action` throws. */
async function errorOf(action: () => unknown): Promise<Error> {
  try {
    await action();
  } catch (error) {
    return error as Error;
  }
  return fail("nothing was thrown");
}

/** The host's own objects are what they were. */
function checkRealm(): void {
  const fresh = {} as Record<string, unknown>;
  for (const key of ["polluted", "value", "x"]) if (fresh[key] !== undefined) fail(`Object.prototype.${key}`);
  if (Object.getPrototypeOf(fresh) !== Object.prototype) fail("a prototype");
  if (Object.keys(Object.prototype).length + Object.keys(Array.prototype).length > 0) fail("enumerable keys");
}

/** Keys with a meaning in JS, and what a script puts there. */
const KEYS = `local function poison(deep)
  local t = { constructor = { prototype = { polluted = true } }, prototype = { polluted = true }, toString = "s",
    valueOf = "v", hasOwnProperty = false, toJSON = "j", ["then"] = deep and "text" or 1, length = 9, x = 1 }
  t.__proto__ = { polluted = true, x = "from the prototype" }
  t.__defineGetter__ = 1
  return t
end `;

const MARKED = [
  "__defineGetter__",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "length",
  "prototype",
  "then",
  "toJSON",
  "toString",
  "valueOf",
  "x",
];

/** An object made from `poison()`: all keys are its own data, there is no prototype. */
function checkPoison(value: unknown): void {
  if (typeof value !== "object" || value === null) fail(`not an object: ${value}`);
  if (Object.getPrototypeOf(value) !== null) fail("the object has a prototype");
  same(Object.getOwnPropertyNames(value).sort(), MARKED, "keys");
  for (const key of MARKED) {
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    if (!("value" in property)) fail(`${key} is an accessor`);
  }
  same((value as Record<string, unknown>).polluted, undefined, "a key of the prototype");
  checkRealm();
}

/** What a script finds by following every key of `names` from a value, as text. */
const WALK = `local function walk(v, names)
  local found = {}
  for _, name in ipairs(names) do
    local ok, x = pcall(function() return v[name] end)
    if ok and x ~= nil then found[#found + 1] = name end
  end
  return table.concat(found, ",")
end
local NAMES = { "constructor", "__proto__", "prototype", "toString", "call", "apply", "bind", "caller", "callee",
  "arguments", "name", "then", "valueOf", "stack", "cause", "message", "source", "exec", "hasOwnProperty",
  1, 0, -1, "0", "__defineGetter__", "__lookupGetter__", "Symbol.iterator" } `;

/** All probes by name. */
export const PROBES: Readonly<Record<string, Probe>> = {
  "P1: one instance can be run a thousand times": ({ instantiate }) => {
    const instance = instantiate("n = (n or 0) + 1 local t = {} for i = 1, 50 do t[i] = { i } end return n", {
      limits: { memory: 1 << 20 },
    });
    for (let i = 1; i <= 1000; i++) same(instance.run(), i);
  },

  "P2, J1: no host value leads to a constructor": ({ instantiate }) => {
    class Secret {
      reveal(): string {
        return "secret";
      }
    }
    const seen: string[] = [];
    const imports = {
      f: () => "x",
      arrow: (x: number) => x,
      asynchronous: async () => await 1,
      object: { a: 1, method: () => 1 },
      list: [1, 2],
      bytes: new Uint8Array([1, 2]),
      map: new Map([["a", 1]]),
      see: (text: string) => void seen.push(text),
    };
    const source = `${WALK}
      for _, v in ipairs({ f, arrow, asynchronous, object.method, bytes, print, see, walk, coroutine.create(walk) }) do
        see(walk(v, NAMES))
      end
      see(walk(object, NAMES)) see(walk(map, NAMES)) see(walk({}, NAMES))
      see(walk(list, { "length", "constructor", "__proto__", "map", 0, "0", "1" }))
      return string.constructor, (("x").constructor)`;
    same(instantiate(source, { imports }).main.all(), [undefined, undefined]);
    same(new Set(seen).size, 1, `something was found: ${seen}`);
    same(seen[0], "");
    for (
      const secret of [new Secret(), Secret, Secret.prototype, new Date(0), /x/, globalThis, Object.prototype]
    ) {
      try {
        const found = instantiate(`${WALK} return type(v), walk(v, NAMES), walk(v, { "reveal" })`, {
          imports: { v: secret as never },
        }).main.all();
        // a class is a function that cannot be called without `new`
        if (found[0] !== "function" && found[0] !== "table") fail(`${found[0]}`);
        same([found[1], found[2]], ["", ""]);
      } catch (error) {
        if ((error as Error).name !== "LinkError") throw error;
      }
    }
    checkRealm();
  },

  "P2: a class given as a function cannot be constructed": async ({ instantiate }) => {
    const error = await errorOf(() => instantiate("return f()", { imports: { f: class {} as never } }).run());
    same(error.name, "LuaError");
    same(/\.ts\b|file:|\[object/.test(error.message), false);
  },

  "P3, J2: writing to what came from the host changes only the script's copy": ({ instantiate }) => {
    const given = { a: 1, nested: { b: 2 }, list: [1] };
    const source = `local t = ...
      t.__proto__ = { polluted = true } t.constructor = { prototype = { polluted = true } }
      rawset(t, "__proto__", { x = 1 }) t.nested.__proto__ = t t.list.__proto__ = t t.list.length = 100
      setmetatable(t, { __index = function() return "polluted" end, __proto__ = t })
      return t.a`;
    same(instantiate(source).run(given), 1);
    same(given, { a: 1, nested: { b: 2 }, list: [1] });
    same(Object.getPrototypeOf(given) === Object.prototype, true);
    checkRealm();
  },

  "P4, J3: a result with then is data, and no promise is taken for one": async ({ instantiate }) => {
    const source = `
      called = 0
      local function thenable() return { ["then"] = function(...) called = called + 1 return ... end, x = 1 } end
      function give() return thenable() end
      function raise() error(thenable()) end
      function reject() error({ ["then"] = "text", x = 1 }) end
      function pass() return echo(thenable()) end
      function nested() return { list = { thenable() }, [1] = thenable() } end
      return thenable()`;
    let seen: unknown;
    const imports = {
      // deno-lint-ignore require-await
      echo: async (value: unknown) => {
        seen = value;
        return value as Api.HostInput;
      },
    };
    const instance = instantiate(source, { imports });
    const results = [
      await instance.runAsync(),
      await instance.callAsync("give"),
      await (instance.get("give") as Api.LuaFunction).async(),
      await Promise.resolve(instance.call("give")),
      await instance.callAsync("pass"),
      seen,
      ((await errorOf(() => instance.callAsync("raise"))) as Api.LuaError).value,
      ((await errorOf(() => instance.call("raise"))) as Api.LuaError).value,
    ];
    for (const value of results) {
      if (!(value instanceof Map)) fail(`${value}`);
      same(value.get("x"), 1);
      await Promise.resolve(value);
    }
    await instance.callAsync("nested");
    for (const all of [await instance.main.allAsync(), instance.main.all()]) await Promise.resolve(all[0]);
    same((((await errorOf(() => instance.callAsync("reject"))) as Api.LuaError).value as { x: number }).x, 1);
    same(instance.get("called"), 0, "calls of then");
  },

  "P5, J2: keys of results, arguments, errors and globals are data on every path": async (
    { instantiate },
  ) => {
    const seen: unknown[] = [];
    const imports = {
      see: (value: unknown) => void seen.push(value),
      seeLater: async (value: unknown) => {
        await 0;
        seen.push(value);
        return value as Api.HostInput;
      },
    };
    const instance = instantiate(
      `${KEYS}
      function give() return poison(true) end
      function raise() error(poison(true)) end
      function deep() return { { a = { poison(true) } } } end
      function pass() see(poison(true)) end
      function later() return seeLater(poison(true)) end
      global = poison(true)
      return poison(true)`,
      { imports },
    );
    checkPoison(instance.run());
    checkPoison(await instance.runAsync());
    checkPoison(instance.call("give"));
    checkPoison(await instance.callAsync("give"));
    checkPoison(instance.get("global"));
    checkPoison((instance.call("deep") as { a: unknown[] }[])[0]!.a[0]);
    checkPoison(((await errorOf(() => instance.call("raise"))) as Api.LuaError).value);
    checkPoison(((await errorOf(() => instance.callAsync("raise"))) as Api.LuaError).value);
    instance.call("pass");
    checkPoison(await instance.callAsync("later"));
    for (const value of seen) checkPoison(value);
    same(seen.length, 2);
    // and back in
    const parsed = JSON.parse(`{"__proto__": {"polluted": 1}, "constructor": 2, "then": 3}`);
    same(
      instantiate("local t = ... return t.__proto__.polluted, t.constructor, t['then']").main.all(parsed),
      [1, 2, 3],
    );
    checkRealm();
  },

  "P5: names of globals and imports may be any text": ({ instantiate }) => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "then"];
    const imports = new Map<string, Api.HostInput>(names.map((name, i) => [name, i]));
    const instance = instantiate(
      `local n = {} for _, k in ipairs({ ... }) do n[#n + 1] = _G[k] end return n`,
      { imports },
    );
    same(instance.run(...names), [0, 1, 2, 3, 4]);
    for (const name of names) {
      instance.set(name, `set ${name}`);
      same(instance.get(name), `set ${name}`);
    }
    same(instance.get("valueOf"), undefined);
    checkRealm();
  },

  "P6: strings cross whole, NUL and every byte included": ({ instantiate }) => {
    same(instantiate("local s = ... return #s, s").main.all("a\0b\0"), [4, "a\0b\0"]);
    const all = new Uint8Array(256).map((_, i) => i);
    const instance = instantiate("local s = ... return s, #s, s:byte(1, 1), s:byte(256)");
    const [bytes, length, first, last] = instance.main.all(all);
    same([[...(bytes as Uint8Array)], length, first, last], [[...all], 256, 0, 255]);
  },

  "P7: a time limit cannot be caught": async ({ instantiate, LimitError }) => {
    let now = 0;
    for (
      const source of [
        "while true do pcall(function() while true do end end) end",
        "for i = 1, 5 do pcall(function() while true do end end) end return 'escaped'",
        "while true do xpcall(function() while true do end end, function() while true do end end) end",
        "while true do coroutine.wrap(function() pcall(function() while true do end end) end)() end",
      ]
    ) {
      const instance = instantiate(source, { clock: () => now += 1, limits: { timeout: 50, steps: 1e9 } });
      const error = await errorOf(() => instance.run());
      if (!(error instanceof LimitError)) fail(`${error}`);
      same(error.kind, "time");
    }
  },

  "P8: pattern matching is metered": async ({ instantiate, LimitError }) => {
    const source = "return (('a'):rep(200)):find(('a*'):rep(20) .. 'b')";
    const error = await errorOf(() => instantiate(source, { limits: { steps: 1_000_000 } }).run());
    if (!(error instanceof LimitError)) fail(`${error}`);
  },

  "P9: garbage does not count": ({ instantiate }) => {
    const source = `local t = ("x"):rep(7e6) t = nil t = ("y"):rep(9e6) t = nil
      for i = 1, 50 do local u = ("z"):rep(8e6 + i) end return "passed"`;
    same(instantiate(source, { limits: { memory: 16 << 20 } }).run(), "passed");
  },

  "P11, J16: an instance's memory goes with it": ({ instantiate }) => {
    const other = instantiate("return collectgarbage('count')");
    const before = other.run();
    const big = instantiate("data = {} for i = 1, 20000 do data[i] = { i } end");
    big.run();
    big.dispose();
    same(other.run(), before);
  },

  "P15, J10: crowded keys cost what others do": ({ instantiate }) => {
    const count = (step: number) => {
      const instance = instantiate(
        `local t, step = {}, ... for i = 1, 1000 do t[i * step] = i t[-i * step] = i t[i * step + 0.5] = i end
         local n = 0 for k in pairs(t) do n = n + 1 end return n`,
      );
      same(instance.run(step), 3000);
      return instance.usage.steps;
    };
    const usual = count(3);
    for (const step of [2 ** 10, 2 ** 16, 2 ** 20, 65537]) if (count(step) > usual * 2) fail(`step ${step}`);
  },

  "P16, J8: a slice does not hide what it is a slice of": ({ instantiate }) => {
    const source = `local t = {} for i = 1, 60 do t[i] = (("x"):rep(1e6) .. i):sub(-20) end
      local s = ("r"):rep(1000) for i = 1, 12 do s = s .. s end
      return #s, collectgarbage("count") < 10000`;
    same(instantiate(source, { limits: { memory: 16 << 20 } }).main.all(), [4096000, true]);
  },

  "P16: strings are bounded below what the engine can hold": async ({ instantiate }) => {
    const source =
      "local s = ('x'):rep(2^20) local ok, e for i = 1, 40 do ok, e = pcall(function() s = s .. s end) if not ok then break end end return e";
    const limited = instantiate(source, { limits: { stringLength: 10 << 20, memory: 100 << 20 } }).run();
    if (!/string length overflow/.test(String(limited))) fail(`${limited}`);
    const error = await errorOf(() => instantiate(source, { limits: { memory: 20 << 20 } }).run());
    same(error.name, "LimitError");
  },

  "P17, J7: deep and cyclic data crosses without recursion": async ({ instantiate }) => {
    let deep: unknown[] = [];
    for (let i = 0; i < 50_000; i++) deep = [deep];
    const source = "local t, n = ..., 0 while t[1] do t = t[1] n = n + 1 end return n";
    same(instantiate(source).run(deep as Api.HostInput), 50_000);
    const cyclic: Record<string, unknown> = { list: [] };
    cyclic.self = cyclic;
    (cyclic.list as unknown[]).push(cyclic);
    same(
      instantiate("local t = ... return t.self == t and t.list[1] == t").run(cyclic as Api.HostInput),
      true,
    );
    for (
      const source of [
        "local t = {} for i = 1, 100000 do t = { t } end return t",
        "local t = {} for i = 1, 100000 do t = { [t] = t } end return t",
        "local t = {} t.t = t return t",
        "local t = {} t[t] = t return t",
      ]
    ) same((await errorOf(() => instantiate(source).run())).name, "MarshalError");
  },

  "P17: many arguments and results never overflow the engine's stack": async ({ instantiate }) => {
    const many = Array.from({ length: 200_000 }, (_, i) => i);
    const instance = instantiate("local t = ... return #t, unpack(t, 1, 5000)");
    same(instance.main.all(many).length, 5001);
    const varargs = instantiate("return select('#', ...)");
    same(varargs.run(...many.slice(0, 100_000)), 100_000);
    const source = "local t = {} for i = 1, 7000 do t[i] = i end return f(unpack(t))";
    same(instantiate(source, { imports: { f: (...values: unknown[]) => values.length } }).run(), 7000);
    const huge = "local t = {} for i = 1, 1e6 do t[i] = i end return f(unpack(t))";
    const error = await errorOf(() => instantiate(huge, { imports: { f: () => 1 } }).run());
    same(error.message, "script:1: too many results to unpack");
  },

  "P18: ranges that span all integers are errors": ({ instantiate }) => {
    const source = `local e = {}
      for _, f in ipairs({ function() return unpack({}, -2^31, 2^31 - 1) end, function() return unpack({}, 1, 1e9) end,
        function() return ("x"):rep(100000):byte(1, -1) end, function() return table.concat({}, "", -2^31, 2^31 - 1) end }) do
        e[#e + 1] = tostring((pcall(f)))
      end return table.concat(e, " ")`;
    same(instantiate(source).run(), "false false false false");
  },

  "P19, J6: nothing of a host error but its message arrives": ({ instantiate }) => {
    class Odd extends Error {
      override name = "OddError";
      code = "E_SECRET";
      path = "/srv/secret/file.ts";
      override cause = new Error("inner secret");
    }
    const throws: Record<string, () => never> = {
      plain: () => {
        throw new Odd("visible");
      },
      paths: () => {
        throw new Error("cannot open /srv/secret/file.ts and file:///srv/secret/x.ts:1:2 and C:\\secret\\x");
      },
      lines: () => {
        throw new Error("first\n    at secret (/srv/secret/file.ts:1:2)\nsecond secret");
      },
      value: () => {
        throw { secret: 1, toString: () => "secret" };
      },
      engine: () => (undefined as never as () => never)(),
      overflow: () => throws.overflow!(),
    };
    const source = `local out = {}
      local function note(v)
        local kind = type(v)
        out[#out + 1] = kind
        if kind == "string" then out[#out + 1] = v end
        if kind == "table" then for k, x in pairs(v) do note(k) note(x) end end
      end
      for name, f in pairs(host) do
        note(select(2, pcall(f)))
        note(select(2, xpcall(f, function(e) return e end)))
        note(select(2, coroutine.resume(coroutine.create(function() return f() end))))
      end
      return table.concat(out, "\\n")`;
    delete throws.overflow;
    const text = String(instantiate(source, { imports: { host: throws } }).run());
    if (/secret|E_SECRET|\bat .*:\d|\.ts\b|file:|OddError|\[object/i.test(text)) fail(text);
    if (!text.includes("visible")) fail(text);
  },

  "J3: promises are known by what they are": async ({ instantiate }) => {
    let called = 0;
    const odd = { then: (resolve: (value: unknown) => void) => resolve(called++) };
    const imports = { give: () => odd as never, later: () => Promise.resolve(1), f: () => ({ then: 5 }) };
    if (!((await instantiate("return give()", { imports }).runAsync()) instanceof Map)) fail("a promise");
    same(called, 0);
    same(await instantiate("return later() + later()", { imports }).runAsync(), 2);
    same(await instantiate("return f()['then']", { imports }).runAsync(), 5);
  },

  "J4: accessors and proxies are not run by scripts": async ({ instantiate }) => {
    let ran = 0;
    const sly = {
      get a() {
        return ++ran;
      },
    };
    for (const f of [() => sly, () => [sly], () => ({ deep: { sly } })]) {
      const error = await errorOf(() => instantiate("return f()", { imports: { f: f as never } }).run());
      if (!/accessor/.test(error.message)) fail(error.message);
    }
    same((await errorOf(() => instantiate("", { imports: { sly } }))).name, "LinkError");
    same(ran, 0);
    const trap = new Proxy({ a: 1 }, {
      ownKeys: () => {
        throw new Error("/srv/secret trapped");
      },
      getOwnPropertyDescriptor: () => {
        throw new Error("/srv/secret trapped");
      },
    });
    const instance = instantiate("return pcall(f)", { imports: { f: () => trap } });
    const [ok, message] = instance.main.all();
    same(ok, false);
    if (/secret/.test(String(message))) fail(String(message));
    same(instance.main.all()[0], false);
  },

  "J5: what scripts give away prints as it is": ({ instantiate }) => {
    const instance = instantiate(`function f() return 1 end
      return { f = f, co = coroutine.create(f), u = newproxy(true), toString = function() return "sly" end }`);
    const result = instance.run() as Record<string, Api.LuaFunction>;
    same([String(result.f), `${result.co}`, `${result.u}`], [
      "[Lua function]",
      "[Lua thread]",
      "[Lua userdata]",
    ]);
    for (const value of [result.f, result.co, result.u]) {
      if (Object.getOwnPropertyNames(value).includes("toString")) fail("a method of the script's");
    }
  },

  "J9: bytes are copied, so views keep nothing alive and nothing is shared": ({ instantiate }) => {
    const buffer = new Uint8Array(1 << 20).fill(97);
    const view = buffer.subarray(10, 14);
    const instance = instantiate("kept = ... return kept .. f(kept)", {
      convert: { strings: "bytes" },
      imports: {
        f: (bytes: unknown) => {
          (bytes as Uint8Array).fill(0);
          return bytes as Uint8Array;
        },
      },
      limits: { memory: 1 << 19 },
    });
    const result = instance.run(view) as Uint8Array;
    same([...result], [97, 97, 97, 97, 0, 0, 0, 0]);
    same([...view], [97, 97, 97, 97]);
    view.fill(98);
    same([...(instance.get("kept") as Uint8Array)], [97, 97, 97, 97]);
    same(result.buffer.byteLength, 8);
  },

  "J13: host functions and scripts call each other 100 deep, and no deeper": async (
    { instantiate, LuaError },
  ) => {
    let deepest = 0;
    let instance: Api.Instance | undefined = undefined;
    const imports = {
      up: (n: number) => {
        deepest = Math.max(deepest, n);
        return instance!.call("down", n + 1);
      },
    };
    instance = instantiate("function down(n) if n == stop then return n end return up(n) end", { imports });
    instance.run();
    instance.set("stop", 90);
    same(instance.call("down", 1), 90);
    instance.set("stop", 1e9);
    const error = await errorOf(() => instance!.call("down", 1));
    if (!(error instanceof LuaError)) fail(`${error}`);
    if (!/C stack overflow/.test(error.message)) fail(error.message);
    if (deepest < 90 || deepest > 110) fail(`${deepest} deep`);
    instance.set("stop", 5);
    same([instance.call("down", 1), instance.status], [5, "idle"]);
  },

  "J13: a coroutine in progress cannot be resumed from the host's call": ({ instantiate }) => {
    let instance: Api.Instance | undefined = undefined;
    const imports = { again: () => instance!.call("resume") as Api.HostInput };
    instance = instantiate(
      `co = coroutine.create(function() return again() end)
       function resume() local ok, e = coroutine.resume(co) return tostring(ok) .. " " .. tostring(e) end
       return resume()`,
      { imports },
    );
    same(instance.run(), "true false cannot resume running coroutine");
  },

  "J14: promises that settle after the end change nothing": async ({ instantiate }) => {
    for (const how of ["abort", "dispose", "timeout"]) {
      const controller = new AbortController();
      let resolve: (value: number) => void = () => {};
      let reject: (error: Error) => void = () => {};
      const imports = {
        wait: () => new Promise<number>((a, b) => [resolve, reject] = [a, b]),
      };
      const instance = instantiate("function f() end local x = wait() reached = true return x", {
        imports,
        signal: controller.signal,
        limits: how === "timeout" ? { timeout: 5 } : {},
      });
      const run = errorOf(() => instance.runAsync());
      await 0;
      if (how === "abort") controller.abort();
      if (how === "dispose") instance.dispose();
      const error = await run;
      same(error.name, how === "dispose" ? "UsageError" : "LimitError", how);
      resolve(1);
      reject(new Error("late"));
      await new Promise((done) => setTimeout(done, 0));
      if (how !== "dispose") same([instance.get("reached"), instance.status], [undefined, "idle"], how);
    }
  },

  "J14: data changed while a script waits is the data it goes on with": async ({ instantiate }) => {
    let resolve: (value: number) => void = () => {};
    const instance = instantiate(
      `t = { 1, 2, 3 } function clear() t = { 9 } string.upper = nil end
       local seen = {} for i, v in ipairs(t) do seen[#seen + 1] = v wait() end return #seen, t[1], ("x").upper`,
      { imports: { wait: () => new Promise<number>((done) => resolve = done) } },
    );
    const run = instance.main.allAsync();
    for (let i = 0; i < 3; i++) {
      await 0;
      if (i === 1) instance.call("clear");
      resolve(i);
      await 0;
      await new Promise((done) => setTimeout(done, 0));
    }
    same(await run, [3, 9, undefined]);
  },

  "J15: cheap-looking host calls are bounded by steps": async ({ instantiate, LimitError }) => {
    let calls = 0;
    const instance = instantiate("while true do f() end", {
      imports: { f: () => void calls++ },
      limits: { steps: 100_000 },
    });
    const error = await errorOf(() => instance.run());
    if (!(error instanceof LimitError)) fail(`${error}`);
    if (calls > 100_000) fail(`${calls} calls`);
    const big = instantiate("local s = ('x'):rep(1e5) while true do f(s) end", {
      imports: { f: () => {} },
      limits: { steps: 1_000_000 },
    });
    same(((await errorOf(() => big.run())) as Api.LimitError).kind, "steps");
  },

  "J17: no text of a script becomes text of a program": ({ instantiate }) => {
    const nasty = "a\"b'c`d${e}\\u2028\u2028\u2029*/ //\\\n]]>--</script>";
    const source =
      `local t = { [(...)] = 1 } for i = 1, 300 do t[(...)] = t[(...)] + 1 end return t[(...)], (...)`;
    same(instantiate(source, { name: `=${nasty}` }).main.all(nasty), [301, nasty]);
    const words = [
      "await",
      "class",
      "yield",
      "let",
      "eval",
      "arguments",
      "this",
      "constructor",
      "__proto__",
      "undefined",
    ];
    const program = words.map((word) =>
      `local ${word} = 1 for i = 1, 300 do ${word} = ${word} + 1 end n = (n or 0) + ${word}`
    )
      .join("\n");
    same(instantiate(`${program} return n`).run(), 301 * words.length);
    same(instantiate("return 1e999, -1e999, 0/0 ~= 0/0, 1/-7 < 0").main.all().map(String), [
      "Infinity",
      "-Infinity",
      "true",
      "true",
    ]);
  },

  "J21: host functions are called without this": ({ instantiate }) => {
    let self: unknown = "unset";
    function f(this: unknown): void {
      self = this;
    }
    instantiate("f(); ({ f = f }):f() pcall(f) coroutine.wrap(function() f() end)()", { imports: { f } })
      .run();
    same(self, undefined);
  },

  "isolation: a value of one instance is refused by another": async ({ instantiate }) => {
    const one = instantiate("function f() return 1 end co = coroutine.create(f) u = newproxy(true)");
    one.run();
    const two = instantiate("return ...", { imports: { give: () => one.get("f") as Api.HostInput } });
    for (const name of ["f", "co", "u"]) {
      const value = one.get(name) as Api.HostInput;
      for (
        const action of [
          () => two.run(value),
          () => two.set("x", [value]),
          () => two.run({ a: { b: value } }),
        ]
      ) {
        const error = await errorOf(action);
        same(error.name, "MarshalError");
        if (!error.message.includes("another instance")) fail(error.message);
      }
      // at home it is what it was
      one.set("back", value);
      same(one.load(`return rawequal(back, ${name})`)(), true);
    }
    const error = await errorOf(() =>
      instantiate("return give()", { imports: { give: () => one.get("f") as never } }).run()
    );
    if (!error.message.includes("another instance")) fail(error.message);
    same((await errorOf(() => instantiate("", { imports: { f: one.get("f") as never } }))).name, "LinkError");
  },

  "isolation: what one instance changes is unchanged in all others": ({ instantiate, compile }) => {
    const check = compile(`
      local seen, out = {}, {}
      local function add(path, v)
        local kind = type(v)
        out[#out + 1] = path .. " " .. kind .. " " .. ((kind == "number" or kind == "string") and tostring(v) or "")
        if kind == "table" and not seen[v] then
          seen[v] = true
          local names = {}
          for k in next, v do names[#names + 1] = tostring(k) end
          table.sort(names)
          for _, k in ipairs(names) do add(path .. "." .. k, rawget(v, k)) end
        end
        local m = getmetatable(v)
        if m ~= nil and not seen[m] then add(path .. "#", m) end
      end
      add("_G", _G) add("string", "") add("file", io.stdout) add("env", getfenv(print))
      out[#out + 1] = ("x"):upper() .. tostring(pcall(error)) .. math.random(1000) .. math.random(1000)
      return table.concat(out, "\\n")`);
    const vandal = compile(`
      local m = getmetatable("")
      m.__index = function() return function() return "stolen" end end m.__add = print m.__call = print
      for name, library in pairs(_G) do
        if type(library) == "table" and library ~= _G then for k in pairs(library) do library[k] = "stolen" end end
      end
      math.random = nil
      for k in pairs(_G) do if k ~= "_G" and k ~= "pairs" then _G[k] = "stolen" end end
      setmetatable = nil`);
    const seeded = compile(
      "math.randomseed(99) math.random() string.format('%d', 1) return ('abc'):gsub('b', 'c')",
    );
    const before = instantiate(check).run();
    const sibling = instantiate(check);
    for (const module of [vandal, seeded]) instantiate(module).run();
    same(instantiate(check).run(), before);
    same(sibling.run(), before);
    if (!String(before).includes(".upper function")) fail("the crawl found too little");
  },

  "isolation: hooks, environments and random state stay in their instance": ({ instantiate }) => {
    let hooked = 0;
    const one = instantiate(
      `debug.sethook(function() count() end, "", 1) function f() for i = 1, 10 do end return math.random(1000) end
       setfenv(0, { math = math }) return f()`,
      { profile: "trusted", imports: { count: () => void hooked++ } },
    );
    const two = instantiate(
      "local n = 0 for i = 1, 100 do n = n + 1 end return n, math.random(1000), print ~= nil",
    );
    const alone = two.main.all();
    one.run();
    const before = hooked;
    const fresh = instantiate(
      "local n = 0 for i = 1, 100 do n = n + 1 end return n, math.random(1000), print ~= nil",
    );
    same(fresh.main.all(), alone);
    same(hooked, before);
    if (hooked === 0) fail("the hook never ran");
  },

  "isolation: a disposed instance is of no use, and disposing again is harmless": async ({ instantiate }) => {
    let instance: Api.Instance | undefined = undefined;
    const f = instantiate("function g() return 1 end return g");
    const g = f.run() as Api.LuaFunction;
    f.dispose();
    f.dispose();
    for (
      const action of [
        () => f.run(),
        () => g(),
        () => g.async(),
        () => f.get("g"),
        () => f.set("x", 1),
        () => f.runAsync(),
        () => f.slices(10).next(),
        () => f.main,
        () => f.load("return 1"),
      ]
    ) same((await errorOf(action)).name, "UsageError");
    // from within, with a finalizer that would like to run
    instance = instantiate(
      `local p = newproxy(true) getmetatable(p).__gc = function() reached() end p = nil
       collectgarbage() stop() collectgarbage() reached()`,
      { imports: { stop: () => instance!.dispose(), reached: () => fail("the script went on") } },
    );
    same((await errorOf(() => instance!.run())).name, "LimitError");
  },

  "isolation: source is never put together from text of others": ({ instantiate, compile }) => {
    for (const source of ["end return 1", "end) x = 1 --", "return 1 end function f()", "]]"]) {
      let message = "";
      try {
        compile(source);
      } catch (error) {
        message = (error as Error).name;
      }
      same(message, "CompileError");
    }
    const instance = instantiate("return loadstring('end return 1'), (loadstring('return ...'))(5)");
    same(instance.main.all(), [undefined, 5]);
  },
};
