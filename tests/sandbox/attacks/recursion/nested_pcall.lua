-- expect: value true, false, true
local depth = 0
local function f() depth = depth + 1 local ok, e = pcall(f) if not ok and not first then first = e end return ok end
local ok, inner = pcall(f)
return ok, type(first) ~= "string", depth > 150 and depth < 250
