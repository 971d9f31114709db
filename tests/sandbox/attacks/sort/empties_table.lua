-- expect: value true
local t = {}
for i = 1, 200 do t[i] = (i * 7919) % 211 end
local ok = pcall(table.sort, t, function(a, b) for i = 1, 200 do t[i] = nil end return (a or 0) < (b or 0) end)
return ok or true
