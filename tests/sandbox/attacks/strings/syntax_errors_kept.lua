-- expect: limit memory
-- limits: steps=1000000000
local t = {} for i = 1, 1e8 do local _, e = loadstring("x = = " .. ("y"):rep(1000) .. i) t[i] = e end
