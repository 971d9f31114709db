-- expect: value true
-- limits: steps=50000000 memory=268435456
return loadstring("if a then" .. (" elseif a then x = 1"):rep(20000) .. " end") ~= nil
