-- expect: limit memory
-- limits: steps=100000000
local t = {} while true do coroutine.resume(coroutine.create(function() t[#t + 1] = ("x"):rep(100000) .. #t end)) end
