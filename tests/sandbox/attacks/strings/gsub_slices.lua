-- expect: value true
-- limits: steps=1000000000
local t = {}
for i = 1, 5000 do t[i] = (("x"):rep(4000) .. ("y"):rep(20) .. i):gsub("x+(y+)", "%1") end
return #t[5000] == 24
