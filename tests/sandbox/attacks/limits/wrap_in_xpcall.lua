-- expect: limit steps
while true do xpcall(coroutine.wrap(function() while true do end end), error) end
