-- Tables keyed by strings built while running: counting, looking up, deleting.
-- @section tables
-- @size check=10 quick=8000 full=80000
-- @scale 10000 20000 40000 80000 160000
-- @expect 10 10 10 8
-- @expect 8000 1000 8000 6000
-- @expect 10000 1000 10000 7500
-- @expect 20000 1000 20000 15000
-- @expect 40000 1000 40000 30000
-- @expect 80000 1000 80000 60000
-- @expect 160000 1000 160000 120000

local n = ...
local counts, seen = {}, {}
local distinct, total = 0, 0
for i = 1, n do
  local key = "key" .. i % 1000
  counts[key] = (counts[key] or 0) + 1
  local long = "user:" .. i .. ":name"
  seen[long] = i
  if i % 4 == 0 then seen["user:" .. (i - 2) .. ":name"] = nil end
end
for _, count in pairs(counts) do
  distinct = distinct + 1
  total = total + count
end
local left = 0
for i = 1, n do
  if seen["user:" .. i .. ":name"] then left = left + 1 end
end
return string.format("%d %d %d", distinct, total, left)
