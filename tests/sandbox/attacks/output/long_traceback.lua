-- expect: error attack:3: x
-- limits: steps=5000000 memory=33554432
local function f(n) if n > 0 then local x = f(n - 1) return x end error("x") end f(15000)
