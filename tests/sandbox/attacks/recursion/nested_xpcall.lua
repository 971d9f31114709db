-- expect: value true
local function f() return xpcall(f, function(m) return xpcall(f, f) end) end
pcall(f)
return true
