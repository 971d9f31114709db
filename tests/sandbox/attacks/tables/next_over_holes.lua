-- expect: limit steps
local t = {}
for i = 1, 200000 do t[i] = i end
for i = 2, 199999 do t[i] = nil end
while true do for k in next, t, 1 do break end end
