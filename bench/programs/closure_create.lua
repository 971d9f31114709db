-- Small closures: made, called a few times, dropped.
-- @section closures
-- @size check=10 quick=100000 full=800000
-- @expect 10 55
-- @expect 100000 550000
-- @expect 800000 4400000

local function adder(step)
  return function(value) return value + step end
end

local n = ...
local total = 0
for i = 1, n do
  local add = adder(i % 10)
  total = add(total) + add(1) - add(0)
end
return string.format("%d", total)
