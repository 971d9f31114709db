-- A local assigned in the same statement that indexes with it keeps its old value there.
local a = {}
local i = 3
i, a[i] = i + 1, 20
print(i, a[3], a[4])
local t = {x = {}}
local old = t
t, t.y = {}, 5
print(old.y, t.y)
local k = "k1"
local u = {}
u[k], k = "v", "k2"
print(u.k1, u.k2, k)
local m = {1, 2}
local j = 1
j, m[j], m[j + 1] = 2, "a", "b"
print(j, m[1], m[2])
local function f(p) p, p.q = nil, 7; return p end
local arg1 = {}
print(f(arg1), arg1.q)
