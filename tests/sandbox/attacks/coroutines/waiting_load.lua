-- expect: limit memory
-- limits: steps=1000000000 memory=6000000
-- sources whose readers are suspended
local t = {}
for i = 1, 1e6 do
  t[i] = coroutine.wrap(function() load(function() coroutine.yield() return ("-"):rep(10000) end) end)
  for j = 1, 10 do t[i]() end
end
