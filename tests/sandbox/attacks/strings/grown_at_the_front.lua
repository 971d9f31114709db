-- expect: limit memory
-- limits: steps=1000000000 memory=6000000
local t, c = {}, string.char for i = 1, 1e6 do local s = "" for j = 1, 60 do s = c(97 + j % 26) .. s end t[i] = s end
