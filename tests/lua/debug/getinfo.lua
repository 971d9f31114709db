-- getinfo of functions and levels.
local function f(a, b) local info = debug.getinfo(1, "nSlu") return info end -- line 2
local i = f() print(i.name, i.namewhat, i.what, i.short_src, i.source, i.currentline, i.linedefined, i.lastlinedefined, i.nups)
local m = debug.getinfo(1, "Sl") print(m.what, m.short_src, m.currentline, m.linedefined, m.lastlinedefined)
local p = debug.getinfo(print) print(p.what, p.short_src, p.source, p.currentline, p.linedefined, p.lastlinedefined, p.nups, p.func == print)
local g = debug.getinfo(f, "SLf") print(g.func == f, g.what, g.linedefined) local ls = {} for l in pairs(g.activelines) do ls[#ls + 1] = l end table.sort(ls) print(table.concat(ls, " "))
local t = {} function t.field() return debug.getinfo(1, "n") end function t:meth() return debug.getinfo(1, "n") end local x = t.field() print(x.name, x.namewhat) x = t:meth() print(x.name, x.namewhat) function glob() local r = debug.getinfo(1, "n") return r end x = glob() print(x.name, x.namewhat)
print(debug.getinfo(100)) print(pcall(debug.getinfo, 1, "X")) print(pcall(debug.getinfo)) print(pcall(debug.getinfo, "x")) local c = loadstring("return debug.getinfo(1, 'S')", "=named")() print(c.source, c.short_src, c.what) c = loadstring("local i = debug.getinfo(1, 'S') return i")() print(c.source, c.short_src, c.what)
