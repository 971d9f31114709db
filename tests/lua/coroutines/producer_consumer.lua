-- Producer, filter and consumer as coroutines.
local function receive(prod) local ok, v = coroutine.resume(prod); return v end
local function send(x) coroutine.yield(x) end
local function producer(items) return coroutine.create(function() for _, x in ipairs(items) do send(x) end end) end
local function filter(prod) return coroutine.create(function() local n = 1; while true do local x = receive(prod); if not x then return end send(string.format("%2d %s", n, x)); n = n + 1 end end) end
local p = filter(filter(producer{"alpha", "beta", "gamma"}))
while true do local x = receive(p); if not x then break end print(x) end
