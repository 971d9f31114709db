-- expect: value true
-- limits: steps=1000000000
-- a shared shape must not keep a long key alive
for i = 1, 300 do local t = {} t[("x"):rep(200000) .. i] = 1 end
return collectgarbage("count") < 16384
