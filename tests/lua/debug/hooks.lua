-- Call, return, line and count hooks.
local log = {} local function f() local x = 1 return x end
debug.sethook(function(ev) local i = debug.getinfo(2, "n") log[#log + 1] = ev .. ":" .. tostring(i.name) end, "c") f() debug.sethook() print(log[1], #log)
log = {} debug.sethook(function(ev, line) log[#log + 1] = line end, "l")
local a = 1
local b = 2
local c = a + b
debug.sethook() print(table.concat(log, " "))
local n = 0 debug.sethook(function() n = n + 1 end, "", 100) for i = 1, 10000 do end debug.sethook() print(n > 50, debug.gethook())
print(pcall(function() debug.sethook(function() debug.sethook() error("from hook", 0) end, "c") f() end))
