-- Takeuchi's function: three arguments, three nested calls and a tail call each time; global function.
-- @section nested
-- @size check=1 quick=5 full=40
-- @expect 1 7
-- @expect 5 35
-- @expect 40 280

function tak(x, y, z)
  if y >= x then return z end
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
end

local rounds = ...
local sum = 0
for i = 1, rounds do
  sum = sum + tak(14, 7, i % 4)
end
return string.format("%d", sum)
