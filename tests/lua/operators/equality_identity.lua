-- Equality is by value for numbers and strings, by identity for the rest.
local t, u = {}, {}
print(t == t, t == u, t ~= u)
print("ab" == "a" .. "b", 0.5 == 1/2)
local function f() end
print(f == f, f == function() end)
local co = coroutine.create(f)
print(co == co, co == coroutine.create(f))
print(nil == nil, true == true, true ~= false)
local k = {}
k[t] = 1
print(k[t], k[u], k[{}])
