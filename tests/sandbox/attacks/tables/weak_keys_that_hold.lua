-- expect: value true
-- limits: steps=1000000000
-- keys that a weak table has lost, and what they refer to
local w, p = setmetatable({}, { __mode = "k" }), ("x"):rep(10000)
for i = 1, 20000 do w[{ p .. i }] = 1 end
return collectgarbage("count") < 16384
