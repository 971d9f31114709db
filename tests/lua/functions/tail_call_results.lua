-- A tail call passes every result and every argument through.
local function id(...) return ... end
local function t1(...) return id(...) end
local function t2(...) return t1(1, ...) end
print(t1()) print(t2(nil, 3)) print((t2(5, 6)))
local function notail(...) return (id(...)) end
print(notail(1, 2))
print(select("#", t1(nil, nil)))
local function viapcall(...) return pcall(id, ...) end
print(viapcall("a", "b"))
local mt = setmetatable({}, {__call = function(self, ...) return "called", ... end})
local function tc(...) return mt(...) end
print(tc(1, 2))
print(tostring((function() return tostring(12) end)()))
