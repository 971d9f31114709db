-- table.insert at the end and in the middle.
local t = {} table.insert(t, "a") table.insert(t, "b") table.insert(t, 1, "first") table.insert(t, 2, "second") table.insert(t, #t + 1, "last") print(table.concat(t, " "), #t)
print(table.insert(t, "x"), select("#", table.insert(t, "y"))) table.insert(t, 2.9, "frac") print(table.concat(t, " "))
local u = {1, 2, 3} table.insert(u, 1, nil) print(u[1], u[2], u[3], u[4]) local v = {} table.insert(v, 1, "one") table.insert(v, "2", "two") print(v[1], v[2])
print(pcall(table.insert)) print(pcall(table.insert, {})) print(pcall(table.insert, {}, 1, 2, 3)) print(pcall(table.insert, 5, 1)) print(pcall(table.insert, {}, "x", 1)) print(pcall(table.insert, nil, 1)) print(pcall(table.insert, {}, {}, 1))
local w = {1, 2, 3} table.insert(w, 6, "far") print(#w == 3 or #w == 6, w[6]) local z = {1, 2, 3} table.insert(z, 0, "zero") print(z[0], z[1], z[2], z[3], z[4]) local n = {"a"} table.insert(n, -1, "neg") print(n[-1], n[0], n[1], n[2])
