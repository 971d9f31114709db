-- Ackermann's function: deep recursion whose inner call is an argument of a tail call.
-- @section nested
-- @size check=1 quick=40 full=250
-- @expect 1 185
-- @expect 40 7480
-- @expect 250 46750

local function ack(m, n)
  if m == 0 then return n + 1 end
  if n == 0 then return ack(m - 1, 1) end
  return ack(m - 1, ack(m, n - 1))
end

local rounds = ...
local sum = 0
for i = 1, rounds do
  sum = sum + ack(2, 90 + i % 5)
end
return string.format("%d", sum)
