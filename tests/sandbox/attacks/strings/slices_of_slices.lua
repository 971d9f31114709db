-- expect: value true
-- limits: steps=1000000000
-- a slice of half a slice of half a slice ... keeps the first parent in V8
local t = {}
for i = 1, 20 do
  local s = ("x"):rep(1e6) .. i
  while #s > 40 do s = s:sub(1, math.floor(#s * 0.9)) end
  t[i] = s
end
return #t == 20
