-- expect: limit steps
local t = {} for i = 1, 7000 do t[i] = i end while true do coroutine.wrap(function(...) return ... end)(unpack(t)) end
