-- expect: error attack:2: 'tostring' must return a string to 'print'
print(setmetatable({}, { __tostring = function() return {} end }))
