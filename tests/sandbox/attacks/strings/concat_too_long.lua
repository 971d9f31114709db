-- expect: error attack:4: string length overflow
-- limits: steps=1000000000 memory=16777216 stringLength=100000000
local s, t = ("x"):rep(1e6), {} for i = 1, 1000 do t[i] = s end
return #table.concat(t)
