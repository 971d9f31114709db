-- The position of a caller lost to a tail call.
local function f() error("in f", 1) end
local function g() return f() end
print(pcall(g))
local function f2() error("in f2", 2) end
local function g2() return f2() end
print(pcall(g2))
local function h2() local x = g2(); return x end
print(pcall(h2))
