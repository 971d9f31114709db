-- Functions in tables, as keys, arguments and results.
local ops = {["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end}
print(ops["+"](5, 3), ops["-"](5, 3))
local names = {}
names[print] = "print"; names[ops] = "ops"
print(names[print], names[ops], names[ops["+"]])
local function twice(f) return function(x) return f(f(x)) end end
print(twice(twice(function(x) return x + 3 end))(1))
print((function() return "immediate" end)())
local function apply(f, ...) return f(...) end
print(apply(string.rep, "ab", 3), apply(math.max, 4, 9, 2), apply(select, "#", 1, 2))
