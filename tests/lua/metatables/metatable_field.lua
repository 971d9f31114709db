-- __metatable hides the metatable and forbids changing it.
local t = setmetatable({}, {__metatable = "locked"})
print(getmetatable(t))
print(pcall(setmetatable, t, {}))
print(pcall(setmetatable, t, nil))
local f = setmetatable({}, {__metatable = false})
print(getmetatable(f), pcall(setmetatable, f, {}))
print(getmetatable("").__index == string, getmetatable("abc") == getmetatable(""))
print(getmetatable({}), getmetatable(1), getmetatable(nil), getmetatable(print))
print(pcall(setmetatable, {}, 1)) print(pcall(setmetatable, {})) print(pcall(setmetatable, 1, {})) print(pcall(getmetatable))
local m = {}
local u = setmetatable({}, m)
print(getmetatable(u) == m, setmetatable(u, nil) == u, getmetatable(u))
