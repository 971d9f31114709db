-- __index as a table is followed through its own metatable.
local A = {a = "A.a", x = "A.x"}
local B = setmetatable({b = "B.b", x = "B.x"}, {__index = A})
local C = setmetatable({c = "C.c"}, {__index = B})
print(C.a, C.b, C.c, C.x, C.none)
A.late = "late"
print(C.late, rawget(C, "late"))
local D = setmetatable({}, {__index = setmetatable({}, {__index = function(t, k) return "fn:" .. k end})})
print(D.z, D[1])
local deep = {v = "bottom"}
for i = 1, 50 do deep = setmetatable({}, {__index = deep}) end
print(deep.v, deep.w)
local s = setmetatable({}, {__index = "abc"})
print(s.len == string.len, s.nope)
print(pcall(function() return setmetatable({}, {__index = 5}).x end))
