-- __lt and __le; __le falls back to not (b < a).
local log = {}
local mt = {__lt = function(a, b) log[#log + 1] = "lt" .. a.v .. b.v; return a.v < b.v end}
local function N(v) return setmetatable({v = v}, mt) end
print(N(1) < N(2), N(2) < N(1), N(1) > N(2), N(2) > N(1))
print(N(1) <= N(2), N(2) <= N(1), N(1) >= N(1))
print(table.concat(log, " "))
mt.__le = function(a, b) log[#log + 1] = "le" .. a.v .. b.v; return a.v <= b.v end
log = {}
print(N(1) <= N(2), N(2) >= N(1), N(1) >= N(2))
print(table.concat(log, " "))
local t = {N(3), N(1), N(2)}
table.sort(t)
print(t[1].v, t[2].v, t[3].v)
print(pcall(function() return N(1) < 1 end))
print(pcall(function() return N(1) < {} end))
print(pcall(function() return 1 <= N(1) end))
local r = {__lt = function() return "truthy" end, __le = function() return nil end}
local x, y = setmetatable({}, r), setmetatable({}, r)
print(x < y, x <= y, x > y, x >= y)
print(pcall(function() return x < setmetatable({}, {__lt = function() return true end}) end))
if x < y then print("branch") end
if not (x <= y) then print("branch2") end
