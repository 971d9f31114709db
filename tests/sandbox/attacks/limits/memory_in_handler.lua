-- expect: limit memory
-- limits: steps=100000000
local t = {} xpcall(error, function() while true do t[#t + 1] = { #t } end end) return "escaped"
