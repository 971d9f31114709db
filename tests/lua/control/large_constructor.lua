-- A constructor longer than the flush batch of the compiler.
local parts = {}
for i = 1, 1200 do parts[i] = tostring(i) end
local t = loadstring("return {" .. table.concat(parts, ",") .. "}")()
print(#t, t[1], t[50], t[51], t[600], t[1200], t[1201])
local u = loadstring("return {" .. table.concat(parts, ",") .. ", ...}")("x", "y")
print(#u, u[1200], u[1201], u[1202])
local names = {}
for i = 1, 600 do names[i] = "k" .. i .. "='v" .. i .. "'" end
local v = loadstring("return {" .. table.concat(names, ";") .. "}")()
print(v.k1, v.k300, v.k600, #v)
local s = {}
for i = 1, 500 do s[i] = "'" .. i .. "x'" end
print(#table.concat(loadstring("return {" .. table.concat(s, ",") .. "}")()))
