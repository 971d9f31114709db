-- Coroutines that resume coroutines, each with its own state.
local function nest(n) return coroutine.wrap(function() if n > 0 then local inner = nest(n - 1); for v in inner do coroutine.yield(v .. n) end end coroutine.yield("leaf" .. n) end) end
for v in nest(4) do print(v) end
local log = {}
local co1 = coroutine.create(function() log[#log + 1] = "a1"; coroutine.yield(); log[#log + 1] = "a2" end)
local co2 = coroutine.create(function() log[#log + 1] = "b1"; coroutine.resume(co1); log[#log + 1] = "b2"; coroutine.yield(); coroutine.resume(co1); log[#log + 1] = "b3" end)
coroutine.resume(co2) coroutine.resume(co2)
print(table.concat(log, " "), coroutine.status(co1), coroutine.status(co2))
