-- Shadowing, block scope, and the right side seeing the outer variable.
local x = 1
do local x = x + 1; print(x); do local x = x * 10; print(x) end print(x) end
print(x)
local x = x + 5
print(x)
local y = y
print(y)
do local z = "in"; zz = z end
print(z, zz)
for x = 1, 1 do print(x) end
print(x)
local function f(x) local x = x or "p"; return x end
print(f(), f(2), x)
local a, a = 1, 2
print(a)
local function g(b, b) return b end
print(g(1, 2))
