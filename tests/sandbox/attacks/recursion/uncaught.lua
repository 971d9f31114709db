-- expect: error attack:3: stack overflow
-- limits: steps=5000000 memory=33554432
local function f() return 1 + f() end f()
