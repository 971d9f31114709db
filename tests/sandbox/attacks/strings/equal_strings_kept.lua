-- expect: value 600
-- limits: steps=100000000
-- equal strings are one string for the account, so they have to be one in memory: these would be 120 MB
local t = {} for i = 1, 600 do t[i] = ("x"):rep(200000) .. "y" end return #t
