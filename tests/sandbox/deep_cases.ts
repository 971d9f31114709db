/**
 * A process that does everything whose depth or size a script or a module decides, and says what came of it:
 * started with a small JS stack by `small_stack_test.ts`. Prints one line for each case.
 *
 * @module
 */

import {
  compile,
  CompileError,
  FerrousError,
  instantiate,
  type InstantiateOptions,
  LimitError,
  LuaError,
  type LuaFunction,
  MarshalError,
  Module,
  validate,
} from "../../mod.ts";
import { nestedModule } from "./deep_module.ts";

/** Far more than any stack has room for. */
const DEEP = 20_000;

/** What nests in sources: what opens and what closes. */
const NESTED: readonly (readonly [string, string, string])[] = [
  ["return " + "(".repeat(DEEP), "1", ")".repeat(DEEP)],
  ["return " + "{".repeat(DEEP), "", "}".repeat(DEEP)],
  ["return " + "f(".repeat(DEEP), "", ")".repeat(DEEP)],
  ["return " + "a[".repeat(DEEP), "1", "]".repeat(DEEP)],
  ["return " + "function() return ".repeat(DEEP), "1", " end".repeat(DEEP)],
  ["do ".repeat(DEEP), "", " end".repeat(DEEP)],
  ["if a then ".repeat(DEEP), "", " end".repeat(DEEP)],
  ["while a do ".repeat(DEEP), "", " end".repeat(DEEP)],
  ["repeat ".repeat(DEEP), "", " until a".repeat(DEEP)],
  ["for i = 1, 2 do ".repeat(DEEP), "", " end".repeat(DEEP)],
  ["return " + "not ".repeat(DEEP), "a", ""],
  ["return " + "- ".repeat(DEEP), "a", ""],
  ["return " + "a ^ ".repeat(DEEP), "a", ""],
  ["return " + "a .. ".repeat(DEEP), "a", ""],
  // not deep for Lua, but long
  ["return " + "a + ".repeat(DEEP), "a", ""],
  ["return " + "a and ".repeat(DEEP), "a", ""],
  ["return " + "a or ".repeat(DEEP), "a", ""],
  ["return a", ".b".repeat(DEEP), ""],
  ["return a", ":b()".repeat(DEEP), ""],
  ["return a", "''".repeat(DEEP), ""],
  ["if a then ", "elseif b then ".repeat(DEEP), "end"],
  ["while a do ", "if b then break end ".repeat(DEEP), "end"],
  ["return {", "1,".repeat(DEEP), "}"],
  ["return f(", "1,".repeat(DEEP), "1)"],
  ["return [", "=".repeat(DEEP), "[x"],
  ["--[", "=".repeat(DEEP), "[x"],
  ["", "\n".repeat(DEEP), "x x"],
  ["return '", "\\\n".repeat(DEEP), "'"],
];

/** What an action ends in: a value, or the class of a documented error. Anything else is a fault. */
function ending(action: () => unknown): string {
  try {
    const value = action();
    return `value ${typeof value === "string" ? value.slice(0, 60) : typeof value}`;
  } catch (error) {
    if (error instanceof LimitError) return `limit ${error.kind}`;
    if (error instanceof CompileError || error instanceof LuaError || error instanceof MarshalError) {
      return `${error.name} ${error.message.slice(0, 40)}...${error.message.slice(-60)}`;
    }
    return `FAULT ${error instanceof FerrousError ? `${error.name} ${error.cause}` : error}`;
  }
}

function runOf(source: string, options: InstantiateOptions = {}): unknown {
  return instantiate(source, { name: "=deep", ...options }).main.all();
}

function* cases(): Generator<readonly [name: string, action: () => unknown]> {
  for (const [i, [open, middle, close]] of NESTED.entries()) {
    const source = open + middle + close;
    const name = `${i} ${source.slice(0, 22).replaceAll("\n", "\\n")}`;
    yield [`compile ${name}`, () => {
      const module = compile(source);
      const again = Module.deserialize(module.serialize());
      void again.globals;
      return again.disassemble() === module.disassemble() ? "the same again" : "different";
    }];
    yield [`validate ${name}`, () => validate(source)?.message ?? "valid"];
    yield [`loadstring ${name}`, () => {
      const [f, message] = instantiate("return loadstring(...)").main.all(source);
      return f === undefined ? message : "compiled";
    }];
  }
  for (const depth of [90, 98]) {
    const source = "return " + "function() return ".repeat(depth) + "1" + " end".repeat(depth);
    yield [`${depth} nested functions`, () => {
      const module = compile(source);
      void module.globals;
      return Module.deserialize(module.serialize()).disassemble() === module.disassemble();
    }];
  }
  for (const depth of [100, 250, 1000, DEEP]) {
    yield [`a module of ${depth} nested functions`, () => Module.deserialize(nestedModule(depth))];
  }
  // values across the boundary
  let deepArray: unknown = 1;
  let deepObject: unknown = 1;
  let deepMap: unknown = 1;
  for (let i = 0; i < DEEP; i++) {
    deepArray = [deepArray];
    deepObject = { x: deepObject };
    deepMap = new Map([[deepMap, 1]]);
  }
  for (const [name, value] of Object.entries({ deepArray, deepObject, deepMap })) {
    yield [`${name} as an argument`, () => instantiate("return type(...)").run(value as never)];
    yield [
      `${name} as an import`,
      () => instantiate("return type(x)", { imports: { x: value as never } }).run(),
    ];
    yield [`${name} there and back`, () => instantiate("return ...").run(value as never)];
    yield [
      `${name} there and back, without bound`,
      () => instantiate("return ...", { convert: { maxDepth: Infinity } }).run(value as never),
    ];
    yield [
      `${name} as the result of a host function`,
      () => instantiate("return type(f())", { imports: { f: () => value as never } }).run(),
    ];
    yield [
      `${name} as an error value`,
      () =>
        runOf("local ok, e = pcall(f) return type(e)", {
          imports: {
            f: () => {
              throw new LuaError(value as never);
            },
          },
        }),
    ];
  }
  const chain = "local t = {} for i = 1, 2e4 do t = { t } end ";
  yield ["a deep table as a result", () => runOf(chain + "return t")];
  yield [
    "a deep table as a result, without bound",
    () => runOf(chain + "return t", { convert: { maxDepth: Infinity } }),
  ];
  yield ["a deep table as an argument", () => runOf(chain + "return f(t)", { imports: { f: () => 1 } })];
  yield ["a deep table as an error", () => runOf(chain + "error(t)")];
  yield ["a deep table is live", () => runOf(chain + "collectgarbage() return 1")];
  yield [
    "deep chains of every kind are live",
    () =>
      runOf(`
        local f, co, p = function() end, nil, nil
        for i = 1, 2e4 do
          local g = f f = function() return g end
          local c = co co = coroutine.wrap(function() coroutine.yield() return c end) co()
          local q = p p = newproxy(true) getmetatable(p).q = q
        end
        collectgarbage() return 1`),
  ];
  // calls
  const m = "local m = {} local t, u = setmetatable({}, m), setmetatable({}, m) ";
  const recursions: Record<string, string> = {
    plain: "local function f() return 1 + f() end f()",
    pcall: "local function f() return pcall(f) end return f()",
    xpcall: "local function f() return xpcall(f, f) end return f()",
    handler: "local function h() return h() .. error('x') end xpcall(error, h)",
    coroutine: "local function f() return coroutine.wrap(f)() end f()",
    resume: "local function f() return coroutine.resume(coroutine.create(f)) end f()",
    sort: "local function f() table.sort({ 1, 2 }, f) end f()",
    gsub: "local function f() return ('x'):gsub('x', f) end f()",
    foreach: "local function f() table.foreach({ 1 }, f) end f()",
    load: "local function f() load(f) end f()",
    loadstring: "local s = 'local s = ... return loadstring(s)(s), 1' loadstring(s)(s)",
    index: m + "m.__index = function(t) return t.x end return t.x",
    "index chain": "local t = {} for i = 1, 1e5 do t = setmetatable({}, { __index = t }) end return t.x",
    newindex: m + "m.__newindex = function(t) t.x = 1 end t.x = 1",
    call: "local t = {} for i = 1, 1e5 do t = setmetatable({}, { __call = t }) end t()",
    add: m + "m.__add = function(a) return a + 1 end return t + 1",
    concat: m + "m.__concat = function(a) return a .. 'x' end return 'a' .. 'b' .. t",
    eq: m + "m.__eq = function(a, b) return a == b end return t == u",
    lt: m + "m.__lt = function(a, b) return a < b end return t < u",
    tostring: m + "m.__tostring = function(t) return tostring(t) end return tostring(t)",
    print: m + "m.__tostring = function(t) print(t) end print(t)",
    iterator: "local function f() for x in f do end end f()",
    require: "return require('again')",
    "host and back": "local function f() return call(f) end f()",
    "host and back in pcalls": "local function f() return pcall(call, f) end f()",
    "host and back in coroutines":
      "local function f() return coroutine.wrap(function() call(f) end)() end f()",
    "host and back in sort": "local function f() table.sort({ 1, 2 }, function() return call(f) end) end f()",
    "patterns, nested captures": `return ("x"):rep(1e5):find(("("):rep(32) .. "x*" .. (")"):rep(32))`,
    "patterns, optional items": `return ("x"):rep(1e4):find(("x?"):rep(1e4) .. "y")`,
    "patterns, lazy items": `return ("x"):rep(300):find((".-"):rep(100) .. "y")`,
    "patterns, balance": `return (("("):rep(1e5) .. (")"):rep(1e5)):find("%b()")`,
    "patterns, greedy": `return ("x"):rep(1e5):find("(x*)(x*)(x*)$")`,
    "a long concatenation": `local s = "return 'a'" .. (" .. a"):rep(190) a = "b" return #loadstring(s)()`,
    "many results": `return select("#", unpack({}, 1, 7900))`,
    "many arguments":
      `local function f(n, ...) if n == 0 then return select("#", ...) end return f(n - 1, 1, ...) end return f(7000)`,
    "string.char of many": `local t = {} for i = 1, 7900 do t[i] = 65 end return #string.char(unpack(t))`,
    "table.concat of many": `local t = {} for i = 1, 1e5 do t[i] = "x" end return #table.concat(t)`,
    "a rope": `local s = "" for i = 1, 2e5 do s = s .. "x" end return s:byte(5)`,
    "a rope to the left": `local s = "" for i = 1, 3e4 do s = "x" .. s end return s:byte(5)`,
    "string.format of many":
      `local f, t = ("%d"):rep(7000), {} for i = 1, 7000 do t[i] = i end return #f:format(unpack(t))`,
    "traceback of deep calls":
      "local function f(n) if n == 0 then return #debug.traceback() end return f(n - 1) + 1 end return f(15000)",
  };
  for (const [name, source] of Object.entries(recursions)) {
    const options: InstantiateOptions = {
      libs: ["base", "string", "table", "coroutine", "debug", "package"],
      limits: { steps: 4_000_000, memory: 64 << 20 },
      imports: { call: (f: LuaFunction) => f() },
      modules: { again: "package.loaded.again = nil return require('again')" },
    };
    for (const tier of ["interpreter", "compiled"] as const) {
      // compiled loops call their iterators without a level of their own, so another bound comes first
      if (name === "iterator" && tier === "compiled") continue;
      yield [
        `run ${name} (${tier})`,
        () => (runOf(source, { ...options, tier }) as unknown[]).map((v) => String(v).slice(-40)).join(" "),
      ];
    }
  }
}

if (import.meta.main) {
  for (const [name, action] of cases()) console.log(`${name}\t${ending(action).replaceAll("\n", "\\n")}`);
  console.log(`healthy\t${instantiate("return 1 + 1").run()}`);
}
