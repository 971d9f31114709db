-- table.sort of numbers and of strings by <.
-- @section tables
-- @size check=20 quick=15000 full=150000
-- @scale 2500 5000 10000 20000 40000
-- @expect 20 2306 name99840 true
-- @expect 2500 37 name9998 true
-- @expect 5000 5 name9998 true
-- @expect 10000 5 name9999 true
-- @expect 15000 5 name9999 true
-- @expect 20000 5 name99998 true
-- @expect 40000 5 name99999 true
-- @expect 150000 0 name99999 true

local n = ...
local numbers, names = {}, {}
local seed = 7
for i = 1, n do
  seed = (seed * 8121 + 28411) % 134456
  numbers[i] = seed
  names[i] = "name" .. seed % 100000
end
table.sort(numbers)
table.sort(names)
local ordered = true
for i = 2, n do
  if numbers[i - 1] > numbers[i] or names[i - 1] > names[i] then ordered = false end
end
return string.format("%d %s %s", numbers[1], names[n], tostring(ordered))
