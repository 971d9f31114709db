-- In 5.1 __len serves userdata; a table's length ignores it.
local t = setmetatable({1, 2, 3}, {__len = function() return 42 end})
print(#t)
local u = newproxy(true)
getmetatable(u).__len = function(x) return x == u and 7 or 0 end
print(#u)
print(pcall(function() return #newproxy() end))
