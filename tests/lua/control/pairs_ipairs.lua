-- pairs visits everything; ipairs stops at the first nil.
local t = {10, 20, 30, x = 1, y = 2}
local keys = {}
for k, v in pairs(t) do keys[#keys + 1] = tostring(k) .. "=" .. v end
table.sort(keys) print(table.concat(keys, " "))
for i, v in ipairs{1, 2, nil, 4} do io.write(i, " ") end print()
for i, v in ipairs{} do print("never") end
for i, v in ipairs{n = 1, [0] = "zero", "a"} do print(i, v) end
for k, v in pairs{} do print("never") end
local a = {1, 2, 3}
for i, v in ipairs(a) do if i < 6 then a[#a + 1] = v * 10 end end
print(#a, table.concat(a, " "))
print(next({}), next({5}), type(next), next({}, nil))
print(pcall(next, {}, "nokey")) print(pcall(pairs)) print(pcall(ipairs)) print(pcall(pairs, nil))
local f, s, v = ipairs(t) print(type(f), s == t, v)
local f2, s2, v2 = pairs(t) print(type(f2), s2 == t, v2)
