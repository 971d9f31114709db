-- expect: value 0
-- limits: steps=1000000000
-- P9: garbage does not count: a hundred times the limit passes through
local n = 0
for i = 1, 2000 do
  local t = {}
  for j = 1, 100 do t[j] = { j, tostring(j), ("x"):rep(50) } end
  n = n + #t
end
return n - 200000
