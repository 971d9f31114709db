-- expect: value false, "C stack overflow"
local function f() local ok, e = coroutine.resume(coroutine.create(f)) if ok then return e end error(e, 0) end
return pcall(f)
