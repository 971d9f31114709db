-- Protected calls that succeed: pcall around small functions, with arguments and results, nested.
-- @section errors
-- @size check=5 quick=100000 full=800000
-- @expect 5 59
-- @expect 100000 1049999
-- @expect 800000 8399999

local pcall = pcall

local function work(a, b) return a + b, a - b end

local function outer(a, b)
  local ok, sum = pcall(work, a, b)
  return ok and sum
end

local n = ...
local total = 0
for i = 1, n do
  local ok, sum, difference = pcall(work, i, 3)
  if ok then total = total + sum % 10 + difference % 7 end
  local _, nested = pcall(outer, i % 5, 1)
  total = total + nested
end
return string.format("%d", total)
