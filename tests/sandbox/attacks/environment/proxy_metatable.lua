-- expect: value true, false, "bad argument #1 to '?' (boolean or proxy expected)"
local p = newproxy(true)
local q = newproxy(p)
return getmetatable(p) == getmetatable(q), pcall(newproxy, {})
