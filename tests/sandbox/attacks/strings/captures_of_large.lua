-- expect: value true
-- limits: steps=1000000000
local t = {}
for i = 1, 200 do t[i] = (("x"):rep(1e6) .. i .. ("y"):rep(30)):match("%d+y+") end
return #t[200] == 33
