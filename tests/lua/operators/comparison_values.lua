-- Comparison results used as values.
local a, b = 1, 2
print(a < b, a > b, a <= b, a >= b, a == b, a ~= b)
local r = a < b
print(r, not r, (a > b) == false)
local t = {a < b, a > b, x = a == 1}
print(t[1], t[2], t.x)
local function f(...) return ... end
print(f(a < b, "s" < "t", "a" ~= "b"))
print((a < b) and "lt" or "ge", a == b and 1 or 2)
print(1 == 1.0, "1" == 1, 0 == false, nil == false)
print(1 < 2, 1.5 <= 1.5, -1 > -2)
