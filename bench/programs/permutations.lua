-- All permutations of a list by swapping in place, with a function called on each.
-- @section tables
-- @size check=4 quick=8 full=9
-- @expect 4 24 440
-- @expect 8 40320 655161
-- @expect 9 362880 700693

local function permute(list, n, f)
  if n <= 1 then return f(list) end
  for i = 1, n do
    list[i], list[n] = list[n], list[i]
    permute(list, n - 1, f)
    list[i], list[n] = list[n], list[i]
  end
end

local n = ...
local list = {}
for i = 1, n do list[i] = i end
local count, total = 0, 0
permute(list, n, function(order)
  count = count + 1
  total = (total + order[1] * order[n] + count) % 1000003
end)
return string.format("%d %d", count, total)
