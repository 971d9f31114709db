-- expect: value "number", "string"
-- CVE-2025-46818: the metatable of strings belongs to the instance; the next instance has its own
local m = getmetatable("")
m.__index = function(s, k) return 1 end
m.__add = function() return "hacked" end
string.upper = function() return "hacked" end
return type(("x").y), type("a" + "b")
