/**
 * Programs whose live data is 80% of the memory limit and that make a hundred times the limit of garbage: none may
 * be refused.
 *
 * @module
 */

import { instantiate } from "../../mod.ts";

/** How a program ended. */
export interface Churn {
  /** charged for live data when the churn began, and for all that was made, both in limits */
  readonly live: number;
  readonly made: number;
  readonly milliseconds: number;
}

/** What each program keeps, `make(i)`, and what it makes and drops over and over, `churn(i)`. */
export const WELL_BEHAVED: Readonly<Record<string, string>> = {
  "short strings": `function make(i) return "string number " .. i end churn = make`,
  "long strings": `function make(i) return ("x"):rep(1000) .. i end churn = make`,
  "strings grown by pieces": `
    function make(i) return ("%020d"):format(i) end
    function churn(i) local s = "" for j = 1, 100 do s = s .. j .. "," end return s end`,
  "gsub, format and concat": `
    function make(i) return ("key %d"):format(i) end
    function churn(i)
      local s = ("one two three %d"):format(i):gsub("%a+", function(w) return w:upper() .. w end)
      return table.concat({ s, s, s, i }, ";")
    end`,
  "arrays": `function make(i) return { i, i + 1, i + 2 } end churn = make`,
  "arrays grown and emptied": `
    function make(i) return { i } end
    function churn(i) local t = {} for j = 1, 300 do t[j] = j end for j = 300, 1, -1 do t[j] = nil end end`,
  "records": `function make(i) return { id = i, name = "n" .. i, tags = {} } end churn = make`,
  "dictionaries": `
    function make(i) return { i } end
    function churn(i) local t = {} for j = 1, 60 do t["k" .. j * i] = j end for j = 1, 60 do t["k" .. j * i] = nil end end`,
  "closures": `function make(i) local a = i return function() a = a + 1 return a end end churn = make`,
  "objects with metatables": `
    local class = {} class.__index = class
    function make(i) return setmetatable({ value = i }, class) end churn = make`,
  "coroutines": `
    function make(i) local co = coroutine.wrap(function() coroutine.yield(i) end) co() return co end churn = make`,
  "coroutines that end": `
    function make(i) return { i } end
    function churn(i) local co = coroutine.wrap(function(n) for j = 1, n do coroutine.yield(j) end end) co(2) co() co() end`,
  "deep recursion": `
    function make(i) return { i } end
    local function down(n) if n == 0 then return 0 end return 1 + down(n - 1) end
    function churn(i) return coroutine.wrap(down)(40) end`,
  "errors": `
    function make(i) return { i } end
    function churn(i) local ok, e = pcall(error, { message = "number " .. i }) return e.message end`,
  "sorted copies": `
    function make(i) return { i } end
    function churn(i) local t = {} for j = 1, 60 do t[j] = (j * 7919) % 61 end table.sort(t) return t end`,
  "cycles": `function make(i) local a, b = {}, {} a.b = b b.a = a return a end churn = make`,
  "weak keys": `
    local weak = setmetatable({}, { __mode = "k" })
    function make(i) return { i } end
    function churn(i) weak[{}] = { i } end`,
  "weak values": `
    local weak = setmetatable({}, { __mode = "v" })
    function make(i) return { i } end
    function churn(i) weak[i % 1000] = { i } end`,
  "a queue": `
    local first, last, queue = 1, 0, {}
    function make(i) return { i } end
    function churn(i) last = last + 1 queue[last] = { i } if last - first > 100 then queue[first] = nil first = first + 1 end end`,
  "all data replaced": `function make(i) return { i } end function churn(i) data[i % #data + 1] = { i } end`,
  "loaded chunks": `
    function make(i) return { i } end
    function churn(i) return loadstring("local a = ... return a * " .. i)(i) end`,
  "a bit of everything": `
    function make(i) return { id = i, text = "text " .. i, f = function() return i end, list = { i, i } } end
    function churn(i)
      local o = make(i)
      o.list[3] = o.text:rep(10):sub(5, 20)
      o.co = coroutine.wrap(function() coroutine.yield(o) end)
      return o.co()
    end`,
};

const RUN = `
local limit = ...
local function count() return collectgarbage("count") * 1024 end
data = {}
local n = 0
repeat
  for _ = 1, 20 do n = n + 1 data[n] = make(n) end
  if count() > 0.8 * limit then collectgarbage() end
until count() > 0.8 * limit
local live = count()
for i = 1, 20 do churn(i) end
-- what a round makes; a trace in between would hide it
local each = 1
for i = 1, 5 do
  collectgarbage()
  local before = count()
  churn(i) churn(i)
  each = math.max(each, (count() - before) / 2)
end
local rounds = math.ceil(100 * limit / each)
for i = 1, rounds do churn(i) end
return live / limit, rounds * each / limit`;

/** Runs one. @throws {LimitError} it was refused */
export function runWellBehaved(name: string, memory: number): Churn {
  const start = performance.now();
  const instance = instantiate(WELL_BEHAVED[name]! + RUN, { limits: { memory, steps: 1e11 } });
  const [live, made] = instance.main.all(memory) as number[];
  return { live: live!, made: made!, milliseconds: performance.now() - start };
}

if (import.meta.main) {
  const memory = Number(Deno.args[0] ?? 16) * 2 ** 20;
  for (const name of Object.keys(WELL_BEHAVED)) {
    const { live, made, milliseconds } = runWellBehaved(name, memory);
    console.log(`${name}: ${live.toFixed(2)} ${made.toFixed(0)} ${milliseconds.toFixed(0)} ms`);
  }
}
