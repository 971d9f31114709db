-- expect: value true
local function f(n) return pcall(coroutine.wrap(function() return pcall(f, n + 1) end)) end
f(1)
return true
