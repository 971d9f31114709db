-- Lengths of tables filled from calls and varargs with nils.
local function f() return 1, nil, 3 end local function g() return nil, nil end print(#{f()}, #{g()}, #{f(), f()}, #{(f())}) local function va(...) return #{...} end print(va(), va(nil), va(1, nil), va(1, nil, 3), va(nil, nil, 3), va(1, 2, nil, nil)) local t = {f()} t[#t + 1] = "x" print(t[4], #t)
