-- expect: limit memory
-- limits: steps=5000000 memory=1000000
local function f(a, b, c) local d, e, g = a, b, c return 1 + f(d, e, g) end f(1, 2, 3)
