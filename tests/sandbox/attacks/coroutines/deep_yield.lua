-- expect: limit steps
-- limits: steps=20000000 memory=67108864
local function f(n) if n > 0 then local x = f(n - 1) return x end while true do coroutine.yield() end end
local co = coroutine.wrap(f)
co(15000)
while true do co() end
