-- ... in calls, constructors and assignments; adjusted to the number wanted.
local function f(...) return ... end
print(f()) print(f(nil)) print(f(1, 2, 3)) print((f(1, 2, 3)))
local function n(...) return select("#", ...) end
print(n(), n(nil), n(nil, nil), n(1, nil, nil))
local function t(...) local a, b = ...; return a, b end
print(t()) print(t(1)) print(t(1, 2, 3))
local function c(...) local t = {...}; local u = {..., "end"}; local w = {"a", ...}; return #t, #u, #w, u[1], u[2] end
print(c(1, 2, 3))
print(f(1, f(2, 3), f(4, 5)))
print(f(f(1, 2), 10), (f(f(1, 2))))
local function rest(a, ...) return a, select("#", ...), ... end
print(rest()) print(rest(1)) print(rest(1, 2, nil))
local function inner(...) return (function(...) return select("#", ...), ... end)("x", ...) end
print(inner(1, 2))
