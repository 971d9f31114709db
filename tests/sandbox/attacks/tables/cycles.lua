-- expect: value true
-- limits: steps=1000000000
-- garbage in cycles, through coroutines and metatables
for i = 1, 20000 do
  local a, b = {}, {}
  a.b, b.a = b, a
  setmetatable(a, b) b.__index = a
  a.co = coroutine.wrap(function() coroutine.yield(a) end)
  a.co()
end
collectgarbage()
return collectgarbage("count") < 2048
