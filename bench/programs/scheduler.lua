-- A round-robin scheduler: tasks that sleep, spawn others and pass messages through mailboxes.
-- @section coroutines
-- @size check=2 quick=600 full=5000
-- @expect 2 1656
-- @expect 600 496800
-- @expect 5000 4140000

local yield = coroutine.yield

local rounds = ...
local total = 0
for round = 1, rounds do
  local ready, mailboxes = {}, {}
  local function spawn(f, ...)
    local thread = coroutine.create(f)
    local ok, failure = coroutine.resume(thread, ...)
    if not ok then error(failure) end
    if coroutine.status(thread) ~= "dead" then ready[#ready + 1] = thread end
  end
  local function send(to, message)
    local box = mailboxes[to] or {}
    mailboxes[to] = box
    box[#box + 1] = message
  end
  local function worker(id)
    for i = 1, 5 do
      send((id + i) % 10 + 1, id * i)
      yield()
    end
    local box = mailboxes[id] or {}
    for i = 1, #box do total = total + box[i] end
    if id <= 3 then
      spawn(function()
        yield()
        total = total + 1
      end)
    end
  end
  for id = 1, 10 do spawn(worker, id) end
  while #ready > 0 do
    local now = ready
    ready = {}
    for i = 1, #now do
      local ok, failure = coroutine.resume(now[i])
      if not ok then error(failure) end
      if coroutine.status(now[i]) ~= "dead" then ready[#ready + 1] = now[i] end
    end
  end
end
return string.format("%d", total)
