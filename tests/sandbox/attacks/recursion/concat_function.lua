-- expect: value false, "C stack overflow"
local t = setmetatable({}, { __concat = function(a, b) return a .. b end })
local ok, e = pcall(function() return t .. "x" end)
return ok, e:match("C stack overflow")
