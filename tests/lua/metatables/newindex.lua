-- __newindex as function or table, only for keys that are absent.
local log = {}
local t = setmetatable({old = 1}, {__newindex = function(t, k, v) log[#log + 1] = tostring(k) .. "=" .. tostring(v); rawset(t, k, v) end})
t.old = 2; t.new = 3; t.new = 4; t[1] = nil
print(table.concat(log, " "), t.old, t.new)
local store = {}
local p = setmetatable({}, {__newindex = store, __index = store})
p.x = 10
print(rawget(p, "x"), store.x, p.x)
local q = setmetatable({}, {__newindex = p})
q.y = 20
print(rawget(q, "y"), rawget(p, "y"), store.y)
local ro = setmetatable({}, {__newindex = function(t, k) error("read only: " .. k, 2) end})
print(pcall(function() ro.z = 1 end))
p.x = nil
print(store.x)
local u = setmetatable({a = 1}, {__newindex = function() log[#log + 1] = "hit" end})
u.a = nil
u.a = 5
print(rawget(u, "a"), log[#log])
