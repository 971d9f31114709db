/**
 * What mutated cases are mutations of: the programs of `tests/lua` and `examples`, and their modules.
 *
 * @module
 */

import { compile } from "../mod.ts";
import { fromBytes } from "./target.ts";

const ROOT = new URL("../", import.meta.url);

/** Longer programs are left out, to keep cases fast. */
const MAX_SOURCE = 12_000;

function* luaFiles(folder: string): Generator<string> {
  for (const entry of [...Deno.readDirSync(new URL(folder, ROOT))].sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (entry.isDirectory) yield* luaFiles(`${folder}${entry.name}/`);
    else if (entry.name.endsWith(".lua")) yield folder + entry.name;
  }
}

/** Programs that hold what the corpus has little of, all of it in little space. */
const DENSE = [
  `local a, b, c = 1, 2, {10, 20, 30, n = 3}
local function add(x, ...) a = a + x; local y = ...; return a, y, arg end
local function vary(...) local n = 0; return n, ... end
for i = 1, 4 do
  local k = i
  c[i] = function(z) k = k + z; return k, i end
  if k > 2 and c.n ~= nil or not b then b = c[i](a) end
end
local function iterate(s, i) i = i + 1; if i < 4 then return i, s[i] end end
for i, f in iterate, c, 0 do b = b + add(f(i)) end
local t = {add(1), vary(1, 2, b), (vary(3)), x = a .. b .. "c", [b] = #c}
repeat local q = t[1]; local function w() return q end; a = w() - 1 until a < 100
while b > 0 do b = b / 2 - 1 end
c.n, t[1], a = a % 3, -b, b ^ 2
function t:m(p) return self.x, p end
return t:m(a), vary(t.m(t, 1))`,
  `local mt = {} mt.__index = function(t, k) return k end mt.__add = function(x, y) return 1 end
mt.__lt = function() return true end mt.__concat = function(x, y) return "c" end mt.__call = function(s, ...) return ... end
local o = setmetatable({}, mt)
local co = coroutine.wrap(function(...) local x = ... while true do x = coroutine.yield(x, o + 1, o .. 1, 1 .. o, o < o, o(1, 2)) end end)
print(pcall(co, 1), co(2), o.k, o[1])
print(xpcall(function() local l = nil; return l.x.y end, function(m) return debug.traceback(m) end))
for k, v in pairs({1, 2, x = 3}) do for w in string.gmatch("a b", "%a") do if k == w then break end end end
table.sort({3, 1, 2}, function(x, y) return x < y end)
debug.sethook(function(e, l) local n, v = debug.getlocal(2, 1) end, "crl", 3)
local s = 0 for i = 10, 1, -2 do s = s + i end debug.sethook()
return string.gsub("abc", "%w", function(c) return c:upper() end), debug.getinfo(1).currentline`,
  `local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end
local function g(n, ...) if n == 0 then return ... end return g(n - 1, n, ...) end
local up1, up2 = 1, "s"
local function outer() up1 = up1 + 1 return function() up2 = up2 .. up1 return function() return up1, up2 end end end
local t = {} t.a = {b = {c = function(self, ...) return #self, ... end}}
t.a.b[1], t.a.b[2] = 1, 2
print(f(20), g(5), outer()()(), t.a.b:c(1, nil, 3), select("#", g(3)))
local x = (up1 == 2 and "two" or up1 ~= 3 and "x") or nil
if not (up1 < 3) or up1 <= 2 and x ~= nil then x = -x end
return unpack({1, nil, 3, x}, 1, 4)`,
];

let sources: readonly string[] | undefined;

/** Sources as strings with one char a byte, always in the same order. */
export function corpusSources(): readonly string[] {
  if (sources !== undefined) return sources;
  const found = [...DENSE, ...DENSE, ...DENSE];
  for (const folder of ["tests/lua/", "examples/"]) {
    for (const path of luaFiles(folder)) {
      const source = fromBytes(Deno.readFileSync(new URL(path, ROOT)));
      if (source.length <= MAX_SOURCE) found.push(source);
    }
  }
  return sources = found;
}

let modules: readonly Uint8Array[] | undefined;

/** The serialized modules of those sources that compile. */
export function corpusModules(): readonly Uint8Array[] {
  if (modules !== undefined) return modules;
  const found: Uint8Array[] = [];
  for (const source of corpusSources()) {
    const bytes = Uint8Array.from(source, (char) => char.charCodeAt(0));
    try {
      found.push(compile(bytes, { name: "=m" }).serialize());
    } catch {
      // programs whose point is that they do not compile
    }
  }
  return modules = found;
}
