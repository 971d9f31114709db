-- The condition of repeat sees the locals of the body.
local n = 0
repeat local done = n >= 3; n = n + 1 until done
print(n)
local x = "outer"
repeat local x = "inner"; io.write(x, " ") until x == "inner"
print(x)
repeat local a, b = 1, 2; local function f() return a < b end until f()
local i = 0
repeat i = i + 1; if i == 5 then break end; local z = i until z > 100
print(i)
repeat until true
local fs = {}
local k = 0
repeat k = k + 1; local c = k; fs[k] = function() return c end until (function() return c end)() == 3
print(fs[1](), fs[2](), fs[3]())
