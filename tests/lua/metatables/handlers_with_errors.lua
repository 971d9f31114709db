-- Errors raised inside handlers pass through with their position.
local mt = {__index = function(t, k) error("no field " .. k) end, __add = function() error({code = 5}) end, __call = function() error("called", 0) end,
  __newindex = function(t, k) error("level 2", 2) end, __lt = function() error() end, __concat = function() local x = nil + 1 end}
local t = setmetatable({}, mt)
print(pcall(function() return t.foo end))
print(select(2, pcall(function() return t + 1 end)).code)
print(pcall(function() return t() end))
print(pcall(function() t.x = 1 end))
print(pcall(function() return t < t end))
print(pcall(function() return t .. "x" end))
