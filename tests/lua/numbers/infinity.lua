-- Infinities print as inf and -inf and follow IEEE rules.
local inf = 1/0
print(inf, -inf, inf == math.huge, -inf == -math.huge)
print(inf + 1, inf * -1, inf / 2, -inf - 1, 1 / inf, 1 / -inf)
print(inf > 1e308, -inf < -1e308, inf == inf, inf >= inf)
print(tostring(inf), inf .. "!", string.format("%f %g %e %5.1f|%-6g|%6g", inf, inf, inf, inf, inf, -inf))
print(math.floor(inf), math.ceil(-inf), math.max(1, inf), math.min(1, -inf), math.abs(-inf))
print(2^1024, 10^309, -(10^309), 1e309)
local t = {[inf] = "i", [-inf] = "m"}
print(t[inf], t[-inf], t[math.huge])
