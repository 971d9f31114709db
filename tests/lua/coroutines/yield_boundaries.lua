-- where 5.1 lets a coroutine yield, and where it does not
local function try(name, f)
  local co = coroutine.create(f)
  local results = {}
  for i = 1, 4 do
    local ok, a, b = coroutine.resume(co, i, i)
    results[#results + 1] = tostring(ok) .. " " .. tostring(a) .. " " .. tostring(b)
    if coroutine.status(co) == "dead" then break end
  end
  print(name, table.concat(results, " | "))
end
local yield = coroutine.yield
local function yielding() return yield("inside") end
local mt = {}
for _, event in ipairs { "add", "sub", "mul", "div", "mod", "pow", "unm", "concat", "eq", "lt", "le", "index", "newindex", "call", "tostring" } do
  mt["__" .. event] = function() return yield(event) end
end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local u = newproxy(true)
getmetatable(u).__len = function() return yield "len" end
try("plain", function(...) local x, y = yield(...) return x, y end)
try("Lua function", function() return (yielding()) end)
try("tail call", function() return yielding() end)
try("yield as tail call", function() return yield "tail" end)
try("pcall of yield", function() return pcall(yield, 1) end)
try("pcall", function() return pcall(yielding) end)
try("xpcall", function() return xpcall(yielding, function(m) return "handled " .. m end) end)
try("xpcall handler", function() return xpcall(error, yielding) end)
try("__add", function() return a + b end)
try("__sub", function() return a - 1 end)
try("__mul", function() return 2 * b end)
try("__div", function() return a / b end)
try("__mod", function() return a % b end)
try("__pow", function() return a ^ b end)
try("__unm", function() return -a end)
try("__concat", function() return a .. b end)
try("__eq", function() return a == b end)
try("__lt", function() return a < b end)
try("__le", function() return a <= b end)
try("__index", function() return a.x end)
try("__newindex", function() a.x = 1 return "set" end)
try("__call", function() return a(1) end)
try("__tostring", function() return tostring(a) end)
try("__len", function() return #u end)
try("__index is yield", function() return setmetatable({}, { __index = yield }).x end)
try("__call is yield", function() local t = setmetatable({}, { __call = yield, __tostring = function() return "callable" end }) return t(5) end)
try("iterator", function() for i in function() return yield "iterator" end do return i end end)
try("iterator is yield", function() for i in yield do return i end end)
try("coroutine as iterator", function() for i in coroutine.wrap(function() yield(5) end) do return i end end)
try("loop body", function() for i in pairs { 7 } do yield(i) end return "end" end)
try("table.sort", function() table.sort({ 3, 2, 1 }, function(x, y) yield "sort" return x < y end) return "sorted" end)
try("table.foreach", function() return table.foreach({ 1 }, yielding) end)
try("table.foreachi", function() return table.foreachi({ 1 }, yielding) end)
try("string.gsub", function() return (string.gsub("a", ".", yielding)) end)
try("loadstring", function() return loadstring("return coroutine.yield('loaded')")() end)
try("load's reader", function() return load(function() return yield "reader" end) end)
try("require", function() package.preload["yielding module"] = yielding return require "yielding module" end)
try("module", function() module("yielding_module", function() yield "module" end) return "made" end)
try("setfenv and back", function() return setfenv(function() return yield "env" end, { yield = yield })() end)
try("resume of resume", function() return coroutine.resume(coroutine.create(function() return yield "inner" end)) end)
try("wrap", function() return coroutine.wrap(function() return yield "wrapped" end)() end)
try("print with __tostring", function() print(a) return "printed" end)
try("assert", function() return assert(yielding()) end)
try("select", function() return select(1, yielding()) end)
print(pcall(yield, 1))
print(select(2, pcall(coroutine.wrap(function() error("after", 0) end))))
