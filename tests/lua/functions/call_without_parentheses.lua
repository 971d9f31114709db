-- A call may have one string or table argument without parentheses.
local function f(x) return type(x), type(x) == "table" and (x[1] or x.k) or x end
print(f"str") print(f'str') print(f[[long]]) print(f{1}) print(f{k = "v"})
local o = {m = function(self, x) return x end}
print(o:m"s", (o:m{5})[1], o:m[==[l]==])
local function g(x) return function(y) return x .. y end end
print(g"a""b", pcall(g"a", {}))
