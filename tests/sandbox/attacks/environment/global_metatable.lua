-- expect: value 1, 2
setmetatable(_G, { __index = function() return 1 end, __newindex = function(t, k, v) rawset(t, k, 2) end })
local a = undefined_name
defined_name = 5
return a, defined_name
