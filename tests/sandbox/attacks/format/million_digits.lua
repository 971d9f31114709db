-- expect: value true, true, nil, 7
return tonumber(("9"):rep(300)) > 1e299, tonumber(("9"):rep(1000000)) == 1 / 0, tonumber(("9"):rep(1000000) .. "x"), tonumber((" "):rep(1000000) .. "7")
