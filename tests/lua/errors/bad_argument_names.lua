-- Argument errors name the function as it was called, methods count from after self.
local function e(f) print((select(2, pcall(f)))) end
local rep = string.rep
local t = {r = string.rep}
local o = {rep = string.rep}
e(function() string.rep() end) e(function() rep() end) e(function() t.r("x") end) e(function() ("x"):rep() end) e(function() ("x"):rep({}) end)
e(function() o:rep(2) end) e(function() o.rep(2) end) e(function() local f = math.floor; f("x") end) e(function() math.floor({}) end)
e(function() ("x"):bad() end) e(function() string.char(256) end) e(function() string.char(1, 2, -1) end) e(function() ("x"):format() end)
e(function() ("%d"):format("x") end) e(function() setmetatable(1) end) e(function() t[1] = rep; t[1]() end) e(function() tostring() end)
e(function() return rep() end) e(function() return (string.rep()) end) e(function() local x = string.rep() end)
print(pcall(string.rep)) print(pcall(rep, "x", "y"))
for _, f in ipairs{function() local m = setmetatable({}, {__index = string.rep}); return m.x end, function() local m = setmetatable({}, {__add = string.rep}); return m + {} end} do e(f) end
