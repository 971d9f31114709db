-- assert returns its arguments or raises the message as given.
print(assert(1, 2, 3)) print(assert("v")) print(select("#", assert(true, nil, nil)))
print(pcall(assert, false)) print(pcall(assert, nil)) print(pcall(assert, false, "msg")) print(pcall(assert, nil, "msg", "extra")) print(pcall(assert))
print(pcall(assert, false, 42)) print(pcall(assert, false, nil)) print(pcall(assert, false, {}))
print(pcall(function() assert(1 == 2, "no position added") end))
print(pcall(function() assert(loadstring("x =", "=chunk")) end))
print(pcall(assert, 0)) print(pcall(assert, ""))
