-- Iterators made of closures, in generic for loops: ranges, filters and zips stacked on each other.
-- @section closures
-- @size check=2 quick=2000 full=15000
-- @expect 2 40340
-- @expect 2000 45740000
-- @expect 15000 343050000

local function range(from, to)
  local i = from - 1
  return function()
    i = i + 1
    if i <= to then return i end
  end
end

local function keep(iterator, wanted)
  return function()
    while true do
      local value = iterator()
      if value == nil or wanted(value) then return value end
    end
  end
end

local function zip(left, right)
  return function()
    local a, b = left(), right()
    if a ~= nil and b ~= nil then return a, b end
  end
end

local function odd(x) return x % 2 == 1 end

local rounds = ...
local total = 0
for round = 1, rounds do
  for value in range(1, 50) do total = total + value end
  for a, b in zip(keep(range(1, 60), odd), range(round % 10, 100)) do
    total = total + a * b
  end
end
return string.format("%d", total)
