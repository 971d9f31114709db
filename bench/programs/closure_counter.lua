-- Counters: closures that share and change an upvalue.
-- @section closures
-- @size check=10 quick=250000 full=2000000
-- @expect 10 0 20 10
-- @expect 250000 500000 0 250000
-- @expect 2000000 4000000 0 2000000

local function counter()
  local count = 0
  local function increment(by)
    count = count + by
    return count
  end
  local function get() return count end
  local function reset() count = 0 end
  return increment, get, reset
end

local n = ...
local increment, get, reset = counter()
local other = counter()
local total = 0
for i = 1, n do
  increment(2)
  other(1)
  if i % 100 == 0 then
    total = total + get()
    reset()
  end
end
return string.format("%d %d %d", total, get(), other(0))
