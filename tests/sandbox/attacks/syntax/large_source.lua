-- expect: limit memory
-- limits: steps=1000000000
return loadstring(("x = 1 "):rep(3e6))
