-- expect: error attack:2: invalid order function for sorting
local t = {} for i = 1, 100 do t[i] = i end table.sort(t, function() return true end)
