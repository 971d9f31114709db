-- expect: limit steps
local t = {} for i = 1, 7000 do t[i] = i end local function f(...) while true do local n = select("#", select(2, ...)) end end f(unpack(t))
