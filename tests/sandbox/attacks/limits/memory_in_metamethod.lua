-- expect: limit memory
-- limits: steps=100000000
local t, m = {}, {} setmetatable(m, { __index = function(_, k) while true do t[#t + 1] = { k } end end }) pcall(function() return m.x end) return "escaped"
