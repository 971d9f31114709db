-- expect: limit memory
-- limits: steps=1000000000
local s = "x" for i = 1, 30 do s = s:gsub(".", "%0%0%0") end return #s
