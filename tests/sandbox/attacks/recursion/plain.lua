-- expect: value false, true
-- limits: steps=5000000 memory=33554432
local function f() return 1 + f() end
local ok, message = pcall(f)
return ok, message:find("stack overflow", 1, true) ~= nil
