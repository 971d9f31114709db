-- expect: limit memory
-- limits: steps=1000000000 memory=6000000
-- an array keeps room for what was removed from it
local t = {} for n = 1, 1e6 do local u = {} for i = 1, 30 do u[i] = i end for i = 30, 1, -1 do u[i] = nil end t[n] = u end
