-- expect: error attack:2: bad argument #1 to 'format' (string expected, got table)
return ("%s"):format(setmetatable({}, { __tostring = function() return "x" end }))
