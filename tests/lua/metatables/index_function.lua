-- __index as a function gets the table and the key, only for absent keys.
local log = {}
local t = setmetatable({present = 1, falsy = false}, {__index = function(t, k) log[#log + 1] = tostring(k); return k .. "!" end})
print(t.present, t.absent, t.falsy, t["x y"], t[10])
print(rawget(t, "absent"), rawget(t, "present"))
t.absent = "now"
print(t.absent, table.concat(log, " "))
local two = setmetatable({}, {__index = function() return 1, 2 end})
print(two.x, (two.x))
local cnt = setmetatable({}, {__index = function(t, k) local v = k * 2; rawset(t, k, v); return v end})
print(cnt[1], cnt[2], cnt[1], rawget(cnt, 2), rawget(cnt, 3))
