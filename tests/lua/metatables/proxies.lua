-- Tables that log, count, default and forbid access.
local function readonly(t) return setmetatable({}, {__index = t, __newindex = function(_, k) error("cannot set " .. tostring(k), 2) end, __metatable = false}) end
local r = readonly{a = 1}
print(r.a, pcall(function() r.b = 2 end))
local function tracked(t)
  local log = {}
  return setmetatable({}, {__index = function(_, k) log[#log + 1] = "get " .. tostring(k); return t[k] end,
    __newindex = function(_, k, v) log[#log + 1] = "set " .. tostring(k); t[k] = v end}), log
end
local p, log = tracked{x = 1}
p.y = p.x; p.y = p.y + 1
print(table.concat(log, ","))
local zero = setmetatable({}, {__index = function() return 0 end})
for c in ("hello"):gmatch(".") do zero[c] = zero[c] + 1 end
print(zero.l, zero.h, zero.z, rawget(zero, "z"))
local fib = setmetatable({[0] = 0, [1] = 1}, {__index = function(t, n) local v = t[n - 1] + t[n - 2]; t[n] = v; return v end})
print(fib[60], rawget(fib, 59))
