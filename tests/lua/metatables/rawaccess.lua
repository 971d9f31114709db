-- rawget, rawset, rawequal pass by every handler.
local t = setmetatable({}, {__index = function() return "idx" end, __newindex = function() error("no") end, __eq = function() return true end})
print(t.x, rawget(t, "x"))
print(rawset(t, "x", 1) == t, t.x, rawget(t, "x"))
print(pcall(rawset, t, nil, 1)) print(pcall(rawget, t)) print(pcall(rawget, "s", 1)) print(pcall(rawset, 1, 2, 3)) print(pcall(rawset, {}, 1))
print(rawequal(1, 1), rawequal("a", "a"), rawequal({}, {}), rawequal(t, t), rawequal(1, "1"))
print(pcall(rawequal, 1)) print(pcall(rawequal))
print(rawget({10, 20}, 2), rawget({a = 1}, "a"), rawget({}, nil))
