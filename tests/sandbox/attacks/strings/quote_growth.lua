-- expect: limit memory
-- limits: steps=1000000000
local s = "\0" for i = 1, 30 do s = ("%q"):format(s) s = s .. s end return #s
