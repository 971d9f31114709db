-- Results of calls and expressions have no name.
local function e(f) return (select(2, pcall(f))) end
local function none() end
local t = {}
print(e(function() return none() + 1 end)) print(e(function() return none().x end)) print(e(function() none()() end))
print(e(function() return (t.a or t.b).c end)) print(e(function() return (1 + 1)() end)) print(e(function() return (t .. "x") end))
print(e(function() return t + 1 end)) print(e(function() return 2 ^ {} end)) print(e(function() return {} % 2 end))
print(e(function() for i = 1, 2 do local x = i.y.z end end))
print(e(function(...) return (...).x end)) print(e(function(...) local a = ...; return a.x end)) print(e(function(a) return a.b.c end))
print(e(function() local a = {}; a.b = a.c.d end))
