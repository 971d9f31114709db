-- Operators on objects whose metamethods change, are missing, or are of another object, met again and again.
local function repeated(f, ...)
  local last
  for _ = 1, 80 do last = f(...) end
  return last
end

local ops = {
  add = function(a, b) return a + b end,
  addk = function(a) return a + 1 end,
  kadd = function(a) return 1 + a end,
  mod = function(a, b) return a % b end,
  pow = function(a, b) return a ^ b end,
  unm = function(a) return -a end,
  concat = function(a, b) return a .. b end,
  eq = function(a, b) return a == b end,
  ne = function(a, b) return a ~= b end,
  lt = function(a, b) return a < b end,
  le = function(a, b) return a <= b end,
  gt = function(a, b) return a > b end,
  ltk = function(a) return a < 5 end,
  index = function(a, b) return a[b] end,
  call = function(a, b) return a(b) end,
}
local names = {}
for name in pairs(ops) do names[#names + 1] = name end
table.sort(names)

local function show(v)
  if type(v) == "table" then return v.name or "table" end
  if type(v) == "userdata" then return "userdata" end
  return tostring(v)
end

local function all(title, a, b)
  print("-- " .. title)
  for _, name in ipairs(names) do
    local ok, result = pcall(repeated, ops[name], a, b)
    if ok then print(name, show(result)) else print(name, "error", (tostring(result):gsub("^[^:]*:%d+: ", ""))) end
  end
end

local function handlers(tag)
  local mt = {}
  for _, event in ipairs { "add", "mod", "pow", "unm", "concat", "eq", "lt", "le", "index", "call" } do
    mt["__" .. event] = function(...)
      return tag .. event .. select("#", ...) .. show((...)) .. show((select(2, ...)))
    end
  end
  return mt
end

local one, two = handlers("one:"), handlers("two:")
local a, b = setmetatable({ name = "a" }, one), setmetatable({ name = "b" }, one)
local c = setmetatable({ name = "c" }, two)
all("one metatable", a, b)
all("same object", a, a)
all("two metatables", a, c)
all("number right", a, 3)
all("number left", 3, a)
all("string right", a, "7")
all("string left", "7", a)
all("nil right", a, nil)
one.__add, one.__eq, one.__le = nil, nil, nil
all("fewer", a, b)
all("fewer, other", a, c)
one.__add = function() return nil end
one.__lt = function() return nil end
one.__eq = function(x, y) return x.name < y.name end
two.__eq = one.__eq
one.__call = function(self, x) return x, self end
all("other handlers", a, b)
all("eq shared", a, c)
all("eq shared, other way", c, a)
setmetatable(b, nil)
all("without metatable", a, b)
all("without metatable left", b, a)
setmetatable(a, { __add = setmetatable({}, { __call = function(_, x, y) return "called " .. show(x) .. show(y) end }) })
all("handler is no function", a, b)
local proxy = newproxy(true)
local mt = getmetatable(proxy)
for k, v in pairs(two) do mt[k] = v end
mt.__eq = two.__eq
all("userdata", proxy, c)
all("userdata right", c, proxy)

print("-- errors inside")
local failing = setmetatable({}, {
  __add = function(x, y) error("add failed") end,
  __index = function(t, k) error({ key = k }) end,
  __newindex = function(t, k, v) error("store of " .. tostring(v), 2) end,
})
for _ = 1, 30 do
  local ok, message = pcall(ops.add, failing, 1)
  assert(not ok and message:find("add failed"))
end
print(pcall(ops.add, failing, 1))
print(select(2, pcall(function() return failing.missing end)).key)
print(pcall(function() for i = 1, 50 do failing.x = i end end))

print("-- yields inside")
local yielding = setmetatable({}, {
  __index = function(t, k) return coroutine.yield(k) end,
  __add = function(x, y) return coroutine.yield("add") end,
})
print(coroutine.resume(coroutine.create(function()
  for _ = 1, 50 do local _ = yielding.key end
end)))

print("-- depth")
local depth = 0
local deep = setmetatable({}, { __index = function(t, k) depth = depth + 1 return t[k + 1] end })
print(pcall(ops.index, deep, 1))
print(depth > 100)
