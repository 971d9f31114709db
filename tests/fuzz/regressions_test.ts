/** What the fuzzer found, made smaller, as cases of its targets: the same checks must pass. */

import { assertEquals, assertThrows } from "@std/assert";
import { runTarget } from "../../fuzz/run_target.ts";
import type { Settings } from "../../fuzz/target.ts";
import { compile, instantiate, LimitError, LinkError } from "../../mod.ts";

const SETTINGS: Settings = {
  steps: 6000,
  memory: 8 << 20,
  callDepth: 200,
  stringLength: 1 << 20,
  slice: 100,
};

/** Source, and the settings that matter. */
const RUNS: Readonly<Record<string, readonly [source: string, settings: Partial<Settings>]>> = {
  "steps of a string too large for what is left are not counted": [
    "local s = 'x' while true do s = s .. s end",
    { steps: 1000 },
  ],
  "a trap in the middle of an instruction reports the steps before it": [
    `local T = {1, k = "v"} for i = 1, 9 do T[#T + 1] = {"x"} T[1e9] = 1 end`,
    { memory: 20_000, slice: 7 },
  ],
  "slices do not decide when a trace is made": [
    `local n, co = {1, 2, "", k = ""} function w() end function o() do e() end end
     f = function(...) n = ... end
     coroutine.create(function() do co() end end)({}, {d = function() end, __ = function() end})`,
    { memory: 20_999, slice: 1 },
  ],
  "what inline caches hold does not decide when a trace is made": [
    `local o = {1, k = ""} local function t(...) t("") end f = function(...) end`,
    { memory: 19_149, slice: 1 },
  ],
  "what waits for its finalizer counts": [
    "f=function()end t(call(function()for i=1,974 do p=newproxy(true)getmetatable(p).__gc=f end end))",
    { memory: 70_721, slice: 62 },
  ],
  "the cost of a trace for stack space is not lost": [
    "coroutine.create(function(...) while e do end end) do function r(...) r(1, ...) end r() end",
    { memory: 24_129, slice: 103 },
  ],
  "the roots of a trace do not depend on the tier": [
    "f=function(...)return...end f((coroutine.create(function()end)))e({collectgarbage()})",
    {},
  ],
  "stack space of growing varargs is charged in both tiers": [
    "function g(...)g(a,...)end o(g())",
    { memory: 24_129 },
  ],
  "stack slots of entries from the host are no roots": [
    "local T,n,f f=function(...)end do function r()return call(r)end return r()end",
    { memory: 27_764 },
  ],
  "a NaN that the engine has worked out keeps its sign": [
    `local S="abc" local function out(...) for i = 1, select("#", ...) do
     io.write(tostring((select(i, ...)))) end end out((math.fmod(1/0, #S))) out(0/0, 1/0-1/0)`,
    {},
  ],
};

for (const [name, [data, settings]] of Object.entries(RUNS)) {
  Deno.test(name, () => {
    // the limits at which something happens depend on what libraries are charged for: a range of them
    for (let more = -4096; more <= 4096; more += 64) {
      const memory = settings.memory === undefined ? SETTINGS.memory : settings.memory + more;
      for (const slice of [settings.slice ?? 100, 1, 20]) {
        const verdict = runTarget.check({ data, settings: { ...SETTINGS, ...settings, memory, slice } });
        assertEquals(verdict.problem, undefined);
      }
      if (settings.memory === undefined) break;
    }
  });
}

Deno.test("imports over a limit are refused with a public error", () => {
  const module = compile("return 1");
  const imports = { data: { text: "longer than that" } };
  assertThrows(() => instantiate(module, { imports, limits: { stringLength: 3 } }), LinkError, "import data");
  assertThrows(() => instantiate(module, { imports, limits: { memory: 100 } }), LimitError, "memory");
});
