-- local function can call itself; local f = function cannot.
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
print(fact(10), fact(20))
local fib = function(n) return fib end
print(fib(1))
local even, odd
function even(n) if n == 0 then return true end return odd(n - 1) end
function odd(n) if n == 0 then return false end return even(n - 1) end
print(even(100), odd(7), even(7))
