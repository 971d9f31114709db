-- expect: error attack:3: loop in gettable
local t = {} setmetatable(t, { __index = t })
return t.absent
