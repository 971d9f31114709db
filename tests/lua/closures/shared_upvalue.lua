-- Two closures of one call share the captured local; two calls do not.
local function cell(v)
  return function() return v end, function(x) v = x end
end
local g1, s1 = cell(1)
local g2, s2 = cell(2)
s1(10)
print(g1(), g2())
s2("x")
print(g1(), g2())
local function three()
  local n = 0
  local function inc() n = n + 1 end
  local function dec() n = n - 1 end
  local function get() return n end
  return inc, dec, get
end
local inc, dec, get = three()
inc() inc() inc() dec()
print(get())
