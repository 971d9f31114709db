-- expect: value false, "error in error handling"
-- limits: steps=5000000 memory=33554432
local function h() return h() + 1 end
return xpcall(error, h)
