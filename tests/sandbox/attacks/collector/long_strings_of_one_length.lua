-- expect: value true
local p, t = ("x"):rep(20000), {}
for i = 1, 500 do t[i] = p .. (i + 1e6) t[i]:byte() end
for i = 1, 10 do collectgarbage() end
return true
