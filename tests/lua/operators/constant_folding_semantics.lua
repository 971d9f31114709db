-- Constant expressions give what the running operators give.
local one, two, zero = 1, 2, 0
print(1 / 2 == one / two, 2 ^ 0.5 == two ^ 0.5, -1 % 2 == -one % two)
print(1 / 0 == one / zero, -1 / 0 == -one / zero, 0 / 0 ~= zero / zero)
print(-(0) == 0, 1 / (zero * -1))
print(3 * 4 + 2, "a" .. 1 + 1, 2 ^ 3 ^ 2, -2 ^ 2)
print(not nil, not 1, not "x", - -1, #"const")
print(pcall(loadstring("return 'a' + 1", "=k")))
print(pcall(loadstring("return -'a'", "=k")))
print(1 and 2, nil and 2, false or 3, "a" and nil)
