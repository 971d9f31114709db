-- Traversing tables with pairs and next, clearing fields on the way, and testing for emptiness.
-- @section tables
-- @size check=100 quick=10000 full=80000
-- @scale 6000 12000 24000 48000 96000
-- @expect 100 1091 nil
-- @expect 6000 65994 nil
-- @expect 10000 109994 nil
-- @expect 12000 131991 nil
-- @expect 24000 263994 nil
-- @expect 48000 527994 nil
-- @expect 80000 879996 nil
-- @expect 96000 1055991 nil

local n = ...
local map = {}
for i = 1, n do
  map["k" .. i] = i
  map[i] = i
end
local total = 0
for _ = 1, 3 do
  for key, value in pairs(map) do
    if type(key) == "string" then total = total + value % 7 end
  end
end
local key, value = next(map)
while key do
  total = total + value % 3
  key, value = next(map, key)
end
for name in pairs(map) do map[name] = nil end
return string.format("%d %s", total, tostring(next(map)))
