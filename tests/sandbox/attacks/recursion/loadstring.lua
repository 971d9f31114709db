-- expect: value false, "stack overflow"
-- limits: steps=5000000 memory=33554432
f = loadstring("local x = f() return x")
local ok, e = pcall(f)
return ok, e:match("stack overflow")
