-- expect: value false, "C stack overflow"
local t = setmetatable({}, {}) getmetatable(t).__tostring = function() return tostring(t) .. "" end
local ok, e = pcall(tostring, t)
return ok, e:match("C stack overflow")
