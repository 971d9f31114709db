-- Argument errors of the coroutine library.
print(pcall(coroutine.create)) print(pcall(coroutine.create, 1)) print(pcall(coroutine.create, "f")) print(pcall(coroutine.create, {}))
print(pcall(coroutine.wrap)) print(pcall(coroutine.wrap, nil)) print(pcall(coroutine.resume)) print(pcall(coroutine.resume, 1)) print(pcall(coroutine.resume, function() end))
print(pcall(function() coroutine.create(5) end)) print(pcall(function() coroutine.resume({}) end))
