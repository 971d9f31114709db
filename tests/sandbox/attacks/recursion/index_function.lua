-- expect: value false, "C stack overflow"
local t = setmetatable({}, { __index = function(t, k) return t[k .. "x"] end })
local ok, e = pcall(function() return t.x end)
return ok, e:match("C stack overflow")
