-- expect: limit steps
local f = setfenv(function() while true do x = 1 end end, {}) pcall(f) return "escaped"
