-- A vararg function that does not use ... gets the compatibility table arg.
local function f(...) return arg.n, arg[1], arg[2], arg[3] end
print(f()) print(f(1)) print(f(1, nil, 3))
local function g(a, ...) return a, arg.n, arg[1] end
print(g(1)) print(g(1, 2, 3))
local function h(...) local x = ...; return type(arg) end
print(h(1) == "table" and "global arg" or h(1))
local function k(...) arg[1] = "changed"; return arg[1], #arg end
print(k(1, 2))
local function u(...) return unpack(arg, 1, arg.n) end
print(u(1, nil, nil))
local function nested(...) local function inner() return arg.n end; return inner() end
print(nested(7, 8, 9))
