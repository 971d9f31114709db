-- expect: value true
local t = {}
for i = 1, 200 do t[i] = (i * 7919) % 211 end
local n = 200
pcall(table.sort, t, function(a, b) n = n + 1 t[n] = n return a < b end)
return n > 1000
