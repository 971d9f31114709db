-- Compose, curry, memoise and iterate with closures only.
local function compose(f, g) return function(...) return f(g(...)) end end
local function curry(f, a) return function(...) return f(a, ...) end end
local add = function(a, b) return a + b end
print(compose(math.abs, function(a, b) return a - b end)(3, 10))
print(curry(add, 5)(6))
local function range(a, b, c) c = c or 1; local i = a - c; return function() i = i + c; if i <= b then return i end end end
for v in range(1, 10, 3) do io.write(v, " ") end print()
local function map(f, it) return function() local v = it(); if v ~= nil then return f(v) end end end
for v in map(function(x) return x * x end, range(1, 5)) do io.write(v, " ") end print()
local function Y(f) return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end) end
print(Y(function(self) return function(n) if n == 0 then return 1 end return n * self(n - 1) end end)(6))
