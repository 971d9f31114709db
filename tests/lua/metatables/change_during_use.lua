-- Metatables and their fields may change at any time.
local mt = {}
local t = setmetatable({}, mt)
print(t.x)
mt.__index = {x = "from table"}
print(t.x)
mt.__index = function() return "from function" end
print(t.x)
mt.__index = nil
print(t.x)
setmetatable(t, {__index = {x = "other"}})
print(t.x)
setmetatable(t, nil)
print(t.x)
local n = 0
local s = setmetatable({}, {__newindex = function(t, k, v) n = n + 1; if n == 2 then getmetatable(t).__newindex = nil end end})
s.a = 1; s.b = 2; s.c = 3
print(rawget(s, "a"), rawget(s, "b"), rawget(s, "c"), n)
local mt2 = setmetatable({}, {__index = function(_, ev) return function() return ev end end})
print(pcall(function() return setmetatable({}, mt2) + 1 end))
