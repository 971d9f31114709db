-- expect: value false, "C stack overflow"
local m = {} m.__eq = function(a, b) return a == b end
local a, b = setmetatable({}, m), setmetatable({}, m)
local ok, e = pcall(function() return a == b end)
return ok, e:match("C stack overflow")
