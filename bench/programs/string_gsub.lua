-- string.gsub with a replacement string, a table and a function.
-- @section strings
-- @size check=2 quick=600 full=5000
-- @scale 100 200 400 800 1600
-- @expect 2 3980 393
-- @expect 100 199000 19700
-- @expect 200 398000 39400
-- @expect 400 796000 78800
-- @expect 600 1194000 118200
-- @expect 800 1592000 157600
-- @expect 1600 3184000 315200
-- @expect 5000 9950000 985000

local text = "The quick brown fox jumps over the lazy dog, and $name pays $price for 12 eggs. "
local values = { name = "Alice", price = "3.50" }

local rounds = ...
local size, changes = 0, 0
for i = 1, rounds do
  local source = text:rep(5)
  local a, n1 = source:gsub("o", "0")
  local b, n2 = source:gsub("%$(%w+)", values)
  local c, n3 = source:gsub("%a+", function(word)
    if #word > 4 then return word:upper() end
  end)
  local d, n4 = source:gsub("(%w+) (%w+)", "%2 %1", i % 5 + 5)
  local e, n5 = source:gsub("%s+", " ")
  size = size + #a + #b + #c + #d + #e
  changes = changes + n1 + n2 + n3 + n4 + n5
end
return string.format("%d %d", size, changes)
