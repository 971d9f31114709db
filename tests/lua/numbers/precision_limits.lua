-- Doubles: the exact integer range, rounding at its end, smallest steps.
print(2^53 == 2^53 + 1, 2^53 - 1 == 2^53)
print(1 + 2^-52 ~= 1, 1 + 2^-53 == 1)
print(0.1 * 3 == 0.3, 0.5 + 0.25 == 0.75)
print(string.format("%.17g", 0.1), string.format("%.17g", 1/3), string.format("%.20f", 0.1))
print(string.format("%.0f", 2^63), string.format("%.0f", 1e23))
local x, n = 1, 0
while x > 0 do x = x / 2; n = n + 1 end
print(n)
