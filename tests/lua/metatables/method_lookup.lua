-- obj:method finds fields through __index, on strings, and with computed metatables.
local Stack = {}
Stack.__index = Stack
function Stack.new() return setmetatable({n = 0}, Stack) end
function Stack:push(...) for i = 1, select("#", ...) do self.n = self.n + 1; self[self.n] = (select(i, ...)) end return self end
function Stack:pop() local v = self[self.n]; self[self.n] = nil; self.n = self.n - 1; return v end
local s = Stack.new():push(1, 2, 3)
print(s:pop(), s:pop(), s.n, s:push("a"):push("b"):pop())
local lazy = setmetatable({}, {__index = function(t, k) return function(self, x) return k .. ":" .. tostring(x) end end})
print(lazy:anything(5), lazy:other())
print(pcall(function() s:nomethod() end))
print(pcall(function() local x = {}; x:nomethod() end))
print(pcall(function() return ("s"):nomethod() end))
print(pcall(function() return (5):nomethod() end))
