-- Calls with hundreds of arguments and results.
local t = {}
for i = 1, 240 do t[i] = i end
local function count(...) return select("#", ...), (select(240, ...)) end
print(count(unpack(t)))
local function back(...) return ... end
local u = {back(unpack(t))}
print(#u, u[1], u[240])
print(#{unpack(t, 1, 100), unpack(t)})
print(math.max(unpack(t)), math.min(unpack(t)))
print(#string.char(unpack(t)), string.char(unpack(t, 65, 90)))
print(loadstring("return function(...) return select('#', ...) end")()(unpack(t)))
