-- Loops of every kind are suspended and continued.
local co = coroutine.wrap(function()
  for i = 1, 3 do coroutine.yield("for " .. i) end
  for k, v in ipairs{"x", "y"} do coroutine.yield(k .. v) end
  local n = 0
  while n < 2 do n = n + 1; coroutine.yield("while " .. n) end
  repeat n = n - 1; local l = coroutine.yield("repeat " .. n) until l == "stop"
  for a in coroutine.wrap(function() coroutine.yield(1) coroutine.yield(2) end) do coroutine.yield("inner " .. a) end
  return "done"
end)
for i = 1, 5 do print(co()) end print(co()) print(co()) print(co()) print(co("stop")) print(co()) print(co()) print(pcall(co))
