-- expect: limit memory
-- limits: steps=100000000
local t = {} pcall(table.sort, { 2, 1 }, function() while true do t[#t + 1] = {} end end) return "escaped"
