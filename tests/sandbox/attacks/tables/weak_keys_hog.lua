-- expect: limit memory
-- limits: steps=1000000000
local t, keep = setmetatable({}, { __mode = "k" }), {} for i = 1, 1e8 do keep[i] = {} t[keep[i]] = { i } end
