-- expect: limit memory
-- limits: steps=1000000000
local s = "x" for i = 1, 60 do pcall(function() s = s .. s end) end return #s
