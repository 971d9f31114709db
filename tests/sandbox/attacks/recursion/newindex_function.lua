-- expect: value false, "C stack overflow"
local t = setmetatable({}, { __newindex = function(t, k, v) t[k] = v end })
local ok, e = pcall(function() t.x = 1 end)
return ok, e:match("C stack overflow")
