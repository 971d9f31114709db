-- expect: limit memory
-- limits: steps=1000000000 memory=6000000
-- what gsub has built while its callback is suspended
local t = {}
for i = 1, 1e6 do
  local n = 0
  t[i] = coroutine.wrap(function()
    (("x"):rep(1000) .. i):gsub(".", function() n = n + 1 if n > 999 then coroutine.yield() end return "abc" end)
  end)
  t[i]()
end
