-- setfenv changes the globals of one function; inner functions inherit at creation.
local function f() return x, print end
print(setfenv(f, {x = "env x"}) == f)
print((f()), select(2, f()))
local e1, e2 = {v = 1}, {v = 2}
local function get() return v end
setfenv(get, e1) print(get())
setfenv(get, e2) print(get())
local function outer() function inner() return v end return inner end
local env = {v = "outer env"}
setfenv(outer, env)
local i = outer()
print(i(), env.inner == i, inner)
setfenv(outer, {v = "changed"})
print(i(), outer()())
local function setter() global_set = "inside" end
local sb = {}
setfenv(setter, sb)() 
print(sb.global_set, global_set)
print(getfenv(get) == e2, getfenv(setter) == sb)
