-- expect: value 1
-- limits: steps=1000000000
-- keys that come and go in one table
local t = {}
for i = 1, 300000 do t["k" .. i] = i t["k" .. (i - 1)] = nil end
local n = 0 for k in pairs(t) do n = n + 1 end
return n
