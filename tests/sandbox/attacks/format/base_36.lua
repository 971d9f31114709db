-- expect: value true
return tonumber(("z"):rep(100000), 36) == 2 ^ 64
