-- expect: limit steps
-- limits: steps=20000000
local t = {} for i = 1, 50000 do t[i] = {} end while true do collectgarbage() end
