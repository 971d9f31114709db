-- expect: value false, "attempt to yield across metamethod/C-call boundary"
return pcall(coroutine.yield)
