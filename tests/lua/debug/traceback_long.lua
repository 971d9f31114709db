-- A traceback of a deep stack is abbreviated in the middle.
local function deep(n) if n == 0 then return debug.traceback("deep") end local s = deep(n - 1) return s end
local tb = deep(30) local n, dots = 0, 0 for line in tb:gmatch("[^\n]+") do n = n + 1 if line:find("...", 1, true) == 2 then dots = dots + 1 end end print(n, dots) local tb2 = deep(5) n = 0 for _ in tb2:gmatch("\n") do n = n + 1 end print(n) print(tb:match("^(.-\n.-\n.-\n)"))
