-- expect: limit output
-- limits: steps=5000000 memory=16777216 output=100000
io.write(("x"):rep(1e6))
