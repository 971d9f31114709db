-- expect: value false, "C stack overflow"
local t = setmetatable({}, { __add = function(a, b) return a + b end })
local ok, e = pcall(function() return t + 1 end)
return ok, e:match("C stack overflow")
