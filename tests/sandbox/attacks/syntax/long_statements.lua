-- expect: value 200000
-- limits: steps=50000000 memory=268435456
n = 0 loadstring(("n = n + 1 "):rep(200000))() return n
