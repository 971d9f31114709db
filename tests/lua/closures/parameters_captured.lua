-- Parameters and varargs copies are captured like locals.
local function pack2(a, b) return function() a, b = b, a; return a, b end end
local p = pack2(1, 2)
print(p()) print(p())
local function va(...)
  local t = {...}
  return function() return #t, unpack(t) end
end
print(va(1, nil, 3)())
print(va()())
local o = {v = 5}
function o:m() return function() self.v = self.v + 1; return self.v end end
local m = o:m()
print(m(), m(), o.v)
