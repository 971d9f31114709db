-- expect: value true
-- limits: steps=1000000000
-- removed keys stay in their table until it is rehashed; what they refer to must not
local t = {}
for i = 1, 9000 do t["k" .. i] = 1 end
local p = ("x"):rep(10000)
for i = 1, 5000 do t[p .. i] = 1 t[p .. i] = nil local k = { p .. i } t[k] = 1 t[k] = nil end
return collectgarbage("count") < 16384
