-- Tables keyed by scattered integers, negative numbers and fractions.
-- @section tables
-- @size check=10 quick=40000 full=400000
-- @scale 10000 20000 40000 80000 160000
-- @expect 10 548 20
-- @expect 10000 280721 14351
-- @expect 20000 215457 24936
-- @expect 40000 886013 44999
-- @expect 80000 448889 85000
-- @expect 160000 183342 139456
-- @expect 400000 278620 139456

local n = ...
local sparse, fractions = {}, {}
local seed, total = 42, 0
for i = 1, n do
  seed = (seed * 8121 + 28411) % 134456
  sparse[seed] = i
  sparse[-(seed % 5000) - 1] = i
  fractions[i % 500 / 8] = seed % 100
end
seed = 42
for _ = 1, n do
  seed = (seed * 8121 + 28411) % 134456
  total = total % 1000003 + (sparse[seed] or 0) % 10 + (sparse[-seed] or 1)
end
local count = 0
for _ in pairs(sparse) do count = count + 1 end
for _, value in pairs(fractions) do total = total + value end
return string.format("%d %d", total, count)
