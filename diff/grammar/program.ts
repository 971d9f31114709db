/**
 * Whole programs, the same for the same seed: a prelude of helpers, then generated statements.
 *
 * What a program prints depends on no address, hash order or clock: tables are walked by `spairs`, which
 * sorts their keys, or by `ipairs`.
 *
 * @module
 */

import { Random } from "../random.ts";
import { StatementWriter } from "./statements.ts";

const PRELUDE = `local F = 150
local function T() F = F - 1 if F < 0 then error("fuel", 0) end end
local function S(v) if type(v) == "string" and #v > 100 then return string.sub(v, 1, 100) end return v end
local function show(v) if type(v) == "string" then return string.format("%q", v) end return tostring(v) end
local function P(...) local o = {} for i = 1, select("#", ...) do o[i] = show((select(i, ...))) end print(table.concat(o, " ")) end
local function spairs(t) local k = {} for key in pairs(t) do k[#k + 1] = key end table.sort(k, function(a, b) local x, y = type(a), type(b) if x ~= y then return x < y end if x == "number" or x == "string" then return a < b end return false end) local i = 0 return function() i = i + 1 if k[i] ~= nil then return k[i], t[k[i]] end end end
local function getinfo(l) local i = debug.getinfo(l + 1, "nSlu") if i then return i.name, i.namewhat, i.short_src, i.linedefined, i.lastlinedefined, i.what, i.currentline, i.nups end end
GN, GS, GT, GF = 5, "gs", {x = 1, n = 2, "first", "second"}, function(...) return ... end
function GT.f(a) return a end
local O1, O2, O3 = setmetatable({tag = "O1"}, {}), setmetatable({tag = "O2", 1, 2}, {}), setmetatable({}, {__index = GT})
local U1 = newproxy(true)
local CO = coroutine.create(function(...) local a = coroutine.yield(...) P("in CO", a) coroutine.yield(a, 2) error("CO fails") end)
`;

/** The program of a seed. */
export function generateProgram(seed: number): string {
  const r = new Random(seed);
  // neighbouring seeds begin alike
  for (let i = 0; i < 8; i++) r.next();
  const writer = new StatementWriter(r);
  writer.know([
    { name: "O1", type: "object" },
    { name: "O2", type: "object" },
    { name: "O3", type: "object" },
    { name: "U1", type: "object" },
    { name: "CO", type: "any" },
  ]);
  for (let n = r.integer(4, 14); n > 0; n--) writer.statement();
  const end = r.chance(0.04)
    ? `os.exit(${r.pick(["", "0", "1", "3", "255", "256", "-1", "'2'", "nil"])})\n`
    : "";
  return PRELUDE + writer.text + end;
}
