-- Thousands of coroutines alive at the same time.
local cos = {}
for i = 1, 3000 do cos[i] = coroutine.wrap(function() local s = i; while true do s = s + coroutine.yield(s) end end) end
local sum = 0
for i = 1, 3000 do cos[i]() end
for r = 1, 3 do for i = 1, 3000 do sum = sum + cos[i](r) end end
print(sum, cos[1](0), cos[3000](0))
cos = nil
collectgarbage()
local n = 0
for i = 1, 20000 do local co = coroutine.wrap(function(x) coroutine.yield(x) end); n = n + co(1) end
print(n)
