-- expect: error attack:3: string length overflow
-- limits: steps=1000000000
return #("x"):rep(1e6):rep(2147483647)
