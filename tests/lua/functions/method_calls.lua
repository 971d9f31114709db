-- o:m(x) passes o; definitions with colon have self.
local o = {n = 1}
function o:inc(k) self.n = self.n + (k or 1); return self end
function o.static(x) return x end
print(o:inc():inc(5).n, o.static("s"), o.inc(o).n)
local s = "hello"
print(s:upper(), s:len(), ("x"):rep(3), ("%d"):format(7))
o.sub = {deep = {}}
function o.sub.deep:who(...) return self == o.sub.deep, ... end
print(o.sub.deep:who(1, 2))
function o.sub.f(...) return select("#", ...) end
print(o.sub.f(1, 2), o.sub:f())
print(pcall(o.inc, o, {}))
