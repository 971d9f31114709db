-- expect: value false, "C stack overflow"
local function f() table.foreach({ 1 }, f) end
local ok, e = pcall(f)
return ok, e:match("C stack overflow")
