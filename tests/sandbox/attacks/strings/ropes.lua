-- expect: limit memory
-- limits: steps=1000000000
local t, s = {}, ("x"):rep(1e6) for i = 1, 1000 do t[i] = s .. i end return #t
