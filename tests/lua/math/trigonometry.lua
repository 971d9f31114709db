-- Trigonometric and hyperbolic functions to ten digits.
local function p(...) local t = {...} for i = 1, #t do t[i] = ("%.10g"):format(t[i]) end print(unpack(t)) end
for _, x in ipairs{0, 0.5, 1, -1, 2, math.pi / 6, math.pi / 4, math.pi} do p(math.sin(x), math.cos(x), math.tan(x)) p(math.sinh(x), math.cosh(x), math.tanh(x)) p(math.atan(x), math.rad(x), math.deg(x)) end
p(math.asin(1), math.acos(1), math.asin(-0.5), math.acos(-0.5), math.asin(0)) p(math.atan2(1, 1), math.atan2(-1, -1), math.atan2(0, -1), math.atan2(1, 0), math.atan2(0, 1)) p(math.pi, math.deg(math.pi), math.rad(180)) print(math.huge, -math.huge, math.pi)
