-- expect: value 1, true
local t = {} t[2 ^ 53] = 1 t[-2 ^ 53] = 2 t[1e308] = 3 t[2147483647] = 4 return t[2 ^ 53], collectgarbage("count") < 1000
