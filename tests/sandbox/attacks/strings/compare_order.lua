-- expect: limit steps
local a, b = ("x"):rep(1e6) .. "a", ("x"):rep(1e6) .. "b" while a < b do end
