-- newproxy makes a userdata whose metatable can hold every handler.
local u = newproxy(true)
local mt = getmetatable(u)
print(type(u), type(mt), u == u, getmetatable(newproxy()), getmetatable(newproxy(false)))
mt.__index = function(_, k) return "idx:" .. k end
mt.__newindex = function(_, k, v) rawset(mt, "last", k .. "=" .. v) end
mt.__call = function(_, x) return "call:" .. tostring(x) end
mt.__add = function(a, b) return "add" end
mt.__tostring = function() return "proxy!" end
mt.__unm = function() return "neg" end
u.f = 5
print(u.x, mt.last, u(3), u + 1, 1 + u, tostring(u), -u)
local v = newproxy(u)
print(getmetatable(v) == mt, v == u, tostring(v))
mt.__eq = function() return true end
print(v == u, rawequal(u, v))
mt.__lt = function() return true end
print(u < v, u <= v)
print(pcall(newproxy, {})) print(pcall(newproxy, 1))
print(pcall(function() return newproxy().x end))
print(pcall(setmetatable, u, {}))
