-- expect: limit steps
-- limits: steps=20000000 memory=67108864
local t = {} while true do table.insert(t, 1, 1) end
