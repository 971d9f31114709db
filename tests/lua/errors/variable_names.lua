-- Messages name the variable: local, global, field, upvalue, method or nothing.
local up, upt = nil, {}
glob = nil
local function e(f) return (select(2, pcall(f))) end
print(e(function() local loc; loc() end)) print(e(function() glob() end)) print(e(function() up() end))
print(e(function() upt.field() end)) print(e(function() upt:method() end)) print(e(function() local t = {}; t.x.y.z = 1 end))
print(e(function() local loc; return loc + 1 end)) print(e(function() return glob + 1 end)) print(e(function() return up + 1 end))
print(e(function() return upt.field + 1 end)) print(e(function() return 1 + upt.field end)) print(e(function() local a, b = 1; return a + b end))
print(e(function() local loc; return loc .. "x" end)) print(e(function() return "x" .. glob end)) print(e(function() return "x" .. upt.field .. "y" end))
print(e(function() local loc; return #loc end)) print(e(function() return #glob end)) print(e(function() return #upt.field end)) print(e(function() return #up end))
print(e(function() local loc = {}; return -loc end)) print(e(function() return -upt end)) print(e(function() return -glob end))
print(e(function() return up.x end)) print(e(function() up.x = 1 end)) print(e(function() upt.a.b = 1 end)) print(e(function() upt[1][2] = 1 end))
print(e(function() local k = "key"; upt[k]() end)) print(e(function() upt[1]() end)) print(e(function() upt["a b"]() end))
print(e(function() return (glob or up)() end)) print(e(function() return (up)() end)) print(e(function() ({})() end))
print(e(function() local a = {}; return a < 1 end)) print(e(function() return upt.x < 1 end)) print(e(function() return glob() .. "x" end))
print(e(function() string.nofunc("x") end)) print(e(function() local s = "x"; s:nomethod() end)) print(e(function() math.floor.x = 1 end))
