-- and / or return an operand, not a boolean, and evaluate lazily.
local log = {}
local function f(name, v) log[#log + 1] = name; return v end
print(f("a", 1) and f("b", 2))
print(f("c", nil) and f("d", 2))
print(f("e", false) or f("g", "alt"))
print(f("h", 0) or f("i", 1))
print(f("j", nil) or f("k", false))
print(table.concat(log, " "))
print(nil and nil, false and nil, nil or nil, 1 and nil)
print(1 and 2 and 3, nil or false or 3, 1 and nil or 3)
print("" and "empty string is true", 0 and "zero is true")
local x = nil
x = x or 5
print(x)
print((f("l", 1) and f("m", nil)) or f("n", "z"))
