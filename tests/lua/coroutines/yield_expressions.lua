-- yield as argument, operand, field and condition.
local co = coroutine.wrap(function(...)
  local t = {coroutine.yield(1), x = coroutine.yield(2), coroutine.yield(3)}
  local s = coroutine.yield(4) + coroutine.yield(5) * 2
  if coroutine.yield(6) then s = s .. (coroutine.yield(7) or "nil") end
  return #t, t[1], t.x, t[2], t[3], s, select("#", coroutine.yield(8))
end)
print(co()) for i = 1, 7 do print(co(i * 10, "extra")) end print(co(1, nil, nil))
