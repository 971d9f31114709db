-- expect: value true
return tonumber("0x" .. ("f"):rep(1000000)) == 1 / 0
