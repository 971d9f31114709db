-- expect: limit steps
-- limits: steps=20000000
-- with almost no memory left every allocation could ask for a trace
local t = {}
for i = 1, 100000 do t[i] = {} end
local s = ("x"):rep((16384 - collectgarbage("count")) * 1024 - 20000)
while true do local x = { 1, 2, 3 } end
