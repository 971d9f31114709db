-- expect: error attack:3: x
-- limits: steps=50000000 memory=33554432
local function f(n) if n > 0 then return f(n - 1) end error("x") end f(1000000)
