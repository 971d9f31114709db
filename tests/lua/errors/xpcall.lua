-- xpcall calls the handler with the error; its first result is returned.
print(xpcall(function() return 1, 2 end, print))
print(xpcall(function() error("oops") end, function(m) return "handled: " .. m end))
print(xpcall(function() error({1}) end, function(m) return type(m), "second" end))
print(xpcall(function() local x = nil + 1 end, function(m) return m:upper() end))
print(xpcall(function() error() end, function(m) return m end))
print(xpcall(error, function(m) return m end))
print(pcall(xpcall)) print(pcall(xpcall, print)) print(xpcall(nil, function(m) return m end))
print(xpcall(function(...) return select("#", ...) end, print, 1, 2, 3))
local depth = 0
print(xpcall(function() local function r() depth = depth + 1; error("at " .. depth) end r() end, function(m) return "[" .. m .. "]" end))
print(xpcall(function() return xpcall(error, function() return "inner" end) end, function() return "outer" end))
