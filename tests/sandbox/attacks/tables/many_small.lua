-- expect: limit memory
-- limits: steps=1000000000
local t = {} for i = 1, 1e8 do t[i] = {} end
