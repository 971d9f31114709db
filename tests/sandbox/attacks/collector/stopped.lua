-- expect: limit memory
-- limits: steps=1000000000
collectgarbage("stop") local t = {} while true do t[#t + 1] = {} end
