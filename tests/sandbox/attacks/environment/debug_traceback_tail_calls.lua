-- expect: value true
-- libs: debug
local function f(n) if n > 0 then return f(n - 1) end return #debug.traceback() < 2000 end return f(300000)
