-- expect: limit steps
local g local function f(n) return g(n + 1) end function g(n) return f(n) end pcall(f, 1) return "escaped"
