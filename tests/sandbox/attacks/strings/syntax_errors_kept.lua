-- expect: limit memory
-- limits: steps=2000000000 memory=2000000
-- a message must not keep the source alive
local t = {} for i = 1, 1e8 do local _, e = loadstring("x = = " .. ("y"):rep(10000) .. i) t[i] = e end
