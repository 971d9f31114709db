import {
  assert,
  assertEquals,
  assertLess,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  compile,
  CompileError,
  instantiate,
  type InstantiateOptions,
  LimitError,
  LuaError,
  type LuaFunction,
  MemoryFiles,
  Module,
  UsageError,
} from "../../mod.ts";

/** What a script prints. */
function printed(source: string, options: InstantiateOptions = {}): string {
  let text = "";
  instantiate(source, { ...options, stdout: (piece) => text += piece }).run();
  return text;
}

Deno.test("run gives the first result, main.all gives all, arguments are the varargs", () => {
  const instance = instantiate("return select('#', ...), ...");
  assertEquals(instance.run(), 0);
  assertEquals(instance.run("a"), 1);
  assertEquals(instance.main.all(1, undefined, "x"), [3, 1, undefined, "x"]);
  assertEquals(instantiate("").main.all(), []);
});

Deno.test("globals persist between runs; instances of a module share nothing", () => {
  const module = compile("n = (n or 0) + 1 string.mine = n return n");
  const [a, b] = [instantiate(module), instantiate(module)];
  assertEquals([a.run(), a.run(), b.run()], [1, 2, 1]);
  assertEquals(instantiate(module, {}).get("n"), undefined);
  assertEquals(instantiate("return string.mine, ('x').mine").main.all(), [undefined, undefined]);
});

Deno.test("instances running in turns do what they do alone", () => {
  const module = compile(`
    local log = {}
    for i = 1, 200 do
      log[#log + 1] = math.random(1000) .. tostring({}):match("%x+$") .. i
    end
    return table.concat(log, ","), collectgarbage("count")
  `);
  const alone = instantiate(module).main.all();
  const runs = [instantiate(module), instantiate(module)];
  const slices = runs.map((instance) => instance.slices(37));
  const results: unknown[] = [];
  while (results.length < 2) {
    for (const slice of slices) {
      const step = slice.next();
      if (step.done && step.value !== undefined) results.push(step.value);
    }
  }
  assertEquals(results, [alone[0], alone[0]]);
});

Deno.test("call, get and set work on globals", () => {
  const instance = instantiate(
    "function add(a, b) return a + b end callable = setmetatable({}, " +
      "{ __call = function(_, x) return x * 2 end }) plain = {}",
  );
  instance.run();
  assertEquals(instance.call("add", 1, 2), 3);
  assertEquals(instance.call("callable", 4), 8);
  assertEquals(instance.call("tostring", 5), "5");
  assertThrows(() => instance.call("nothing"), UsageError, 'no global function "nothing"');
  assertThrows(() => instance.call("plain"), UsageError);
  instance.set("ünï", { a: [1] });
  assertEquals(instance.get("ünï"), Object.assign(Object.create(null), { a: [1] }));
  instance.set("ünï", undefined);
  assertEquals(instance.get("ünï"), undefined);
});

Deno.test("load runs further chunks in the same instance", () => {
  const instance = instantiate("x = 1");
  instance.run();
  const f = instance.load("x = x + (... or 1) return x", { name: "=more" });
  assertEquals([f(), f(5)], [2, 7]);
  assertEquals(instance.load(compile("return x"))(), 7);
  assertThrows(() => instance.load("x ="), CompileError);
  const error = assertThrows(() => instance.load("error('e')", { name: "=more" })(), LuaError);
  assertEquals(error.message, "more:1: e");
});

Deno.test("a module tells the globals it names", () => {
  const module = compile(`
    local function f() counter = counter + 1 return print, fetch(config.url) end
    function exported() return f end
    local x = _G.hidden
  `);
  assertEquals(module.globals.read, ["_G", "config", "counter", "fetch", "print"]);
  assertEquals(module.globals.written, ["counter", "exported"]);
});

Deno.test("modules survive serialization, and damaged bytes are refused", () => {
  const module = compile("local up = 'ü' return function(x) return up .. x, 1 / 3 end", { name: "m.lua" });
  const bytes = module.serialize();
  const again = Module.deserialize(bytes);
  assertEquals(again.name, "m.lua");
  assertEquals(again.disassemble(), module.disassemble());
  assertEquals((instantiate(again).run() as LuaFunction).all("x"), ["üx", 1 / 3]);
  assertEquals(again.serialize(), bytes);
  for (const damaged of [new Uint8Array(), bytes.slice(0, -1), bytes.map((b, i) => i === 30 ? b ^ 1 : b)]) {
    const error = assertThrows(() => Module.deserialize(damaged), CompileError);
    assertStringIncludes(error.message, "not a valid module");
  }
});

Deno.test("a source may be bytes, and skips a first line that begins with #", () => {
  const bytes = new TextEncoder().encode("#!/usr/bin/env lua\nreturn 'ok', '\xff'");
  assertEquals(instantiate(bytes).run(), "ok");
  assertEquals(instantiate(new Uint8Array([...new TextEncoder().encode("return #'"), 0xff, 39])).run(), 1);
});

// ---- what a script can reach ------------------------------------------------------------------------------

Deno.test("the sandbox has the harmless libraries and nothing else", () => {
  const names = instantiate(`
    local names = {}
    for name, value in pairs(_G) do if type(value) == "table" then names[#names + 1] = name end end
    table.sort(names)
    return table.concat(names, " ")
  `).run();
  assertEquals(names, "_G coroutine io math os string table");
  const absent = [
    "debug",
    "require",
    "package",
    "module",
    "dofile",
    "loadfile",
    "os.execute",
    "os.exit",
    "os.remove",
    "os.rename",
    "os.tmpname",
    "io.open",
    "io.popen",
    "io.tmpfile",
  ];
  for (const name of absent) assertEquals(instantiate(`return type(${name})`).run(), "nil", name);
  assertEquals(instantiate("return os.getenv('PATH')").run(), undefined);
});

Deno.test("trusted adds debug and package", () => {
  const source = "return type(debug.traceback), type(require), type(package.loaded.string)";
  assertEquals(instantiate(source, { profile: "trusted" }).main.all(), ["function", "function", "table"]);
});

Deno.test("libs chooses libraries", () => {
  const source = "return type(string), type(math), type(pairs), type(_G)";
  assertEquals(instantiate("return 1 + 1", { libs: [] }).run(), 2);
  const [a, b, c, d] = instantiate(source, { libs: ["base", "string"] }).main.all();
  assertEquals([a, b, c, d], ["table", "nil", "function", "table"]);
  const noStrings = instantiate("return pcall(function() return ('x'):len() end)", { libs: ["base"] }).main
    .all();
  assertEquals(noStrings, [false, "script:1: attempt to index a string value"]);
});

Deno.test("load can be denied, and binary chunks are denied unless allowed", () => {
  assertEquals(instantiate("return loadstring('return 7')()").run(), 7);
  assertEquals(instantiate("return type(load), type(loadstring)", { load: false }).main.all(), [
    "nil",
    "nil",
  ]);
  const source = "local s = string.dump(function(a) return a * 2 end) return loadstring(s)(21)";
  assertEquals(instantiate(source, { binaryChunks: true }).run(), 42);
  assertStringIncludes(assertThrows(() => instantiate(source).run(), LuaError).message, "unable to dump");
  const bytes = compile("return 1").serialize();
  assertEquals(instantiate("return loadstring(...)").main.all(bytes), [
    undefined,
    "binary string: bad header in precompiled chunk",
  ]);
  assertEquals(instantiate("return loadstring(...)()", { binaryChunks: true }).run(bytes), 1);
  // a dumped function comes back with upvalues of its own, which are nil
  const upvalues =
    "local x = 1 local f = loadstring(string.dump(function(y) local z = x x = y return z end)) " +
    "return x, f(2), f(3), x";
  assertEquals(instantiate(upvalues, { binaryChunks: true }).main.all(), [1, undefined, 2, 1]);
  assertEquals(instantiate("return loadstring('\\27Lua')", { binaryChunks: true }).main.all()[0], undefined);
});

Deno.test("modules feed require", () => {
  const modules = {
    util: "local M = {} function M.twice(x) return x * 2 end return M",
    "deep.name": "return 'by dots'",
    bad: "x = = 1",
    bytes: new TextEncoder().encode("return ..."),
  };
  const run = (source: string) => instantiate(source, { modules }).main.all();
  assertEquals(run("return require('util').twice(4), require('util') == require('util')"), [8, true]);
  assertEquals(run("return require('deep.name'), require('bytes')"), ["by dots", "bytes"]);
  assertStringIncludes(
    String(run("return pcall(require, 'nope')")[1]),
    "module 'nope' not found:\n\tno field package.preload['nope']\n\tno file 'nope'",
  );
  assertStringIncludes(String(run("return pcall(require, 'bad')")[1]), "error loading module 'bad'");
  assertEquals(run("return pcall(require, '__proto__')")[0], false);
  const asked: string[] = [];
  const finder = (name: string) => {
    asked.push(name);
    return name === "a/b" ? "return 5" : undefined;
  };
  assertEquals(instantiate("return require('a.b')", { modules: finder }).run(), 5);
  assertEquals(asked, ["a/b"]);
});

Deno.test("files give io and dofile something to work on", () => {
  const files = new MemoryFiles();
  files.writeFile("data.txt", "one\ntwo\n");
  files.writeFile("lib.lua", "return 'from file', ...");
  const source = `
    local lines = {}
    for line in io.lines("data.txt") do lines[#lines + 1] = line end
    local out = assert(io.open("out.txt", "w"))
    out:write(table.concat(lines, "+"))
    out:close()
    return dofile("lib.lua"), (select(2, io.open("missing")))
  `;
  assertEquals(instantiate(source, { files }).main.all(), [
    "from file",
    "missing: No such file or directory",
  ]);
  assertEquals(files.readFile("out.txt"), "one+two");
});

// ---- services ---------------------------------------------------------------------------------------------

Deno.test("output reaches text and byte sinks", () => {
  assertEquals(printed("print('é', 1) io.write('a', 2, '\\n')"), "é\t1\na2\n");
  assertEquals(printed("io.write('\\195') io.write('\\169')"), "é", "a character in two pieces");
  assertEquals(printed("io.write('\\255')"), "\ufffd");
  const bytes: number[] = [];
  const sink = {
    // takes a byte at a time, as a pipe might
    writeSync(piece: Uint8Array) {
      bytes.push(piece[0]!);
      return 1;
    },
  };
  instantiate("io.write('\\0\\255x')", { stdout: sink }).run();
  assertEquals(bytes, [0, 255, 120]);
  let errors = "";
  instantiate("io.stderr:write('oops')", { stderr: (text) => errors += text }).run();
  assertEquals(errors, "oops");
  instantiate("print('nowhere') io.stderr:write('x')").run();
});

Deno.test("input comes from stdin", () => {
  const pieces = ["first li", "ne\nsecond\n", new Uint8Array([0xff, 10])];
  const instance = instantiate("return io.read(), io.read(), #io.read(), io.read()", {
    stdin: () => pieces.shift(),
  });
  assertEquals(instance.main.all(), ["first line", "second", 1, undefined]);
  assertEquals(instantiate("return io.read()").run(), undefined);
});

Deno.test("clocks are given or absent", () => {
  const options = { clock: () => 1500, wallClock: () => 86_400_000, utcOffset: () => 60 };
  assertEquals(
    instantiate("return os.clock(), os.time(), os.date('%H:%M'), os.date('!%H:%M')", options).main.all(),
    [1.5, 86400, "01:00", "00:00"],
  );
  for (const source of ["os.clock()", "os.time()", "os.date()"]) {
    assertThrows(() => instantiate(source).run(), LuaError, "this instance has no clock");
  }
});

Deno.test("random numbers are the same for the same seed", () => {
  const draw = (random?: number) =>
    instantiate("return math.random(1e6), math.random()", random === undefined ? {} : { random }).main.all();
  assertEquals(draw(), draw());
  assertEquals(draw(7), draw(7));
  assertNotEquals(draw(7), draw(8));
});

Deno.test("strictYield gives 5.1's error", () => {
  const source = "return coroutine.wrap(function() return pcall(coroutine.yield, 1) end)()";
  assertEquals(instantiate(source).main.all(), [1]);
  assertStringIncludes(
    String(instantiate(source, { strictYield: true }).main.all()[1]),
    "attempt to yield across metamethod/C-call boundary",
  );
});

// ---- usage ------------------------------------------------------------------------------------------------

Deno.test("usage counts steps exactly and memory by what is live", () => {
  const instance = instantiate(
    "local t = {} for i = 1, 1000 do t[i] = { i } end t = nil big = ('x'):rep(50000)",
  );
  const fresh = instance.usage;
  assertEquals(fresh.steps, 0);
  assert(fresh.memory > 1000 && fresh.memory < 20_000, String(fresh.memory));
  instance.run();
  const after = instance.usage;
  assert(after.memory > 50_000 && after.memory < 80_000, String(after.memory));
  assert(after.peakMemory > 100_000, String(after.peakMemory));
  assertEquals(instantiate("local t = {} return t").usage.steps, 0);
  const steps = instantiate("local x = 1");
  steps.run();
  assertEquals(steps.usage.steps, 2);
  steps.run();
  assertEquals(steps.usage.steps, 4);
});

Deno.test("tier says whether anything has run compiled", () => {
  const source = "local n, s = ..., 0 for i = 1, n do s = s + i end return s";
  const instance = instantiate(source);
  assertEquals(instance.tier, "interpreter");
  assertEquals([instance.run(3), instance.tier], [6, "interpreter"]);
  assertEquals([instance.run(1000), instance.tier], [500_500, "compiled"]);
  const always = instantiate(source, { tier: "compiled" });
  assertEquals(always.tier, "interpreter");
  assertEquals([always.run(3), always.tier], [6, "compiled"]);
  const never = instantiate(source, { tier: "interpreter" });
  assertEquals([never.run(1000), never.tier], [500_500, "interpreter"]);
  // a run that is interrupted while compiled
  const stopped = instantiate("local s = 0 while true do s = s + 1 end", { limits: { steps: 5000 } });
  assertThrows(() => stopped.run(), LimitError);
  assertEquals(stopped.tier, "compiled");
});

Deno.test("churn within the memory limit passes", () => {
  const source = "local s for i = 1, 20000 do s = ('x'):rep(1000) .. i local t = { s, s } end return #s";
  assertEquals(instantiate(source, { limits: { memory: 256 << 10 } }).run(), 1005);
});

Deno.test("instances are small", () => {
  const module = compile("return 1");
  for (const profile of ["sandbox", "trusted"] as const) {
    const { memory } = instantiate(module, { profile }).usage;
    assertLess(memory, 20 * 1024);
  }
});
