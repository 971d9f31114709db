-- expect: value false, "cannot resume normal coroutine"
local outer
outer = coroutine.create(function()
  return select(2, coroutine.resume(coroutine.create(function() return coroutine.resume(outer) end)))
end)
return select(2, coroutine.resume(outer))
