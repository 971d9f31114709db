-- expect: value 9000000
-- limits: steps=100000000 memory=12000000
-- P9: 7 MB, dropped, then 9 MB
local s = ("x"):rep(7e6) s = nil local t = ("x"):rep(9e6) return #t
