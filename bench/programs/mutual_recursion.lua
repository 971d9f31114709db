-- Hofstadter's female and male sequences, and a parity test: functions that call each other through upvalues.
-- @section nested
-- @size check=20 quick=60 full=500
-- @expect 20 537 210
-- @expect 60 2493 610
-- @expect 500 24009 5010

local female, male

function female(n)
  if n == 0 then return 1 end
  return n - male(female(n - 1))
end

function male(n)
  if n == 0 then return 0 end
  return n - female(male(n - 1))
end

local function even(n, odd)
  if n == 0 then return true end
  return odd(n - 1, even)
end

local function odd(n, other)
  if n == 0 then return false end
  return other(n - 1, odd)
end

local n = ...
local sum, evens = 0, 0
for i = 0, n do
  sum = sum + female(i % 40) * 3 + male(i % 40)
  for j = 1, 20 do
    if even(i + j, odd) then evens = evens + 1 end
  end
end
return string.format("%d %d", sum, evens)
