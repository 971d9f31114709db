-- expect: limit steps
local function g(...) return ... end local function f(...) while true do g(g(g(...))) end end local t = {} for i = 1, 7000 do t[i] = i end f(unpack(t))
