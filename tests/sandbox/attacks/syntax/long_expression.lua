-- expect: value 100001
-- limits: steps=50000000 memory=268435456
return loadstring("return 1" .. (" + x"):rep(100000))and 100001
