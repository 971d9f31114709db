-- expect: value true
-- limits: steps=100000000 memory=268435456
return loadstring("--" .. ("x"):rep(3e6)) ~= nil
