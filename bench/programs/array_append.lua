-- Arrays that grow by t[#t + 1], are read in order and backwards, and emptied from the end.
-- @section tables
-- @size check=100 quick=80000 full=800000
-- @scale 25000 50000 100000 200000 400000
-- @expect 100 14950 100
-- @expect 25000 3737500 25000
-- @expect 50000 7475001 50000
-- @expect 80000 11960001 80000
-- @expect 100000 14950000 100000
-- @expect 200000 29900001 200000
-- @expect 400000 59800000 400000
-- @expect 800000 119600001 800000

local n = ...
local list = {}
for i = 1, n do list[#list + 1] = i % 100 end
local total = 0
for i = 1, #list do total = total + list[i] end
for i = #list, 1, -1 do
  total = total + list[i] * 2
  list[i] = nil
end
for i = 1, n do list[i] = i end
for _, value in ipairs(list) do total = total + value % 3 end
return string.format("%d %d", total, #list)
