-- expect: limit steps
local t = setmetatable({}, { __tostring = function() while true do end end }) pcall(tostring, t) pcall(print, t) return "escaped"
