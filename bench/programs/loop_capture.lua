-- Loop variables captured by closures: a fresh variable in every iteration of every kind of loop.
-- @section closures
-- @size check=2 quick=2000 full=20000
-- @expect 2 1984
-- @expect 2000 1964020
-- @expect 20000 19640020

local n = ...
local total = 0
for round = 1, n do
  local list = {}
  for i = 1, 20 do
    list[#list + 1] = function() i = i + 1; return i end
  end
  for key, value in ipairs({ 3, 1, 4, 1, 5 }) do
    list[#list + 1] = function() return key * value end
  end
  local j = 0
  while j < 10 do
    local k = j + round % 3
    list[#list + 1] = function() k = k + j; return k end
    j = j + 1
  end
  for i = 1, #list do
    total = total + list[i]() + list[i]()
  end
end
return string.format("%d", total)
