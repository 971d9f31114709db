-- Each evaluation of a function expression makes a new function.
local function mk() return function() end end
print(mk() == mk())
local t = {}
for i = 1, 3 do t[i] = function() return i end end
print(t[1] ~= t[2], t[1](), t[3]())
local f = function() return 1 end
local g = f
print(f == g)
