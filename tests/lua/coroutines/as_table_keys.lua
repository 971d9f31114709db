-- Threads are values: type, equality, keys.
local a, b = coroutine.create(function() end), coroutine.create(function() end)
print(type(a), a == a, a == b)
local t = {[a] = "a", [b] = "b"}
print(t[a], t[b], (tostring(a):match("^thread: ") ~= nil))
print(type(coroutine.wrap(function() end)))
print(pcall(function() return a < b end)) print(pcall(function() return a + 1 end)) print(pcall(function() return a() end))
