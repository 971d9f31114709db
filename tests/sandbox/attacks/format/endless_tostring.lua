-- expect: limit steps
-- limits: steps=1000
local t = {} setmetatable(t, { __tostring = function() return tostring(t) end }) print(t)
