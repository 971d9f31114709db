-- expect: value 20000
-- P15: integers that collide in a Map of V8
local t, n = {}, 0
for i = 1, 20000 do t[i * 1048576] = i end
for i = 1, 20000 do if t[i * 1048576] then n = n + 1 end end
return n
