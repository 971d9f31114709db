-- An error in a wrapped coroutine reaches the top level with its position.
local co = coroutine.wrap(function()
  coroutine.yield(1)
  error("inside coroutine")
end)
print(co())
co()
