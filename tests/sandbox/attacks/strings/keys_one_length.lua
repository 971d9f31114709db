-- expect: limit steps
-- limits: steps=5000000
-- V8 hashes long strings by their length
local p, t = ("x"):rep(20000), {}
for i = 1, 1e6 do t[p .. (1e6 + i)] = i if i > 600 then t[p .. (1e6 + i - 600)] = nil end end
