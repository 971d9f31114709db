-- expect: value true
-- limits: steps=1000000000
-- P16: short slices of large strings must not keep these alive
local t = {}
for i = 1, 200 do t[i] = (("x"):rep(1e6) .. i):sub(-24) end
return collectgarbage("count") < 4096
