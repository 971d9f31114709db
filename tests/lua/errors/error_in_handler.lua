-- An error inside an error handler gives a status of its own.
print(xpcall(function() error("first") end, function(m) error("second") end))
print(xpcall(function() error("first") end, function(m) local x = nil; return x.y end))
print(xpcall(function() error("first") end, nil))
print(xpcall(function() error("first") end, 5))
print(pcall(function() return "still alive" end))
