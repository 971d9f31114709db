-- expect: limit steps
-- limits: steps=5000000 memory=67108864
-- libs: debug
local function f(n) if n > 0 then return 1 + f(n - 1) end while true do debug.traceback() end end f(15000)
