-- Arguments, operands and constructor fields are evaluated left to right.
local log = {}
local function e(x) log[#log + 1] = tostring(x); return x end
local function f() return function() end end
e(1); local _ = e(2) + e(3) * e(4); _ = e("a") .. e("b") .. e("c")
_ = {e(5), e(6), k = e(7), [e(8)] = e(9), e(10)};
(function(...) end)(e(11), e(12), e(13))
_ = e(14) < e(15), e(16) == e(17)
print(table.concat(log, " "))
