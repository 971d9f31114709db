-- Each iteration of a for loop has its own variable.
local fs = {}
for i = 1, 5 do fs[i] = function() i = i + 10; return i end end
print(fs[1](), fs[1](), fs[2](), fs[5](), fs[1]())
local gs = {}
for k, v in ipairs{"a", "b", "c"} do gs[k] = function(x) v = v .. x; return k .. v end end
print(gs[1]("!"), gs[2]("?"), gs[1]("!"), gs[3]("."))
local sum = 0
for i = 1, 3 do local f = function() i = 100 end; f(); sum = sum + i end
print(sum)
