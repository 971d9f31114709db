/**
 * Programs that take as much memory as they can get, each in a way of its own. They never end by themselves.
 *
 * @module
 */

/** Sources by name. `debug` is there for those that need it. */
export const HOGS: Readonly<Record<string, string>> = {
  "string doubling": `local s = "x" while true do s = s .. s end`,
  "strings doubled in pcall":
    `local t = {} while true do local s = "x" pcall(function() while #s < 4e6 do s = s .. s end end) t[#t + 1] = s .. #t end`,
  "different long strings": `local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(100000) .. i end`,
  "different short strings": `local t = {} for i = 1, 1e9 do t[i] = "s" .. i end`,
  "slices of large strings": `local t = {} for i = 1, 10000 do t[i] = (("x"):rep(100000) .. i):sub(-20) end`,
  "captures of large strings":
    `local t = {} for i = 1, 10000 do t[i] = (("x"):rep(50000) .. i):match("^x*(x.*)$", 49980) end`,
  "strings grown by bytes":
    `local t, c = {}, string.char for i = 1, 1e9 do local s = "" for j = 1, 60 do s = s .. c(97 + (i + j) % 26) end t[i] = s end`,
  "strings grown at the front":
    `local t = {} for i = 1, 1e9 do local s = "" for j = 1, 20 do s = i .. s end t[i] = s end`,
  "ropes never read":
    `local t, s = {}, ("x"):rep(20) for i = 1, 1e9 do s = s .. i .. "-----------------" if #s > 10000 then t[#t + 1] = s s = "" end end`,
  "ropes read":
    `local t = {} for i = 1, 1e9 do local s = "" for j = 1, 50 do s = s .. ("x"):rep(30) .. j end t[i] = s t[i]:byte(-1) end`,
  "equal strings": `local t = {} for i = 1, 50000 do t[i] = ("x"):rep(10000) .. "y" end`,
  "equal long strings": `local t = {} for i = 1, 800 do t[i] = ("x"):rep(1e6) end`,
  "equal strings as keys": `local t = {} for i = 1, 1e6 do t[i] = { [("x"):rep(10000) .. "y"] = i } end`,
  "equal strings in closures":
    `local t = {} for i = 1, 1e5 do local s = ("x"):rep(10000) t[i] = function() return s end end`,
  "equal strings in coroutines":
    `local t = {} for i = 1, 1e6 do t[i] = coroutine.wrap(function(s) coroutine.yield() return s end) t[i](("x"):rep(10000)) end`,
  "equal strings in iterators": `local t = {} for i = 1, 1e6 do t[i] = ("x"):rep(10000):gmatch(".") end`,
  "equal strings in waiting builtins":
    `local t = {} for i = 1, 1e6 do t[i] = coroutine.wrap(function() local s = ("x"):rep(10000) s:gsub(".", coroutine.yield) end) t[i]() end`,
  "results of waiting builtins":
    `local t = {} for i = 1, 1e6 do local n = 0 t[i] = coroutine.wrap(function() (("x"):rep(1000)):gsub(".", function() n = n + 1 if n > 999 then coroutine.yield() end return "abc" end) end) t[i]() end`,
  "sources being read":
    `local t = {} for i = 1, 1e6 do t[i] = coroutine.wrap(function() load(function() coroutine.yield() return ("x"):rep(10000) end) end) for j = 1, 10 do t[i]() end end`,
  "rep": `local t = {} for i = 1, 1e9 do t[i] = ("ab" .. i):rep(1000, nil) end`,
  "format": `local t = {} for i = 1, 1e9 do t[i] = ("%99d%99s%-99d"):format(i, i, i) end`,
  "format of long strings":
    `local s = ("x"):rep(10000) local t = {} for i = 1, 1e9 do t[i] = ("%s%d%q"):format(s, i, s) end`,
  "table.concat":
    `local p = {} for i = 1, 1000 do p[i] = "part " .. i end local t = {} for i = 1, 1e9 do p[1] = i t[i] = table.concat(p, ", ") end`,
  "gsub": `local s = ("x"):rep(1000) local t = {} for i = 1, 1e9 do t[i] = s:gsub("x", "<%0>" .. i % 10) end`,
  "gsub with a function":
    `local t = {} for i = 1, 1e9 do t[i] = ("abcdefghij"):gsub(".", function(c) return c .. i end) end`,
  "gsub of what it made": `local s = "x" while true do s = s:gsub("x", "xx") end`,
  "gsub growing in its callback":
    `local t = {} local s = ("x"):rep(1e7) s:gsub(".", function(c) t[#t + 1] = c .. #t end)`,
  "upper and reverse":
    `local s, t = ("x"):rep(5000), {} for i = 1, 1e9 do t[i] = (s .. i):upper():reverse() end`,
  "tostring of numbers": `local t = {} for i = 1, 1e9 do t[i] = tostring(i / 7) end`,
  "tostring of tables": `local t = {} for i = 1, 1e9 do local x = {} t[x] = tostring(x) end`,
  "string.char":
    `local t = {} for i = 1, 1e9 do t[i] = string.char(i % 256, i % 251, i % 241, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75) end`,
  "byte and unpack":
    `local t = {} local s = ("x"):rep(5000) for i = 1, 1e9 do t[i] = { s:byte(1, 5000) } end`,
  "error messages": `local t = {} for i = 1, 1e9 do local _, e = pcall(error, "message " .. i) t[i] = e end`,
  "type errors":
    `local t = {} for i = 1, 1e9 do local _, e = pcall(function() return nil + i end) t[i] = e .. i end`,
  "error objects": `local t = {} for i = 1, 1e9 do local _, e = pcall(error, { i }) t[i] = e end`,
  "syntax errors":
    `local t = {} local s = ("x"):rep(2000) for i = 1, 1e9 do local _, e = loadstring(s .. i .. "'unfinished" .. s) t[i] = e end`,
  "one syntax error":
    `local t = {} local s = "'" .. ("x"):rep(20000) for i = 1, 1e9 do local _, e = loadstring(s) t[i] = e end`,
  "tracebacks":
    `local t = {} local function f(n) if n > 0 then return (f(n - 1)) end t[#t + 1] = debug.traceback("x" .. #t) end while true do f(30) end`,
  "dumps":
    `local t = {} local f = loadstring("local a = ... " .. ("a = a + 1.5 "):rep(300)) for i = 1, 1e9 do t[i] = string.dump(f) .. i end`,

  "an array": `local t = {} for i = 1, 1e9 do t[i] = i end`,
  "an array of doubles": `local t = {} for i = 1, 1e9 do t[i] = i + 0.5 end`,
  "an array of booleans": `local t = {} for i = 1, 1e9 do t[i] = true end`,
  "an array filled backwards":
    `local t = {} for n = 1, 1e9 do local u = {} for i = 1000, 1, -1 do u[i] = i end t[n] = u end`,
  "arrays from constructors":
    `local t = {} for i = 1, 1e9 do t[i] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 } end`,
  "small arrays": `local t = {} for i = 1, 1e9 do t[i] = { i } end`,
  "arrays of two": `local t = {} for i = 1, 1e9 do t[i] = { i, i } end`,
  "arrays grown to three":
    `local t = {} for i = 1, 1e9 do local u = {} u[1] = 1 u[2] = 2 u[3] = 3 t[i] = u end`,
  "empty tables": `local t = {} for i = 1, 1e9 do t[i] = {} end`,
  "tables with room": `local t = {} for i = 1, 1e9 do t[i] = { nil, nil, nil, nil, nil, nil, nil, nil } end`,
  "tables with one field": `local t = {} for i = 1, 1e9 do t[i] = { x = i } end`,
  "tables with three fields": `local t = {} for i = 1, 1e9 do t[i] = { x = i, y = i + 0.5, z = t } end`,
  "tables with fields added":
    `local t = {} for i = 1, 1e9 do local u = {} u.a = i u.b = i u.c = i u.d = i u.e = i t[i] = u end`,
  "tables with computed fields":
    `local t = {} for i = 1, 1e9 do local u = {} for j = 1, 10 do u["k" .. (i + j)] = j end t[i] = u end`,
  "tables with 200 fields":
    `local t = {} for i = 1, 1e9 do local u = {} for j = 1, 200 do u["k" .. j] = j end t[i] = u end`,
  "a large hash": `local t = {} for i = 1, 1e9 do t["k" .. i] = i end`,
  "a hash of doubles": `local t = {} for i = 1, 1e9 do t[i + 0.5] = i end`,
  "a hash of tables": `local t = {} for i = 1, 1e9 do t[{}] = i end`,
  "a hash of booleans and functions":
    `local t = {} for i = 1, 1e9 do local u = {} u[true] = 1 u[false] = 2 u[print] = 3 t[i] = u end`,
  "sparse tables": `local t = {} for i = 1, 1e9 do t[i * 1000] = i end`,
  "many sparse tables": `local t = {} for i = 1, 1e9 do t[i] = { [1e9] = 1, [-1] = 2, [0.5] = 3 } end`,
  "negative keys": `local t = {} for i = 1, 1e9 do t[-i] = -i end`,
  "keys of long strings": `local t, p = {}, ("k"):rep(200) for i = 1, 1e9 do t[p .. i] = true end`,
  "keys of one length": `local t, p = {}, ("k"):rep(3000) for i = 1, 1e9 do t[p .. (i + 1e6)] = true end`,
  "keys deleted and added":
    `local t = {} for i = 1, 1e9 do t["k" .. i] = i if i % 3 > 0 then t["k" .. i - 1] = nil end end`,
  "tables emptied":
    `local t = {} for i = 1, 1e9 do local u = {} for j = 1, 100 do u["k" .. j] = j end for j = 1, 100 do u["k" .. j] = nil end t[i] = u end`,
  "arrays emptied":
    `local t = {} for i = 1, 1e9 do local u = {} for j = 1, 100 do u[j] = j end for j = 100, 1, -1 do u[j] = nil end t[i] = u end`,
  "nested tables": `local t = {} while true do t = { t } end`,
  "nested by field": `local t = {} while true do t = { next = t } end`,
  "cycles": `local t = {} for i = 1, 1e9 do local a, b = {}, {} a.b = b b.a = a t[i] = a end`,
  "metatables":
    `local t = {} for i = 1, 1e9 do t[i] = setmetatable({}, { __index = function() end, __newindex = t }) end`,
  "metatables looked up":
    `local t = {} for i = 1, 1e9 do local m = { __index = t } local o = setmetatable({}, m) local _ = o.x t[i] = o end`,
  "table.insert": `local t = {} while true do table.insert(t, {}) table.insert(t, 1) end`,
  "queues":
    `local t = {} for i = 1, 1e9 do local q = {} for j = 1, 20 do table.insert(q, 1, j) end for j = 1, 10 do table.remove(q, 1) end t[i] = q end`,
  "iterators left in the middle": `local t = {} for i = 1, 1e9 do t[i] = ("a b c"):gmatch("%a") t[i]() end`,
  "sorted copies":
    `local t = {} for i = 1, 1e9 do local u = {} for j = 1, 50 do u[j] = (j * 7919) % 101 end table.sort(u) t[i] = u end`,
  "a comparator that keeps things":
    `local t = {} while true do local u = {} for j = 1, 100 do u[j] = j end table.sort(u, function(a, b) t[#t + 1] = { a, b } return a < b end) end`,

  "closures": `local t = {} for i = 1, 1e9 do t[i] = function() return i end end`,
  "closures without upvalues": `local t = {} for i = 1, 1e9 do t[i] = function() end end`,
  "closures with shared upvalues":
    `local a, b, c, d, e, f, g, h; local t = {} for i = 1, 1e9 do t[i] = function() a, b, c, d, e, f, g, h = h, g, f, e, d, c, b, a end end`,
  "captured locals":
    `local t = {} for i = 1, 1e9 do local a, b, c, d = i, i, i, i t[i] = function() return a, b, c, d end end`,
  "environments": `local t = {} for i = 1, 1e9 do t[i] = setfenv(function() return x end, { x = i }) end`,
  "loaded functions":
    `local t = {} for i = 1, 1e9 do t[i] = loadstring("local a = " .. i .. " return a + 1") end`,
  "loaded large functions":
    `local t = {} local s = ("x = x + 1.25 f(y.z) "):rep(200) for i = 1, 1e9 do t[i] = loadstring(s) end`,
  "loaded functions with constants":
    `local t = {} for i = 1, 1e9 do t[i] = loadstring("return { a" .. i .. " = '" .. ("c"):rep(50) .. i .. "', " .. i .. ".5 }") end`,
  "loaded functions with functions":
    `local t = {} local s = ("local function f(a, b) local c = a return function() return a + b + c end end "):rep(20) for i = 1, 1e9 do t[i] = loadstring(s) end`,
  "loaded functions that ran":
    `local t = {} local s = ("x = (x or 0) + 1.25 y = { z = x } y.w = y.z "):rep(50) for i = 1, 1e9 do local f = loadstring(s) f() t[i] = f end`,
  "loaded functions that are hot":
    `local t = {} local s = ("type(1) "):rep(20) for i = 1, 1e9 do local f = loadstring(s .. "return " .. i) for j = 1, 100 do f() end t[i] = f end`,
  "loaded functions that wait":
    `local t = {} for i = 1, 1e9 do local c = coroutine.create(loadstring("local a = " .. i .. " coroutine.yield(a) return a")) coroutine.resume(c) t[i] = c end`,
  "a reader without end": `load(function() return ("x = 1 "):rep(1000) end)`,
  "proxies": `local t = {} for i = 1, 1e9 do t[i] = newproxy(true) end`,
  "plain proxies": `local t = {} for i = 1, 1e9 do t[i] = newproxy() end`,

  "coroutines not started": `local t = {} for i = 1, 1e9 do t[i] = coroutine.create(function() end) end`,
  "coroutines suspended":
    `local t = {} for i = 1, 1e9 do t[i] = coroutine.create(function() coroutine.yield() end) coroutine.resume(t[i]) end`,
  "wrapped coroutines":
    `local t = {} for i = 1, 1e9 do t[i] = coroutine.wrap(function() coroutine.yield() end) t[i]() end`,
  "coroutines that died":
    `local t = {} for i = 1, 1e9 do t[i] = coroutine.create(function() error("x") end) coroutine.resume(t[i]) end`,
  "coroutines deep in calls":
    `local t = {} local function f(n) if n > 0 then return 1 + f(n - 1) end coroutine.yield() return 1 end for i = 1, 1e9 do t[i] = coroutine.wrap(f) t[i](500) end`,
  "coroutines that were deep in calls":
    `local t = {} local function f(n) if n > 0 then return 1 + f(n - 1) end return 1 end for i = 1, 1e9 do t[i] = coroutine.wrap(function() f(5000) coroutine.yield() end) t[i]() end`,
  "coroutines deep in pcalls":
    `local t = {} local function f(n) if n > 0 then pcall(f, n - 1) else coroutine.yield() end end for i = 1, 1e9 do t[i] = coroutine.wrap(f) t[i](150) end`,
  "coroutines with many locals":
    `local t = {} local f = loadstring("local " .. ("a,"):rep(199) .. "a = 1 coroutine.yield()") for i = 1, 1e9 do t[i] = coroutine.wrap(f) t[i]() end`,
  "coroutines with many arguments":
    `local u = {} for i = 1, 5000 do u[i] = i end local t = {} for i = 1, 1e9 do t[i] = coroutine.wrap(function(...) coroutine.yield() end) t[i](unpack(u)) end`,
  "coroutines in coroutines":
    `local t = {} local function f() local co = coroutine.wrap(f) t[#t + 1] = co coroutine.yield() end while true do local co = coroutine.wrap(f) t[#t + 1] = co co() t[#t]() end`,
  "coroutines in gsub":
    `local t = {} for i = 1, 1e9 do t[i] = coroutine.wrap(function() ("abc"):gsub(".", function() coroutine.yield() end) end) t[i]() end`,
  "coroutines in sort":
    `local t = {} for i = 1, 1e9 do t[i] = coroutine.wrap(function() table.sort({ 3, 2, 1, 5, 4 }, function(a, b) coroutine.yield() return a < b end) end) t[i]() end`,
  "coroutines with hooks":
    `local t = {} for i = 1, 1e9 do local co = coroutine.create(function() end) debug.sethook(co, function() return i end, "l") t[i] = co end`,

  "deep recursion":
    `local function f(n) local a, b, c, d, e = n, n, n, n, n return f(n + 1) + a + b + c + d + e end local t = {} while true do local co = coroutine.wrap(function() pcall(f, 1) coroutine.yield() end) co() t[#t + 1] = co end`,
  "recursion that allocates":
    `local t = {} local function f(n) t[#t + 1] = { n } if n < 10000 then return f(n + 1) + 1 end return 0 end while true do f(1) end`,
  "frames that keep closures":
    `local t = {} local function f(n, g) if n > 0 then return f(n - 1, function() return g, ("x"):rep(n) end) end t[#t + 1] = g return 1 end while true do f(1000, print) end`,
  "arguments doubled":
    `local function f(...) if select("#", ...) < 4000 then return f(..., ...) end return { ... } end local t = {} for i = 1, 1e9 do t[i] = { f(i, i) } t[-i] = { unpack({ f(i) }, 1, 100) } end`,
  "varargs kept":
    `local u = {} for i = 1, 200 do u[i] = i end local t = {} for i = 1, 1e9 do t[i] = (function(...) return { n = select("#", ...), ... } end)(unpack(u)) end`,

  "weak keys":
    `local w, t = setmetatable({}, { __mode = "k" }), {} for i = 1, 1e9 do local k = {} w[k] = { i } t[i] = k end`,
  "weak values":
    `local w, t = setmetatable({}, { __mode = "v" }), {} for i = 1, 1e9 do local v = { i } w[i] = v t[i] = v end`,
  "weak tables": `local t = {} for i = 1, 1e9 do t[i] = setmetatable({ {}, {} }, { __mode = "kv" }) end`,
  "weak churn":
    `local w, t = setmetatable({}, { __mode = "k" }), {} for i = 1, 1e9 do w[{}] = { i } if i % 10 == 0 then t[#t + 1] = { i } end end`,
  "weak values that are strings":
    `local w = setmetatable({}, { __mode = "v" }) for i = 1, 1e9 do w[i] = "string " .. i end`,
  "collection stopped":
    `collectgarbage("stop") local t = {} for i = 1, 1e9 do local x = { i } if i % 4 == 0 then t[#t + 1] = x end end`,
  "output kept by nobody": `local t = {} for i = 1, 1e9 do print(i) t[i] = { i } end`,
  "seeds": `local t = {} for i = 1, 1e9 do math.randomseed(i) t[i] = math.random() .. "" end`,
  "patterns": `local t = {} for i = 1, 1e9 do ("x"):find("[a-z]" .. i) t[i] = "p" .. i end`,
  "formats": `local t = {} for i = 1, 1e9 do t[i] = ("%d" .. i):format(i) end`,
};
