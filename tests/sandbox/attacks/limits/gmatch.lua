-- expect: limit steps
local s = ("x"):rep(1000) while true do for c in s:gmatch(".") do end end
