-- expect: limit memory
-- limits: steps=1000000000
local t = { "x" } for i = 2, 1e8 do t[i] = i + 0.5 end
