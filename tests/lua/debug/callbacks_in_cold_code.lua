-- Builtins that call back from code that runs once: sort, gsub and the others with functions that become hot,
-- and errors in them after a while.
local function tb(e) return (type(e) == "table" and "an object" or tostring(e)) .. "\n" .. debug.traceback("tb") end
local function try(name, f, ...) print(name, xpcall(f, tb)) end
local n = 0
local function mk(k) local t = {} for i = 1, k do t[i] = (i * 7919) % 1009 end return t end
local t = mk(300)
try("plain", function() table.sort(t, function(a, b) n = n + 1 return a < b end) return t[1], t[300], n end)
try("error in comparator", function() local c = 0 table.sort(mk(300), function(a, b) c = c + 1 if c > 900 then error("stop " .. c) end return a < b end) end)
try("error object", function() local c = 0 table.sort(mk(300), function(a, b) c = c + 1 if c > 900 then error({}) end return a < b end) end)
try("arith error", function() local c = 0 table.sort(mk(300), function(a, b) c = c + 1 if c > 900 then return a < nil end return a < b end) end)
try("invalid order", function() table.sort(mk(300), function(a, b) return true end) end)
try("yield inside", function() local co = coroutine.wrap(function() local c = 0 table.sort(mk(300), function(a, b) c = c + 1 if c == 800 then coroutine.yield(c) end return a < b end) end) return co() end)
try("gsub fn", function() local c = 0 return (("abc"):rep(300):gsub("%w", function(x) c = c + 1 if c == 700 then error("gs") end return x:upper() end)) end)
try("gsub bad", function() local c = 0 return (("abc"):rep(300):gsub("%w", function(x) c = c + 1 if c == 700 then return {} end return x:upper() end)) end)
try("gsub ok", function() local c = 0 return (("abc"):rep(100):gsub("%w", function(x) c = c + 1 if c % 3 == 0 then return nil end return x:upper() .. c end)) end)
try("gsub table", function() return (("abc"):rep(100):gsub("%w", setmetatable({}, {__index = function(t, k) return k .. k end}))) end)
try("nested sort", function() local c = 0 table.sort(mk(60), function(a, b) table.sort(mk(20), function(x, y) c = c + 1 return x > y end) return a < b end) return c end)
try("foreach", function() local s = 0 table.foreach(mk(500), function(k, v) s = s + v if k == 450 then return s end end) return s end)
try("foreachi", function() local s = 0 return table.foreachi(mk(500), function(k, v) s = s + v if k == 450 then return s end end) end)
try("comparator several results", function() local t = mk(200) table.sort(t, function(a, b) return a > b, 1, 2, 3 end) return t[1] end)
try("comparator no result", function() local t = mk(200) table.sort(t, function(a, b) end) return t[1] end)
try("pcall inside", function() local t = mk(200) table.sort(t, function(a, b) local ok, v = pcall(function() if a == b then error("x") end return a < b end) return ok and v end) return t[1] end)
try("coroutine inside", function() local t = mk(200) table.sort(t, function(a, b) return coroutine.wrap(function() coroutine.yield(a < b) end)() end) return t[1] end)
