-- expect: limit steps
local function f() return f() end pcall(f) return "escaped"
