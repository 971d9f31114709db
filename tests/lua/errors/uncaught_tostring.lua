-- An uncaught error object that is no string is not shown, whatever its __tostring.
print("start")
error(setmetatable({}, {__tostring = function() return "custom error object" end}))
