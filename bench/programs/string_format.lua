-- string.format with integers, fractions, padding, strings and %q.
-- @section strings
-- @size check=10 quick=15000 full=150000
-- @expect 10 544 10: value =  1.43
-- @expect 15000 926831 15000: value = 2142.86
-- @expect 150000 9691298 150000: value = 21428.57

local format = string.format

local n = ...
local size = 0
local last
for i = 1, n do
  local a = format("%d: %s = %5.2f", i, "value", i / 7)
  local b = format("%05d|%-8s|%8s|%x", i % 1000, "ab", "cd", i)
  local c = format("%s %s %q", i % 3 == 0 and "yes" or "no", "x", "line\n")
  size = size + #a + #b + #c
  last = a
end
return format("%d %s", size, last)
