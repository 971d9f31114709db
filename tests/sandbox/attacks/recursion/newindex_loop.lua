-- expect: error attack:3: loop in settable
local t = {} setmetatable(t, { __newindex = t })
t.absent = 1
