-- table.insert and table.remove: a stack, a short queue, and inserting into the middle.
-- @section tables
-- @size check=10 quick=25000 full=200000
-- @scale 7500 15000 30000 60000 120000
-- @expect 10 18 7 10 10
-- @expect 7500 336779 5000 16 24
-- @expect 15000 674288 10000 16 24
-- @expect 25000 1124317 16667 16 24
-- @expect 30000 1349279 20000 16 24
-- @expect 60000 2699288 40000 16 24
-- @expect 120000 5399279 80000 16 24
-- @expect 200000 8999311 133334 16 24

local insert, remove = table.insert, table.remove

local n = ...
local stack, queue, middle = {}, {}, {}
local total = 0
for i = 1, n do
  insert(stack, i)
  if i % 3 == 0 then total = total + remove(stack) % 100 end
  insert(queue, i % 50)
  if #queue > 16 then total = total + remove(queue, 1) end
  insert(middle, #middle % 10 + 1, i % 9)
  if #middle > 24 then total = total + remove(middle, 12) end
end
return string.format("%d %d %d %d", total, #stack, #queue, #middle)
