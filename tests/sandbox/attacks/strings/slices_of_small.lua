-- expect: value true
-- limits: steps=1000000000
-- 13 bytes of 4,000, many times
local t = {}
for i = 1, 100000 do t[i] = (("x"):rep(4000) .. i):sub(-13) end
return #t == 100000
