-- expect: limit memory
-- limits: steps=1000000000
local s, t = ("x"):rep(1e6), {} for i = 1, 400 do t[i] = s end return #table.concat(t)
