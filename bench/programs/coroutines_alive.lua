-- Many coroutines alive at once: all are started, then resumed in turns until they end.
-- @section coroutines
-- @size check=10 quick=10000 full=100000
-- @scale 5000 10000 20000 40000 80000
-- @expect 10 120 10
-- @expect 5000 60000 5000
-- @expect 10000 120000 10000
-- @expect 20000 240000 20000
-- @expect 40000 480000 40000
-- @expect 80000 960000 80000
-- @expect 100000 1200000 100000

local create, resume, yield = coroutine.create, coroutine.resume, coroutine.yield

local function task(id)
  local step = yield(id)
  local other = yield(id + step)
  return step + other
end

local n = ...
local tasks, total = {}, 0
for i = 1, n do
  tasks[i] = create(task)
  local _, id = resume(tasks[i], i)
  total = total + id % 10
end
for round = 1, 2 do
  for i = 1, n do
    local _, value = resume(tasks[i], round)
    total = total + value % 10
  end
end
local dead = 0
for i = 1, n do
  if coroutine.status(tasks[i]) == "dead" then dead = dead + 1 end
end
return string.format("%d %d", total, dead)
