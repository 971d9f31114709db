-- A loop of __index or __newindex tables is an error, not a hang.
local a, b = {}, {}
setmetatable(a, {__index = b}) setmetatable(b, {__index = a})
print(pcall(function() return a.x end))
local c = {}
setmetatable(c, {__index = c})
print(pcall(function() return c.x end))
local d, e = {}, {}
setmetatable(d, {__newindex = e}) setmetatable(e, {__newindex = d})
print(pcall(function() d.x = 1 end))
local f = {}
setmetatable(f, {__newindex = f})
print(pcall(function() f.x = 1 end))
print((pcall(rawset, f, "x", 1)))
print(f.x)
