-- boundaries of calls, library functions and metamethods, each with its message
local function try(f, ...) local r = {pcall(f, ...)} print(tostring(r[1]), type(r[2]) == "string" and #r[2] > 200 and #r[2] or tostring(r[2])) end
-- call depth
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
try(deep, 100000)
local function inco(n) return coroutine.wrap(function() return deep(n) end)() end
try(inco, 100000)
-- nested coroutines
local function nest(n) if n == 0 then return 0 end return 1 + coroutine.wrap(nest)(n - 1) end
lo, hi = 1, 1000
while lo < hi do local mid = math.floor((lo + hi + 1) / 2) if pcall(nest, mid) then lo = mid else hi = mid - 1 end end
print("nested coroutines", lo)
try(nest, 1000)
-- pcall nest
local function np(n) if n == 0 then return "bottom" end local ok, v = pcall(np, n - 1) return v end
for _, n in ipairs{10, 150, 190, 195,196,197,198,199,200, 201, 500} do try(np, n) end
-- string.find patterns
try(string.rep, "x", -1)
try(string.rep, "x", 2^53)
try(string.byte, ("x"):rep(10000), 1, -1)
for _, n in ipairs{7990, 7997,7998,7999,8000,8001, 20000, 1e6, 2^31-1, 2^31, 2^40} do io.write(n, " ") try(function() return select("#", unpack({}, 1, n)) end) end
for _, n in ipairs{1, 100, 7000, 7990, 7996, 7997, 8000, 9000} do io.write(n, " ") try(function() return select("#", string.byte(("x"):rep(n), 1, -1)) end) end

try(unpack, {}, 1, 1e100)

-- patterns
for _, n in ipairs{31, 32, 33} do try(string.find, ("a"):rep(40), ("(a)"):rep(n)) end
try(string.find, "a", "(a")
try(string.find, "a", "a)")
try(string.find, "a", "[a")
try(string.find, "a", "%")
try(string.find, "a", "%f")
try(string.find, "a", "%b")
try(string.find, "a", "%1")
try(string.gsub, "a", "a", "%2")
try(string.gsub, "a", "(a", "%1")
-- format
try(string.format, "%100d", 1)
try(string.format, "%.100f", 1)
try(string.format, "%99.99f", 1e308)
try(string.format, "%-+ #0-5d", 1)
try(string.format, "%-+ #0--5d", 1)
try(string.format, "%", 1)
try(string.format, "%y", 1)
try(string.format, "%d", "x")
try(string.char, 256)
try(string.char, -1)
-- gettable loops
local t = setmetatable({}, {}) getmetatable(t).__index = t getmetatable(t).__newindex = t
try(function() return t.x end)
try(function() t.x = 1 end)
local chain = {} for i = 1, 150 do chain = setmetatable({}, {__index = chain, __newindex = chain}) end
try(function() return chain.x end)
try(function() chain.x = 1 end)
-- error handling
try(xpcall, error, error)
try(function() return xpcall(function() error("a") end, function() error("b") end) end)
print(xpcall(function() error("a") end, function() error("b") end))
local function so() return so() + 1 end
print(xpcall(so, function(m) return #m > 0 and m end))
print(xpcall(so, function(m) return so() end))
-- through builtins that call back
local function tree(k, f)
  local n = 0
  local function again() n = n + 1 return f(again) end
  local ok, message = pcall(again)
  print(k, ok, message:sub(-40), n > 100)
end
tree("tostring", function(again) return tostring(setmetatable({}, { __tostring = again })) end)
tree("gsub", function(again) return (("x"):gsub("x", again)) end)
tree("sort", function(again) return table.sort({ 1, 2, 3 }, again) end)
tree("foreach", function(again) return table.foreach({ 1 }, again) end)
tree("index", function(again) return (setmetatable({}, { __index = again })).x end)
tree("newindex", function(again) (setmetatable({}, { __newindex = again })).x = 1 end)
tree("add", function(again) return setmetatable({}, { __add = again }) + 1 end)
tree("concat", function(again) return setmetatable({}, { __concat = again }) .. "x" end)
tree("eq", function(again)
  local m = { __eq = again }
  return setmetatable({}, m) == setmetatable({}, m)
end)
tree("lt", function(again)
  local m = { __lt = again }
  return setmetatable({}, m) < setmetatable({}, m)
end)
tree("coroutines", function(again) return coroutine.wrap(again)() end)
