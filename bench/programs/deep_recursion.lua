-- Recursion 4,000 calls deep that is not a tail call: frames are made, kept, and unwound.
-- @section nested
-- @size check=1 quick=150 full=1000
-- @expect 1 504500
-- @expect 150 75675000
-- @expect 1000 504500000

local function depth(n)
  if n == 0 then return 0 end
  local rest = depth(n - 1)
  return rest + 1
end

local function sum(list, i)
  local value = list[i]
  if value == nil then return 0 end
  return value + sum(list, i + 1)
end

local rounds = ...
local list = {}
for i = 1, 1000 do list[i] = i end
local total = 0
for _ = 1, rounds do
  total = total + depth(4000) + sum(list, 1)
end
return string.format("%d", total)
