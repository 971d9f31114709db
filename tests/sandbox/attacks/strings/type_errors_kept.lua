-- expect: limit memory
-- limits: steps=1000000000 memory=8000000
local t = {} for i = 1, 1e8 do local _, e = pcall(function() return nil .. i end) t[i] = e end
