-- expect: limit memory
-- limits: steps=1000000000
local big = ("y"):rep(1e6) return #("x"):rep(1000):gsub(".", { x = big })
