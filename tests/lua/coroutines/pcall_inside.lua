-- Errors caught inside a coroutine leave it running; closures stay shared.
local co = coroutine.create(function()
  local ok, e = pcall(error, "caught", 0)
  coroutine.yield(ok, e)
  ok, e = pcall(function() local t = nil; t.x = 1 end)
  coroutine.yield(ok, e)
  error("final", 0)
end)
print(coroutine.resume(co)) print(coroutine.resume(co)) print(coroutine.resume(co)) print(coroutine.resume(co))
local n = 0
local inc = coroutine.wrap(function() while true do n = n + 1; coroutine.yield() end end)
inc() inc() inc()
print(n)
local function get() return n end
n = 10 inc()
print(get())
