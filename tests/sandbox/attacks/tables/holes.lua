-- expect: value true
local t = {} for i = 1, 26 do t[2 ^ i] = i end return collectgarbage("count") < 1000
