-- expect: value false, "C stack overflow"
local function f() table.sort({ 2, 1 }, f) end
local ok, e = pcall(f)
return ok, e:match("C stack overflow")
