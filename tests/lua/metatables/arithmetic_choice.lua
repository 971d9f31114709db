-- The left operand's handler wins; the right one's is used when the left has none.
local l = setmetatable({}, {__add = function() return "left" end})
local r = setmetatable({}, {__add = function() return "right" end, __mul = function() return "rmul" end})
local n = setmetatable({}, {})
print(l + r, r + l, n + r, {} + r, 1 + r, l * r, n * r)
print(pcall(function() return n + n end))
print(pcall(function() return l * 1 end))
print(pcall(function() return l - r end))
local multi = setmetatable({}, {__add = function() return 1, 2, 3 end, __unm = function() end})
print((multi + 1), multi + 1, -multi)
local t = {multi + 1}
print(#t)
local callable = setmetatable({}, {__call = function(self, a, b) return "called" end})
print(pcall(function() return setmetatable({}, {__add = callable}) + 1 end))
