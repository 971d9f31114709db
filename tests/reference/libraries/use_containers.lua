-- lua-fifo, lua-mediator, lua-moses, lua-say, lua-ansicolors, lua-inifile, lua-lemock
local fifo = require "fifo"
local q = fifo(1, 2, 3)
q:push(4) q:insert(1, 0) print(q:pop(), q:pop(), q:peek(), q:length(), q:remove(2), #q, q:setempty(function() return "empty" end))
print(q:length()) print(q:pop(), q:pop(), q:pop())
local mediator = require "mediator"()
mediator:subscribe({ "car", "drive" }, function(...) print("drive", ...) return "first", true end, { priority = 1 })
mediator:subscribe({ "car" }, function(...) print("car", ...) end, { predicate = function(x) return x ~= 2 end })
print(unpack(mediator:publish({ "car", "drive" }, 1, "x"))) mediator:publish({ "car", "drive" }, 2) mediator:publish { "none" }
local M = require "moses"
local function show(t) local o = {} for i, v in ipairs(t) do o[i] = type(v) == "table" and show_(v) or tostring(v) end return "{" .. table.concat(o, ",") .. "}" end
function show_(t) return show(t) end
print(show(M.map({ 1, 2, 3 }, function(a, b) return (type(b) == "number" and b or a) * 2 end)), show(M.flatten { 1, { 2, { 3, { 4 } } } }))
print(show(M.uniq { 1, 2, 2, 3, 1 }), show(M.intersection({ 1, 2, 3 }, { 2, 3, 4 })), show(M.range(1, 10, 3)), show(M.reverse { 1, 2, 3 }))
print(show(M.difference({ 1, 2, 3, 4 }, { 2, 4 })), show(M.union({ 1, 2 }, { 2, 3 })), M.include({ 5, 6 }, 6), M.isEqual({ 1, { 2 } }, { 1, { 2 } }))
print(show(M.chunk and M.sort({ 3, 1, 2 }) or {}), M.identity(5), show(M.zip({ 1, 2 }, { "a", "b" })), M.isEmpty {}, M.isArray { 1, 2 })
local say = require "say"
say:set_namespace "en" say:set("hello", "Hello %s, %d times") say:set_namespace "fr" say:set("bye", "Au revoir") say:set_fallback "en"
print(say("hello", { "you", 3 }), say "bye", say "missing")
print((require "ansicolors" "%{red}red%{reset bright}x"):gsub("\27", "ESC"), pcall(require "ansicolors", "%{nocolor}"))
local name = os.tmpname()
local inifile = require "inifile"
local f = io.open(name, "w") f:write "; comment\n[a]\nx = 1\ny=yes\n[b]\nname = some text\n" f:close()
local ini = inifile.parse(name)
print(ini.a.x, ini.a.y, ini.b.name, type(ini.a.x)) ini.b.extra = 5 inifile.save(name, ini)
local keys = {} for line in io.lines(name) do keys[#keys + 1] = line end table.sort(keys) print(table.concat(keys, "|")) os.remove(name)
local lemock = require "lemock"
local mc = lemock.controller() local mock = mc:mock()
mock.x = 5 mock.f(1, 2) mc:returns("result") mock:method("a") mc:times(1, 2)
mc:replay() mock.x = 5 print(mock.f(1, 2)) mock:method "a" print(pcall(mc.verify, mc))
local mc2 = lemock.controller() local m2 = mc2:mock() m2.f(1) mc2:replay() print((select(2, pcall(function() m2.f(2) end)):gsub("table: 0x%x+", "T")))
