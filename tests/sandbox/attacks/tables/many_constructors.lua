-- expect: limit memory
-- limits: steps=1000000000
local t = {} for i = 1, 1e8 do t[i] = { 1, 2, 3, 4, 5, 6, 7, 8 } end
