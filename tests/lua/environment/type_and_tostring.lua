-- type needs an argument; names of the eight types.
print(type(nil), type(true), type(1), type("s"), type({}), type(print), type(coroutine.create(function() end)), type(newproxy()))
print(pcall(type)) print(type(type), type(type(1)))
print(_VERSION, type(_G), _G._VERSION)
local names = {}
for k, v in pairs(_G) do if type(v) == "function" then names[#names + 1] = k end end
table.sort(names)
local want = {"assert", "collectgarbage", "error", "getfenv", "getmetatable", "ipairs", "load", "loadstring", "newproxy", "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawset", "select", "setfenv", "setmetatable", "tonumber", "tostring", "type", "unpack", "xpcall"}
local have = {}
for _, n in ipairs(names) do have[n] = true end
for _, n in ipairs(want) do if not have[n] then print("missing", n) end end
for _, lib in ipairs{"string", "table", "math", "coroutine", "os"} do print(lib, type(_G[lib])) end
print(rawlen, table.pack, table.unpack, math.type, string.pack, utf8, bit32)
