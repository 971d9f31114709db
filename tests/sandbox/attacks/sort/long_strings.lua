-- expect: limit steps
local p, t = ("x"):rep(10000), {} for i = 1, 300 do t[i] = p .. (i * 7919) % 1009 end while true do table.sort(t) table.sort(t, function(a, b) return a > b end) end
