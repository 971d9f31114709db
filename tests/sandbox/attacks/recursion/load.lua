-- expect: value true
local depth = 0
local function f() depth = depth + 1 if depth < 1e5 then load(f) end end
pcall(f)
return depth < 1000
