-- expect: limit memory
-- limits: steps=1000000000
local t = {} for i = 1, 400 do t[i] = "" end return #table.concat(t, ("x"):rep(1e6))
