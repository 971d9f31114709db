-- expect: value 20000
-- J10: V8 hashes strings that spell array indexes by their value
local t, n = {}, 0
for i = 1, 20000 do t["" .. i * 65536] = i end
for k in pairs(t) do n = n + 1 end
return n
