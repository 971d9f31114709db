-- Missing arguments are nil, extra ones are dropped.
local function f(a, b, c) return a, b, c end
print(f()) print(f(1)) print(f(1, 2, 3, 4, 5))
local function g() return "none" end
print(g(1, 2, 3))
print((function(a, b) return b, a end)(1))
print(f(nil, nil, 3))
local function h(a) a = a or "default"; return a end
print(h(), h(nil), h(false), h(1))
