-- expect: limit steps
local t = {} for i = 1, 7000 do t[i] = i end while true do pcall(pcall, pcall, pcall, pcall, pcall, unpack, t) end
