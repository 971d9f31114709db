-- expect: value true
local nan = 0 / 0
local t = {}
for i = 1, 100 do t[i] = i % 3 == 0 and nan or i end
pcall(table.sort, t)
return #t == 100
