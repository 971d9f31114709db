-- expect: limit memory
-- limits: steps=1000000000
local t, s = {}, ("x"):rep(1e5) for i = 1, 1e6 do local _, e = pcall(error, s .. i) e:byte(3) t[i] = e end return #t
