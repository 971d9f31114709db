-- An uncaught error object with __tostring is shown through it.
print("start")
error(setmetatable({}, {__tostring = function() return "custom error object" end}))
