-- expect: value false, true
local f f = coroutine.wrap(function() return f() end)
local ok, e = pcall(f)
return ok, e:find("cannot resume running coroutine", 1, true) ~= nil
