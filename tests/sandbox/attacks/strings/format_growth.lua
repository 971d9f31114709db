-- expect: limit memory
-- limits: steps=1000000000
local s = "x" for i = 1, 30 do s = ("%s%s"):format(s, s) end return #s
