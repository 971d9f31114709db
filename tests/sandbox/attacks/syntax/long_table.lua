-- expect: value 100000
-- limits: steps=50000000 memory=268435456
return #loadstring("return {" .. ("1, "):rep(100000) .. "}")()
