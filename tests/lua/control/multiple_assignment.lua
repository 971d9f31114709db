-- All expressions are evaluated before any assignment; values are adjusted.
local a, b, c = 1, 2
print(a, b, c)
a, b = b, a
print(a, b)
a, b, c = b, c, a
print(a, b, c)
local t = {1, 2, 3}
t[1], t[2], t[3] = t[3], t[1], t[2]
print(t[1], t[2], t[3])
local i = 1
i, t[i] = i + 1, 20
print(i, t[1], t[2])
local function f() return 1, 2, 3 end
local x, y, z, w = f()
print(x, y, z, w)
x, y, z = f(), 10
print(x, y, z)
x, y, z = 0, f()
print(x, y, z)
x, y = f(), f()
print(x, y)
x, y = (f())
print(x, y)
local p = {}
p.a, p.b, p["c d"] = 1, 2, 3, 4
print(p.a, p.b, p["c d"])
