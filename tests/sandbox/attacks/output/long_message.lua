-- expect: value 3000013
-- limits: steps=50000000
local _, e = pcall(error, ("x"):rep(3e6), 1) return #e + 13 - #e % 100
