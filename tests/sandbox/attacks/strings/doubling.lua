-- expect: limit memory
-- limits: steps=1000000000
local s = "x" for i = 1, 60 do s = s .. s end return #s
