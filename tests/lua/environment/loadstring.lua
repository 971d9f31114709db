-- loadstring compiles, returns nil and message on a syntax error, runs in the global environment.
local f = loadstring("return 1 + 1") print(f())
print(loadstring("x = = 1")) print(loadstring("return", "=name") ~= nil) print(select("#", loadstring("syntax error here")))
local g = loadstring("local a, b = ...; return b, a, select('#', ...)") print(g(1, 2)) print(g())
y = "global y"
local function h() local y = "local y"; return loadstring("return y")() end print(h())
print(type(loadstring("")), loadstring("")(), loadstring("-- only a comment") ~= nil)
print(pcall(loadstring, nil)) print(pcall(loadstring)) print(pcall(loadstring, {})) print(loadstring(12)) print(pcall(loadstring, "return 1", {}))
print(pcall(loadstring("error('in chunk')", "=c"))) print(pcall(loadstring("error('in chunk')", "@f.lua"))) print(pcall(loadstring("error('in chunk')"))) print(pcall(loadstring("local x = nil; x()", "one\ntwo")))
loadstring("global_from_chunk = 7")() print(global_from_chunk)
local fs = {} for i = 1, 3 do fs[i] = loadstring("return " .. i .. " * ...") end print(fs[1](10), fs[2](10), fs[3](10))
local c = loadstring("local n = 0; return function() n = n + 1; return n end") local a, b = c(), c() print(a(), a(), b())
