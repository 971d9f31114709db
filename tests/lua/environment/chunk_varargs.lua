-- A chunk is a vararg function.
local f = loadstring("return select('#', ...), ...")
print(f()) print(f(1, nil)) print(f(nil, nil, nil))
print(loadstring("local a <close> = 1") == nil)
print(loadstring("local function f(...) return arg.n end return f(1, 2)")())
print(loadstring("return function(...) return ... end")()(1, 2))
print((loadstring("... = 1")))
print(select("#", ...))
