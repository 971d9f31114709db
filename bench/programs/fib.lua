-- Fibonacci numbers by double recursion: calls and returns of a local function.
-- @section nested
-- @size check=12 quick=27 full=31
-- @expect 12 144
-- @expect 27 196418
-- @expect 31 1346269

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local n = ...
return string.format("%d", fib(n))
