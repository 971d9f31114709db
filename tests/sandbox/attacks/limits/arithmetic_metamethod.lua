-- expect: limit steps
local t = setmetatable({}, { __add = function() while true do end end }) pcall(function() return t + 1 end) return "escaped"
