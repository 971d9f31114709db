-- __concat: right to left, with strings, numbers and mixed operands.
local function show(x) return type(x) == "table" and "T" or tostring(x) end
local mt = {__concat = function(a, b) return "[" .. show(a) .. show(b) .. "]" end}
local t = setmetatable({}, mt)
print(t .. "x", "x" .. t, t .. t, 1 .. t, t .. 1)
print("a" .. "b" .. t, t .. "a" .. "b", "a" .. t .. "b", t .. t .. t)
print(1 .. 2 .. t .. 3 .. 4)
print(pcall(function() return {} .. t end))
print(pcall(function() return nil .. t end))
print(pcall(function() return {} .. "x" end))
print(pcall(function() return setmetatable({}, {}) .. "x" end))
local u = setmetatable({}, {__concat = function(a, b) return t end})
print("z" .. u .. "y")
print("p" .. "q" .. u)
