-- expect: limit steps
while true do local co = coroutine.wrap(function() coroutine.yield() end) co() end
