-- expect: value false, true
-- limits: steps=5000000 memory=33554432
local t = print
for i = 1, 100000 do t = setmetatable({}, { __call = t }) end
local ok, e = pcall(t)
return ok, e:find("attempt to call", 1, true) ~= nil
