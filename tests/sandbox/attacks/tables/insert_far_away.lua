-- expect: error attack:2: table index is nil
local t = {} table.insert(t, 2 ^ 31 - 1, 1) t[nil] = 1
