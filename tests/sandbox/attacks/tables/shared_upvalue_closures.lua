-- expect: limit memory
-- limits: steps=1000000000
local t, n = {}, 0 for i = 1, 1e8 do t[i] = function() n = n + 1 return t end end
