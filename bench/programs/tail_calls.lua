-- Loops and a state machine written as proper tail calls.
-- @section nested
-- @size check=100 quick=300000 full=2500000
-- @expect 100 297 132
-- @expect 300000 899998 400000
-- @expect 2500000 7500003 3333332

local function count(n, acc)
  if n == 0 then return acc end
  return count(n - 1, acc + n % 7)
end

local states = {}

function states.start(n, acc)
  if n == 0 then return acc end
  return states.middle(n - 1, acc + 1)
end

function states.middle(n, acc)
  if n == 0 then return acc end
  if n % 3 == 0 then return states.start(n - 1, acc + 2) end
  return states.last(n - 1, acc)
end

function states.last(n, acc)
  if n == 0 then return acc end
  return states.start(n - 1, acc + 3)
end

local n = ...
return string.format("%d %d", count(n, 0), states.start(n, 0))
