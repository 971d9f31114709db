-- Garbage made while much stays alive: a large linked structure and a churn of small tables and strings.
-- @section tables
-- @size check=100 quick=15000 full=100000
-- @scale 10000 20000 40000 80000 160000
-- @expect 100 750 781
-- @expect 10000 75000 78431
-- @expect 15000 112500 117651
-- @expect 20000 150000 156871
-- @expect 40000 300000 313750
-- @expect 80000 600000 627500
-- @expect 100000 750000 784371
-- @expect 160000 1200000 1255000

local n = ...
local live = nil
for i = 1, n do
  live = { next = live, value = i, name = "node" .. i % 64 }
end
local churn = 0
for i = 1, n * 3 do
  local pair = { i, { i } }
  churn = churn + #pair + pair[2][1] % 2
end
local total = 0
while live do
  total = total + live.value % 5 + #live.name
  live = live.next
end
return string.format("%d %d", churn, total)
