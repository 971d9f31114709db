-- expect: value true
-- limits: steps=1000000000
local t = setmetatable({}, { __mode = "kv" })
for i = 1, 100000 do t[{}] = { i } end
collectgarbage()
return next(t) == nil
