-- running is nil in the main program and the coroutine inside one.
print(coroutine.running())
local co
co = coroutine.create(function() return coroutine.running() == co, type(coroutine.running()) end)
print(coroutine.resume(co))
local outer
outer = coroutine.wrap(function()
  local me = coroutine.running()
  local inner = coroutine.wrap(function() return coroutine.running() ~= me end)
  return inner(), coroutine.running() == me
end)
print(outer())
