-- expect: limit memory
-- limits: steps=1000000000
local t = {} for i = 1, 1e7 do t[i] = coroutine.create(function() coroutine.yield() end) coroutine.resume(t[i]) end
