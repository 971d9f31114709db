-- expect: limit memory
-- limits: steps=1000000000
local function f(n) if n > 0 then return 1 + f(n - 1) end coroutine.yield() return 0 end local t = {} for i = 1, 1e7 do t[i] = coroutine.create(f) coroutine.resume(t[i], 100) end
