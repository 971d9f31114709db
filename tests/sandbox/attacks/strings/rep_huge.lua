-- expect: limit memory
-- limits: steps=1000000000
return #("x"):rep(1e9 / 4)
