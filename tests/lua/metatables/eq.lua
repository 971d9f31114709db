-- __eq is tried only for two tables (or userdata) with the same handler, and gives a boolean.
local calls = 0
local eq = function(a, b) calls = calls + 1; return a.v == b.v end
local mt = {__eq = eq}
local a, b, c = setmetatable({v = 1}, mt), setmetatable({v = 1}, mt), setmetatable({v = 2}, mt)
print(a == b, a == c, a ~= b, a ~= c, calls)
print(a == a, calls)
print(a == 1, a == "x", a == nil, a == {}, calls)
local other = setmetatable({v = 1}, {__eq = eq})
print(a == other, calls)
local diff = setmetatable({v = 1}, {__eq = function() return true end})
print(a == diff, diff == a, calls)
local truthy = {__eq = function() return 1 end}
local falsy = {__eq = function() return nil end}
print(setmetatable({}, truthy) == setmetatable({}, truthy), setmetatable({}, falsy) == setmetatable({}, falsy))
print(rawequal(a, b), rawequal(a, a))
local k = {[a] = "by identity"}
print(k[a], k[b])
local list = {a, b}
print(a == list[2], not (a == c))
