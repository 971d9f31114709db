-- expect: limit steps
local s = ("9"):rep(1e6) local n = 0 while true do n = n + s end
