-- Calls of the math library: rounding, extremes, square roots, trigonometry, remainders.
-- @section numeric
-- @size check=10 quick=50000 full=400000
-- @expect 10 482.8610 4962
-- @expect 50000 3757065.6813 78947
-- @expect 400000 64533440.8850 497507

local n = ...
local total, whole = 0, 0
for i = 1, n do
  local x = i / 10
  whole = whole % 65536 + math.floor(x) + math.ceil(x) + math.max(i, 500, 20) - math.min(i, 7)
  total = total + math.sqrt(x) + math.sin(x) * math.cos(x) + math.abs(50 - i % 100) + math.fmod(i, 7)
end
return string.format("%.4f %d", total, whole)
