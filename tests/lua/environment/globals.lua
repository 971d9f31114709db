-- Globals are fields of _G.
x = 10
print(_G.x, _G["x"], _G._G == _G, x)
_G.y = 20
print(y, rawget(_G, "y"))
y = nil
print(_G.y, rawget(_G, "y"))
_G["with space"] = 1
print(_G["with space"], undefined_variable)
local env = getfenv()
print(env == _G, getfenv(0) == _G, getfenv(print) == _G)
setmetatable(_G, {__index = function(_, k) return "auto " .. k end, __newindex = function(t, k, v) rawset(t, k, v .. "!") end})
print(missing)
newglobal = "v"
print(newglobal)
setmetatable(_G, nil)
print(missing)
