-- expect: limit memory
-- limits: steps=1000000000
return #(("x"):rep(3e6):gsub("", ("y"):rep(10)))
