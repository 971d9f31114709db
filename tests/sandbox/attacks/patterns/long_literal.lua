-- expect: limit steps
local s, p = ("x"):rep(1e6), ("x"):rep(1000) .. "y" return s:find(p, 1, true)
