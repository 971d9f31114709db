-- Timers and tasks on coroutines with virtual time.
local loop = {now = 0, timers = {}, ready = {}, log = {}}
local function at(t, f) local i = #loop.timers + 1 while i > 1 and loop.timers[i - 1].t > t do i = i - 1 end table.insert(loop.timers, i, {t = t, f = f}) end
local function spawn(f, ...) local args = {...} local co = coroutine.create(f) loop.ready[#loop.ready + 1] = function() local ok, e = coroutine.resume(co, unpack(args)) if not ok then loop.log[#loop.log + 1] = "task failed: " .. e end end return co end
local function sleep(t) local co = coroutine.running() at(loop.now + t, function() local ok, e = coroutine.resume(co) if not ok then loop.log[#loop.log + 1] = "task failed: " .. e end end) coroutine.yield() end
local chan = {q = {}, waiting = {}}
local function send(v) if #chan.waiting > 0 then local co = table.remove(chan.waiting, 1) coroutine.resume(co, v) else chan.q[#chan.q + 1] = v end end
local function recv() if #chan.q > 0 then return table.remove(chan.q, 1) end chan.waiting[#chan.waiting + 1] = coroutine.running() return coroutine.yield() end
local function log(...) loop.log[#loop.log + 1] = loop.now .. ":" .. table.concat({...}, " ") end
spawn(function() for i = 1, 3 do sleep(10) send("msg" .. i) log("sent", i) end send(nil) end)
spawn(function() while true do local v = recv() if not v then break end log("received", v) end log("consumer done") end)
spawn(function(name, n) for i = 1, n do log(name, i) sleep(7) end end, "ticker", 4)
spawn(function() sleep(15) error("deliberate", 0) end)
while #loop.ready > 0 or #loop.timers > 0 do
  while #loop.ready > 0 do table.remove(loop.ready, 1)() end
  local t = table.remove(loop.timers, 1)
  if t then loop.now = t.t t.f() end
end
print(table.concat(loop.log, "\n"))
