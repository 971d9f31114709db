-- expect: value true
-- limits: steps=5000000 memory=33554432
local t = "x"
for i = 1, 10000 do local inner = t t = setmetatable({}, { __tostring = function() return tostring(inner) end }) end
pcall(print, t)
return true
