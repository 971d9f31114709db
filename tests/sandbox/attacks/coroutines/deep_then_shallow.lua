-- expect: limit memory
-- limits: steps=1000000000 memory=6000000
-- frames of calls that have returned
local t = {}
local function down(n) if n > 0 then return 1 + down(n - 1) end return 0 end
for i = 1, 1e6 do t[i] = coroutine.wrap(function() down(3000) coroutine.yield() end) t[i]() end
