/**
 * No limit can be caught: whatever construct a script is in when it is stopped, and whatever it has put around
 * it, nothing of it runs afterwards. The state an instance is left in is the documented one.
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  compile,
  instantiate,
  type InstantiateOptions,
  LimitError,
  MemoryFiles,
  UsageError,
} from "../../mod.ts";

/**
 * Places in which `stop()` is called, or `burn()` uses steps. Each program calls `escaped()` where control would
 * come to if what stopped the script could be caught.
 */
const PLACES: Readonly<Record<string, string>> = {
  "the main chunk": `stop() escaped()`,
  "pcall": `pcall(stop) escaped()`,
  "nested pcalls": `pcall(pcall, pcall, pcall, stop) escaped()`,
  "a loop of pcalls": `while true do pcall(stop) escaped() end`,
  "xpcall": `xpcall(stop, function(e) escaped() return e end) escaped()`,
  "an error handler": `xpcall(error, function() stop() escaped() end) escaped()`,
  "an error handler of an error handler": `
    xpcall(function() xpcall(error, function() error("again") end) error("x") end, function() stop() end) escaped()`,
  "a coroutine": `coroutine.resume(coroutine.create(function() stop() escaped() end)) escaped()`,
  "a wrapped coroutine": `pcall(coroutine.wrap(stop)) escaped()`,
  "a coroutine in coroutines": `
    local f = stop
    for i = 1, 10 do local g = f f = function() coroutine.resume(coroutine.create(g)) escaped() end end
    f()`,
  "a coroutine after it has yielded": `
    local co = coroutine.wrap(function() coroutine.yield() stop() escaped() end) co() pcall(co) escaped()`,
  "__index":
    `local t = setmetatable({}, { __index = function() stop() escaped() end }) pcall(function() return t.x end) escaped()`,
  "__newindex":
    `local t = setmetatable({}, { __newindex = function() stop() escaped() end }) pcall(function() t.x = 1 end) escaped()`,
  "__call": `local t = setmetatable({}, { __call = function() stop() escaped() end }) pcall(t) escaped()`,
  "arithmetic metamethods": `
    local m = {} for _, e in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "concat" } do
      m["__" .. e] = function() stop() escaped() end end
    local t = setmetatable({}, m) pcall(function() return t .. t end) pcall(function() return -t + t end) escaped()`,
  "comparison metamethods": `
    local m = {} m.__lt = function() stop() escaped() end m.__le, m.__eq = m.__lt, m.__lt
    local a, b = setmetatable({}, m), setmetatable({}, m) pcall(function() return a == b or a <= b end) escaped()`,
  "__tostring":
    `local t = setmetatable({}, { __tostring = function() stop() escaped() end }) pcall(print, t) escaped()`,
  "__index of _G":
    `setmetatable(_G, { __index = function() stop() rawget(_G, "escaped")() end }) pcall(function() return missing end)`,
  "__len and __gc of a proxy": `
    local p = newproxy(true) getmetatable(p).__len = function() stop() escaped() end
    getmetatable(p).__gc = function() escaped() end
    pcall(function() return #p end) p = nil collectgarbage() escaped()`,
  "a finalizer":
    `local p = newproxy(true) getmetatable(p).__gc = function() stop() escaped() end p = nil collectgarbage() escaped()`,
  "a finalizer in a pcall": `
    pcall(function() local p = newproxy(true) getmetatable(p).__gc = function() pcall(stop) escaped() end end)
    pcall(collectgarbage) escaped()`,
  "a sort comparator": `pcall(table.sort, { 3, 2, 1 }, function() stop() escaped() end) escaped()`,
  "a gsub callback": `pcall(string.gsub, "abc", ".", function() stop() escaped() end) escaped()`,
  "a gsub table":
    `pcall(string.gsub, "abc", ".", setmetatable({}, { __index = function() stop() escaped() end })) escaped()`,
  "an iterator": `pcall(function() for x in function() stop() escaped() end do escaped() end end) escaped()`,
  "foreach": `pcall(table.foreach, { 1, 2 }, function() stop() escaped() end) escaped()`,
  "foreachi": `pcall(table.foreachi, { 1, 2 }, function() stop() escaped() end) escaped()`,
  "a load reader": `pcall(load, function() stop() escaped() return "x = 1" end) escaped()`,
  "loaded text": `pcall(loadstring("stop() escaped()")) escaped()`,
  "a module": `pcall(require, "stopping") escaped()`,
  "a module loader": `package.preload.x = function() stop() escaped() end pcall(require, "x") escaped()`,
  "a searcher of modules": `
    table.insert(package.loaders, 1, function() stop() escaped() end) pcall(require, "y") escaped()`,
  "dofile": `pcall(dofile, "stopping.lua") escaped()`,
  "a debug hook": `debug.sethook(function() debug.sethook() stop() escaped() end, "l")
    pcall(function() local x = 1
      local y = 2 escaped() end) escaped()`,
  "a count hook":
    `debug.sethook(function() debug.sethook() stop() escaped() end, "", 1) pcall(function() local x = 1 escaped() end) escaped()`,
  "a hook of a coroutine": `
    local co = coroutine.create(function() local x = 1
      escaped() end)
    debug.sethook(co, function() stop() escaped() end, "l") coroutine.resume(co) escaped()`,
  "setfenv":
    `local f = function() stop() escaped() end pcall(setfenv(f, setmetatable({}, { __index = _G }))) escaped()`,
  "a tail call": `pcall(function() return stop() end) escaped()`,
  "a Lua function called by the host": `pcall(call, function() stop() escaped() end) escaped()`,
  "a Lua function called by the host, caught there":
    `pcall(swallow, function() stop() escaped() end) escaped()`,
  "deep recursion":
    `local function f(n) if n == 0 then stop() escaped() end pcall(f, n - 1) escaped() end f(60)`,
  "table.concat of a host value":
    `local s = {} for i = 1, 9 do s[i] = "x" end pcall(function() stop() table.concat(s) escaped() end) escaped()`,
};

/** Ways to stop a script: options, and what `stop` is. */
interface Stop {
  readonly kind: LimitError["kind"];
  /** defines `stop` for the script */
  readonly source: string;
  readonly options: (stop: { now: number; controller: AbortController }) => InstantiateOptions;
  /** the instance cannot be used afterwards */
  readonly dead?: true;
}

const STOPS: readonly Stop[] = [
  {
    kind: "steps",
    source: "function stop() while true do end end",
    options: () => ({ limits: { steps: 30_000 } }),
  },
  {
    kind: "steps",
    source: "function stop() string.rep('x', 1e6) stop() end",
    options: () => ({ limits: { steps: 100_000 } }),
  },
  {
    kind: "memory",
    source: "function stop() local t = {} while true do t[#t + 1] = {} end end",
    options: () => ({ limits: { memory: 1 << 20 } }),
    dead: true,
  },
  {
    kind: "memory",
    source: "function stop() return string.rep('x', 1e7) end",
    options: () => ({ limits: { memory: 1 << 20 } }),
    dead: true,
  },
  {
    kind: "time",
    source: "function stop() host.late() while true do end end",
    options: (state) => ({
      limits: { timeout: 100 },
      clock: () => state.now,
      imports: { host: { late: () => void (state.now = 1000) } },
    }),
  },
  {
    kind: "aborted",
    source: "function stop() host.abort() while true do end end",
    options: ({ controller }) => ({
      signal: controller.signal,
      imports: { host: { abort: () => controller.abort() } },
    }),
  },
  {
    kind: "output",
    source: "function stop() io.write(('x'):rep(99)) io.write('yy') end",
    options: () => ({ limits: { output: 100 }, stdout: () => {} }),
  },
  {
    kind: "hostCalls",
    source: "function stop() while true do host.nothing() end end",
    options: () => ({ limits: { hostCalls: 20 }, imports: { host: { nothing: () => {} } } }),
  },
];

const LIBS = ["base", "string", "table", "math", "coroutine", "os", "io", "debug", "package"] as const;

function instanceOf(stop: Stop, place: string, escapes: { count: number }) {
  const state = { now: 0, controller: new AbortController() };
  const { imports, limits, ...options } = stop.options(state);
  const files = new MemoryFiles();
  const file = files.open("stopping.lua", "w");
  file.write("stop() escaped()");
  file.close();
  return instantiate(compile(`if again then return "again" end again = true ${stop.source} ${place}`), {
    // with finalizers; every limit is given below
    profile: "trusted",
    libs: LIBS,
    files,
    modules: { stopping: "stop() escaped()" },
    ...options,
    limits: { steps: 10_000_000, memory: 64 << 20, ...limits },
    imports: {
      ...imports as Record<string, unknown>,
      escaped: () => void escapes.count++,
      call: (f: () => unknown) => f(),
      swallow: (f: () => unknown) => {
        try {
          return f();
        } catch {
          return "swallowed";
        }
      },
    },
  });
}

for (const [index, stop] of STOPS.entries()) {
  for (const manner of ["run", "slices", "runAsync"] as const) {
    // memory and steps of another kind are the same thing a second time
    if (manner !== "run" && (index === 1 || index === 3)) continue;
    Deno.test(`${stop.kind} cannot be caught: ${stop.source.slice(16, 50)}, ${manner}`, async () => {
      for (const [where, place] of Object.entries(PLACES)) {
        const escapes = { count: 0 };
        const instance = instanceOf(stop, place, escapes);
        const drive = async () => {
          if (manner === "run") return instance.run();
          if (manner === "runAsync") return await instance.runAsync();
          for (const _ of instance.slices(1000));
        };
        const error = await assertRejects(drive, LimitError, undefined, where);
        assertEquals([where, error.kind, escapes.count], [where, stop.kind, 0]);
        assertEquals([where, instance.status], [where, stop.dead ? "dead" : "idle"]);
        if (stop.dead) {
          assertThrows(() => instance.run(), UsageError, "the instance is dead: it was stopped: ");
        } else if (stop.kind !== "aborted" && where !== "__index of _G") {
          assertEquals([where, instance.run()], [where, "again"]);
        }
        assertEquals(escapes.count, 0);
      }
    });
  }
}

Deno.test("a stopped run leaves no frame, hook or coroutine behind that goes on in the next one", () => {
  const instance = instantiate(
    `
      local debug = debug
      function hooked() debug.sethook(function() while true do end end, "l") local x = 1
        local y = 2 end
      function plain() debug.sethook() return (coroutine.running()), debug.traceback("t") end
      function inside() coroutine.wrap(function() pcall(function() while true do end end) end)() end
    `,
    { libs: ["base", "coroutine", "debug"], limits: { steps: 20_000 } },
  );
  instance.run();
  const plain = instance.get("plain") as { all(): unknown[] };
  const before = plain.all();
  for (const name of ["inside", "hooked"]) {
    assertEquals(assertThrows(() => instance.call(name), LimitError).kind, "steps");
    // the hook is still set: it belongs to the script. Its own code is not hooked while it runs
    if (name === "hooked") assertThrows(() => plain.all(), LimitError);
    else assertEquals(plain.all(), before);
  }
  assert(instance.usage.memory < 200_000);
});
