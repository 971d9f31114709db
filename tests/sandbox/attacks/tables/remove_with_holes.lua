-- expect: limit steps
local t = {} for i = 1, 100000 do t[i] = i end t[50] = nil t[50] = 1 while true do table.remove(t, 1) t[#t + 1] = 1 end
