-- expect: limit steps
local t = setmetatable({}, { __call = function() while true do end end }) pcall(t) return "escaped"
