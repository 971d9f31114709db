-- Resuming inside resuming, a hundred levels.
local function level(n) if n == 0 then return "deep" end local co = coroutine.create(level); local ok, v = coroutine.resume(co, n - 1); return v end
print(level(100))
local function yl(n) local co = coroutine.wrap(function() if n > 0 then for v in yl(n - 1) do coroutine.yield(v + 1) end else coroutine.yield(0) end end) return co end
for v in yl(60) do print(v) end
