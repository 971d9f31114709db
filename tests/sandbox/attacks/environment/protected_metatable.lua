-- expect: value "locked", false, "cannot change a protected metatable"
local t = setmetatable({}, { __metatable = "locked" })
return getmetatable(t), pcall(setmetatable, t, {})
