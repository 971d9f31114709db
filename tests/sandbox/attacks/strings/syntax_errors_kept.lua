-- expect: value 20000
-- limits: steps=2000000000
-- a message must not keep the source alive, which would be 200 MB
local t = {} for i = 1, 20000 do local _, e = loadstring("x = = " .. ("y"):rep(10000) .. i) t[i] = e end return #t
