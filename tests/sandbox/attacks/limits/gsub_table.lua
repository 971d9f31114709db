-- expect: limit steps
pcall(string.gsub, "x", ".", setmetatable({}, { __index = function() while true do end end })) return "escaped"
