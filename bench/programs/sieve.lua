-- Sieve of Eratosthenes: an array of booleans, crossed out with growing strides.
-- @section tables
-- @size check=100 quick=250000 full=2500000
-- @expect 100 25 97
-- @expect 250000 22044 249989
-- @expect 2500000 183072 2499997

local n = ...
local composite = {}
for i = 1, n do composite[i] = false end
local count, last = 0, 0
for i = 2, n do
  if not composite[i] then
    count = count + 1
    last = i
    if i <= n / i then
      for j = i * i, n, i do composite[j] = true end
    end
  end
end
return string.format("%d %d", count, last)
