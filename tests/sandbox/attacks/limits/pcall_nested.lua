-- expect: limit steps
local function f() while true do end end for i = 1, 150 do local g = f f = function() pcall(g) while true do end end end f()
