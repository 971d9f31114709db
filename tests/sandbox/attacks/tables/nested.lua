-- expect: limit memory
-- limits: steps=1000000000
local t = {} while true do t = { t } end
