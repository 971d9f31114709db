-- expect: value false, "C stack overflow"
local function f() return (("x"):gsub(".", f)) end
local ok, e = pcall(f)
return ok, e:match("C stack overflow")
