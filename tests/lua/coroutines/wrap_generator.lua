-- wrap makes a function that resumes, usable as an iterator.
local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * i) end end) end
for i, sq in range(4) do io.write(i, ":", sq, " ") end print()
local g = coroutine.wrap(function(...) local args = {...}; while true do args = {coroutine.yield(#args, unpack(args))} end end)
print(g(1, 2)) print(g()) print(g("a", "b", "c"))
local w = coroutine.wrap(function() return "only" end)
print(w()) print(pcall(w))
local e = coroutine.wrap(function() error("in wrap") end)
print(pcall(e)) print(pcall(e))
local t = coroutine.wrap(function() error({code = 1}) end)
print(type(select(2, pcall(t))))
