-- keys that cannot be are refused before __newindex is asked
local log = setmetatable({}, { __newindex = function(t, k, v) print("newindex", k, v) end })
print(pcall(function() log[nil] = 1 end))
print(pcall(function() log[0 / 0] = 1 end))
print(pcall(function() log[nil] = nil end))
print(pcall(function() log.x = 1 end))
local forward = setmetatable({}, { __newindex = {} })
print(pcall(function() forward[nil] = 1 end))
print(pcall(function() setmetatable({}, { __newindex = rawset })[0 / 0] = 1 end))
print(pcall(rawset, {}, nil, 1))
local u = newproxy(true)
getmetatable(u).__newindex = function(_, k, v) print("userdata", k, v) end
print(pcall(function() u[nil] = 1 end))
