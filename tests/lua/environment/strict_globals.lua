-- A strict mode that refuses undeclared globals.
local declared = {}
setmetatable(_G, {
  __newindex = function(t, k, v) if not declared[k] then error("assignment to undeclared variable '" .. tostring(k) .. "'", 2) end rawset(t, k, v) end,
  __index = function(_, k) if not declared[k] then error("variable '" .. tostring(k) .. "' is not declared", 2) end end,
})
local function declare(k, v) declared[k] = true; rawset(_G, k, v) end
print(pcall(function() foo = 1 end))
print(pcall(function() return bar end))
declare("foo", 5)
print(foo, pcall(function() foo = 6 end), foo)
declare("nothing")
print(nothing)
