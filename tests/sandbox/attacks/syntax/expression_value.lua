-- expect: value 20001
-- limits: steps=50000000 memory=268435456
x = 1 return loadstring("return x" .. (" + x"):rep(20000))()
