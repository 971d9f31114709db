-- What x86 prints for the NaN its arithmetic makes.
print(0/0)
local inf = math.huge
print(inf - inf, inf * 0)
print(tostring(0/0), (0/0) .. "")
print(string.format("%g %f %5.1f", 0/0, 0/0, 0/0))
