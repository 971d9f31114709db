-- expect: limit memory
-- limits: steps=100000000
local t = {} while true do pcall(function() t[#t + 1] = ("x"):rep(100000) .. #t end) end
