-- floor, ceil, modf, fmod and friends.
for _, v in ipairs{0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2.7, -2.7, 1e15 + 0.5, -1e300} do print(v, math.floor(v), math.ceil(v), math.modf(v)) end
print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(-7, -3), math.fmod(5.5, 2), math.fmod(1e15, 7)) print(math.mod == math.fmod, math.modf(1/0), math.modf(-1/0)) print(math.abs(-5), math.abs(5), math.abs(-0.5))
print(math.floor(2^53), math.ceil(-2^53), math.floor(-0.1), math.modf(3.7), (math.modf(-3.7)))
