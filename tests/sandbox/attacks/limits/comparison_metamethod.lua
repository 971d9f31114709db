-- expect: limit steps
local m = { __lt = function() while true do end end, __eq = function() while true do end end } local a, b = setmetatable({}, m), setmetatable({}, m) pcall(function() return a < b end) return "escaped"
