-- Minus zero prints as -0, equals zero and divides to minus infinity.
local z = 0
local nz = -z
print(nz, 1 / nz, nz == 0, 0 == nz)
print(z * -1, z / -1, nz + 0)
print(tostring(nz), nz .. "", string.format("%d %g %.1f", nz, nz, nz))
print(math.abs(nz), 1 / math.abs(nz))
local t = {}
t[nz] = "zero"
print(t[0], t[-0], next(t))
print(math.floor(nz), math.ceil(-0.5), math.max(nz, 0), math.min(0, nz))
print(-1 % 1 == 0, 0 % 5, nz % 5)
