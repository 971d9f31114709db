-- expect: limit steps
local t = setmetatable({}, { __concat = function() while true do end end }) pcall(function() return "a" .. t .. "b" end) return "escaped"
