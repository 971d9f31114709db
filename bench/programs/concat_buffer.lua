-- Strings built through table.concat, with and without a separator.
-- @section strings
-- @size check=20 quick=20000 full=150000
-- @scale 10000 20000 40000 80000 160000
-- @expect 20 0 50 1 2 3 4 5  18-19-20
-- @expect 10000 108494 48893 1 2 3 4 5  9998-9999-10000
-- @expect 20000 228094 108893 1 2 3 4 5  19998-19999-20000
-- @expect 40000 467294 228893 1 2 3 4 5  39998-39999-40000
-- @expect 80000 945694 468893 1 2 3 4 5  79998-79999-80000
-- @expect 150000 1832895 938894 1 2 3 4 5  149998-149999-150000
-- @expect 160000 1962495 1008894 1 2 3 4 5  159998-159999-160000

local concat = table.concat

local n = ...
local parts, size = {}, 0
for i = 1, n do
  parts[#parts + 1] = "item " .. i
  if #parts == 50 then
    local line = concat(parts, ", ")
    size = size + #line
    parts = {}
  end
end
local numbers = {}
for i = 1, n do numbers[i] = i end
local all = concat(numbers, " ")
return string.format("%d %d %s %s", size, #all, all:sub(1, 10), concat(numbers, "-", n - 2, n))
