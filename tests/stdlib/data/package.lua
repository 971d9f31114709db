local m = require "mod" print(m.name, m.f(), require("mod") == m, package.loaded.mod == m)
print(require "quiet", package.loaded.quiet, require "quiet", quiet_loaded)
require "nothing"
require "a.b.c"
print(pcall(require, "nothing"))
require "bad"
require "fails"
print(pcall(require, "fails")) print(pcall(require, "fails"))
require "loop"
print(pcall(require, "loop"))
require()
require({})
print(pcall(require)) 
package.preload.x = function(...) print(...) return {name = "x"} end print(require("x").name, require("x") == package.loaded.x)
package.preload.x = function() end print(require "x", package.loaded.x)
package.preload.x = function() return false end print(require "x", package.loaded.x) print(require "x")
package.preload.x = function(n) package.loaded[n] = "set inside" end print(require "x")
package.preload.x = function(n) package.loaded[n] = "set inside" return "returned" end print(require "x")
package.preload.x = function() error("in loader") end require "x"
package.preload.x = function() error({}) end print(pcall(require, "x")) print(pcall(require, "x"))
package.preload = nil require "x"
package.preload = 5 print(pcall(require, "x"))
package.path = nil require "x"
package.path = "?.nope;./?/x;fixed" require "p.q"
package.path = "" require "x"
package.path = ";;" require "x"
package.path = "a?b?c" require "x"
package.path = "./mo?.lua" print(require("d").name)
package.path = 5 require "x"
package.loaders = nil require "x"
package.loaders = {} require "x"
package.loaders = {function(n) return "\n\ttried " .. n end, function() return nil end, function() return 5 end} require "x"
package.loaders = {function(n) return function(...) print(...) return "from loader" end, "extra" end} print(require "x")
package.loaders = {print, function() return function() return 1 end end} print(require "x")
package.loaders = {5} require "x"
package.loaders[1] = function() error("searcher fails", 0) end require "mod"
print(pcall(package.loaders[1])) print(pcall(package.loaders[2], {})) print(package.loaders[1]("zz")) print(type(package.loaders[2]("mod")), package.loaders[2]("no"))
package.loaded.fake = 42 print(require "fake")
package.loaded.fake = false print(pcall(require, "fake"))
print(package.loaded._G == _G, package.loaded.string == string, package.loaded.table == table, package.loaded.math == math, package.loaded.package == package, package.loaded.coroutine == coroutine, package.loaded.io == io, package.loaded.os == os, package.loaded.debug == debug)
print(package.config) print(package.path, package.cpath, type(package.preload), type(package.loaders), #package.loaders >= 2)
setmetatable(package.preload, {__index = function(_, k) return function() return "auto " .. k end end}) print(require "whatever")
setmetatable(package.loaded, {__index = function(_, k) return "lazy " .. k end}) print(require "whatever")
local old = package package = nil print(require("mod").name)
-- module
module("m1") x = 1 _G = nil
module("m1", package.seeall) print(_NAME, _M == package.loaded.m1, _PACKAGE == "", x) x = 5 print(_M.x, package.loaded.m1.x)
module("a.b.c", package.seeall) print(_NAME, _PACKAGE, _G.a.b.c == _M)
string.sub2 = 1 module("string.sub2")
x = 5 module("x")
x = 5 module("x.y")
module("string", package.seeall) print(_NAME, _M == string)
module("m", function(t) t.option = "set" end, package.seeall) print(option)
module("m", 1)
module("m", {})
module("m", function() error("option fails") end)
module()
module({})
print(pcall(module, "m"))
local f = coroutine.wrap(module) print(pcall(f, "m"))
local function f() module("inner", package.seeall) y = 1 return y end print(f(), y, inner.y)
local o = require "oldstyle" print(o.hello()) print(oldstyle == o)
print(select('#', (function() return module("m", package.seeall) end)()))
package.loaded.m = 5 module("m", package.seeall) print(type(package.loaded.m))
package.seeall()
package.seeall(1)
local t = {} package.seeall(t) print(t.print == print, getmetatable(t).__index == _G) local m = {} setmetatable(t, m) package.seeall(t) print(getmetatable(t) == m)
print(pcall(package.loadlib)) print(pcall(package.loadlib, "x"))
module("", package.seeall) print(_NAME == "")
module("a..b", package.seeall) print(_NAME, _PACKAGE, _G.a[""].b == _M)
